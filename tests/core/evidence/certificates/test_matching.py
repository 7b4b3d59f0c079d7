"""Whether a certificate is about a person: the same birth date, and a name that is alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.evidence.certificates import Subject
from gapura.core.evidence.certificates.matching import alike, mismatch, words

BORN = date(1990, 5, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ni Made Sari Dewi", "NI MADE SARI DEWI"),
        ("Ni Made Sari Dewi", "Made Sari Dewi"),
        ("Ni Made Sari Dewi", "Dewi Ni Made Sari"),
        ("Ni Made Sari Dewi", "NI<MADE<SARI DEWI"),
        ("Ni Made Sari Dewi", "Sari Dewi"),
        ("Ni Made Sari Dewi", "Ni M. Sari Dewi"),
        ("I Wayan Sudarma", "Wayan Sudharma"),
        ("Sukarno", "Soekarno"),
        ("Sukarno", "Ir. Sukarno"),
        ("Djoko Tjahjono", "Joko Cahjono"),
        ("H. Abdul Rahman, S.Kom.", "ABDUL RAHMAN"),
        ("François d’Arsøns", "FRANCOIS DARSONS"),
        ("Müller", "MULLER"),
        ("Łukasz Nowak", "LUKASZ NOWAK"),
        ("Anne O'Neill", "ANNE ONEILL"),
        ("中山 太郎", "中山 太郎"),
    ],
)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ni Made Sari Dewi", "Ni Made Rahayu"),
        ("Ni Made Sari Dewi", "Made"),
        ("Ni Made Sari Dewi", "Ni Luh Sari Dewi"),
        ("I Wayan Sudarma", "I Wayan Sudirta"),
        ("Sari", "Dewi"),
        ("Ayu", "Ayi"),
        ("A. B.", "Abdul Bakar"),
        ("Sari", "S."),
        ("", "Sari"),
        ("...", "Sari"),
    ],
)
def test_names_of_two_people_are_not(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@pytest.mark.parametrize(
    ("subject", "born", "found"),
    [
        (Subject("Ni Made Sari Dewi", "", "1990-05-01"), BORN, None),
        (Subject("Ni Made Sari Dewi", "", "1990-05-02"), BORN, "birth_date"),
        (Subject("Ni Made Sari Dewi", "", "1990-05-02"), None, None),
        (Subject("Ni Made Sari Dewi", "", "1990"), BORN, "no_birth_date"),
        (Subject("Ni Made Sari Dewi", "", ""), None, "no_birth_date"),
        (Subject("सारी देवी", "NI<MADE<SARI DEWI", "1990-05-01"), BORN, None),
        (Subject("Kadek Surya", "", "1990-05-01"), BORN, "name"),
    ],
)
def test_name_and_birth_date_both_count(subject: Subject, born: date | None, found: str | None) -> None:
    assert mismatch(subject, name="Ni Made Sari Dewi", born=born) == found


names = st.text(max_size=40) | st.text("ABab. ", max_size=12)


@given(names, names)
def test_it_does_not_matter_which_of_two_names_comes_first(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


@given(names)
def test_a_name_of_two_letters_is_like_itself(name: str) -> None:
    if any(len(word) > 1 for word in words(name)) and words(name):
        assert alike(name, name)
