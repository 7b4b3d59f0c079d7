"""`gapura serve` as one process reaches its own gate without the way out over the public address."""

import pytest

from gapura.cli.serve import own_address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("", "http://127.0.0.1:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_a_server_reaches_itself_where_it_listens(host: str, address: str) -> None:
    assert own_address(host, 8000) == address
