"""Which e-mail addresses an office may apply with, and what is said of the others."""

import pytest

from gapura.registration.checks import addresses
from gapura.registration.findings import Finding, Level


def only(email: str, takes_mail: bool | None = None) -> Finding:
    """The one finding about an address."""
    (finding,) = addresses.check(email, has_mail_server=lambda domain: takes_mail)
    return finding


@pytest.mark.parametrize(
    "email",
    [
        "desa.batubulan@gianyarkab.go.id",
        "kantor@batubulan.desa.id",
        "pkm@dinkes.gianyarkab.go.id",
        "humas@rsganesha.example",
        "tu@bandungkab.go.id",
        "",
    ],
)
def test_an_offices_own_address_is_fine(email: str) -> None:
    assert addresses.check(email, has_mail_server=lambda domain: True) == []


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "yahoo.co.id",
        "yahoo.com",
        "outlook.co.id",
        "hotmail.com",
        "icloud.com",
        "proton.me",
        "live.com",
    ],
)
def test_private_mail_is_refused_at_once_with_the_way_on(domain: str) -> None:
    finding = only(f"desabatubulan@{domain}")

    assert (finding.level, finding.field, finding.code) == (Level.ERROR, "email", "personal_mail")
    assert domain in finding.words
    assert "Kominfo" in finding.words


@pytest.mark.parametrize("domain", ["gmial.com", "gmai.com", "yaho.com", "hotmial.com"])
def test_misspelt_private_mail_is_private_all_the_same(domain: str) -> None:
    assert only(f"kantor@{domain}").code == "personal_mail"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gianyarkab.g.id", "gianyarkab.go.id"),
        ("gianyarkab.go.di", "gianyarkab.go.id"),
        ("gianyrakab.go.id", "gianyarkab.go.id"),
        ("ginyarkab.go.id", "gianyarkab.go.id"),
        ("gianyarkab.goo.id", "gianyarkab.go.id"),
        ("batubulan.des.id", "batubulan.desa.id"),
        ("kemkess.go.id", "kemkes.go.id"),
    ],
)
def test_what_was_probably_meant_is_offered(typed: str, meant: str) -> None:
    finding = only(f"kantor@{typed}")

    assert (finding.level, finding.code) == (Level.WARNING, "misspelt_domain")
    assert finding.suggestion == f"kantor@{meant}"
    assert only(f"kantor@{typed}", takes_mail=False).level is Level.ERROR
    assert addresses.check(f"kantor@{typed}", has_mail_server=lambda domain: True) == []


def test_a_domain_without_a_mail_server_is_refused() -> None:
    finding = only("kantor@batubulan.desa.id", takes_mail=False)

    assert (finding.level, finding.code) == (Level.ERROR, "no_mail_server")
    assert "batubulan.desa.id" in finding.words
