"""Whom a request is from, and whom it is counted by."""

import pytest

from gapura.common.requests import network_of


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.66", "192.0.2.66"),
        ("::ffff:192.0.2.66", "192.0.2.66"),
        ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::"),
        ("2001:DB8:0:7::", "2001:db8:0:7::"),
        ("::1", "::"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_one_line_of_the_network_is_counted_as_one_caller(address: str, counted: str) -> None:
    assert network_of(address) == counted
