"""A phone number is kept in one form, however it was written."""

import pytest

from gapura.common.phones import NoNumberError, NoSuchNumberError, e164


@pytest.mark.parametrize("written", ["0812 3456 7890", "0812-3456-7890", "+62 812 3456 7890"])
def test_one_without_a_country_is_indonesian(written: str) -> None:
    assert e164(written) == "+6281234567890"


def test_a_foreign_one_keeps_its_country() -> None:
    assert e164("+31 20 624 1111") == "+31206241111"


def test_what_is_no_number_and_what_nobody_can_have_are_told_apart() -> None:
    with pytest.raises(NoSuchNumberError):
        e164("0812")
    with pytest.raises(NoNumberError) as refused:
        e164("wayan")
    assert not isinstance(refused.value, NoSuchNumberError)
