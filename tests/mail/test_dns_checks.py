"""What `gapura check` says of SPF, DKIM, DMARC and the way back, by a real little name server."""

from collections.abc import Callable

import pytest

from gapura.common import mail_checks
from gapura.common.findings import Level
from gapura.common.mail_checks import mail_domains
from tests.mail.conftest import NameServer

Deploy = Callable[..., None]
KEY = "v=DKIM1; k=rsa; p=" + "M" * 200


@pytest.fixture
def names(name_server: NameServer, deploy: Deploy) -> NameServer:
    """A deployment that sends from gapura.gianyar.id, with everything said as it should be."""
    deploy(
        EMAIL_SENDER="smtp",
        MAIL_FROM="Gapura <tidak-dibalas@gapura.gianyar.id>",
        BOUNCE_ADDRESS="b+{token}@kembali.gianyar.id",
        DKIM_SELECTOR="s2021",
    )
    name_server.records.update(
        {
            ("kembali.gianyar.id", "TXT"): ['"some=other"', '"v=spf1 mx -all"'],
            ("kembali.gianyar.id", "MX"): ["10 mx.gianyar.id."],
            ("s2021._domainkey.gapura.gianyar.id", "TXT"): [f'"{KEY[:100]}" "{KEY[100:]}"'],
            ("_dmarc.gianyar.id", "TXT"): ['"v=DMARC1; p=quarantine"'],
        }
    )
    return name_server


def found() -> dict[str, tuple[Level, str]]:
    return {finding.subject: (finding.level, finding.text) for finding in mail_domains()}


@pytest.mark.usefixtures("names")
def test_all_is_well() -> None:
    assert {subject: level for subject, (level, _text) in found().items()} == {
        "SPF": Level.OK,
        "DKIM": Level.OK,
        "DMARC": Level.OK,
        "bounces": Level.OK,
    }


@pytest.mark.parametrize(
    ("name", "kind", "rows", "subject", "level", "words"),
    [
        ("kembali.gianyar.id", "TXT", [], "SPF", Level.WARN, "does not say which servers"),
        ("kembali.gianyar.id", "TXT", ['"v=spf1 -all"', '"v=spf1 mx -all"'], "SPF", Level.FAIL, "keep one"),
        ("kembali.gianyar.id", "TXT", ['"v=spf1 +all"'], "SPF", Level.FAIL, "every server"),
        ("kembali.gianyar.id", "TXT", ['"v=spf1 mx ?all"'], "SPF", Level.WARN, "does not refuse"),
        ("kembali.gianyar.id", "TXT", ['"v=spf1 redirect=a.id"'], "SPF", Level.OK, "says which"),
        ("s2021._domainkey.gapura.gianyar.id", "TXT", [], "DKIM", Level.FAIL, "has no key"),
        ("s2021._domainkey.gapura.gianyar.id", "TXT", ['"v=DKIM1; p="'], "DKIM", Level.FAIL, "revoked"),
        ("_dmarc.gianyar.id", "TXT", [], "DMARC", Level.WARN, "says nothing"),
        ("_dmarc.gianyar.id", "TXT", ['"v=DMARC1; p=none"'], "DMARC", Level.WARN, "asks nobody"),
        ("_dmarc.gapura.gianyar.id", "TXT", ['"v=DMARC1; p=reject"'], "DMARC", Level.WARN, "DKIM alone"),
        ("kembali.gianyar.id", "MX", [], "bounces", Level.FAIL, "no mail server"),
        ("kembali.gianyar.id", "MX", ["0 ."], "bounces", Level.FAIL, "takes no mail"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    names: NameServer, name: str, kind: str, rows: list[str], subject: str, level: Level, words: str
) -> None:
    names.records[name, kind] = rows
    assert found()[subject][0] == level
    assert words in found()[subject][1]


def test_a_host_without_mx_takes_its_bounces_itself(names: NameServer) -> None:
    del names.records["kembali.gianyar.id", "MX"]
    names.records["kembali.gianyar.id", "A"] = ["192.0.2.7"]
    assert found()["bounces"][0] == Level.WARN


@pytest.mark.usefixtures("names")
def test_bounces_that_nobody_sees(deploy: Deploy) -> None:
    deploy(BOUNCE_ADDRESS="")
    assert found()["bounces"] == (
        Level.WARN,
        "Bounces are not seen: set GAPURA_BOUNCE_ADDRESS, or take a provider's webhook.",
    )


@pytest.mark.usefixtures("names")
def test_a_provider_tells_of_bounces(deploy: Deploy) -> None:
    deploy(
        BOUNCE_ADDRESS="", EMAIL_SENDER="anymail", ANYMAIL_PROVIDER="postmark", ANYMAIL_WEBHOOK_SECRET="a:b"
    )
    assert found()["bounces"][0] == Level.OK


@pytest.mark.usefixtures("names")
def test_no_selector_is_said(deploy: Deploy) -> None:
    deploy(DKIM_SELECTOR="")
    assert found()["DKIM"][0] == Level.WARN


def test_silence_is_one_warning_and_no_further_question(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_checks, "WITHIN", 1.0)
    names.silent = True
    [(subject, (level, text))] = found().items()
    assert (subject, level) == ("mail domain", Level.WARN)
    assert "cannot be looked at" in text
    assert set(names.asked) == {("kembali.gianyar.id", "TXT")}


@pytest.mark.usefixtures("names")
def test_nothing_is_asked_where_no_mail_leaves(deploy: Deploy) -> None:
    deploy(EMAIL_SENDER="outbox")
    assert not found()


def test_a_name_for_examples_is_not_asked_about(names: NameServer, deploy: Deploy) -> None:
    deploy(MAIL_FROM="Gapura <a@gapura.example>")
    assert found()["mail domain"][0] == Level.WARN
    assert not names.asked
