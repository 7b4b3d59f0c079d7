"""Whether mail can reach a domain, asked of a real little name server."""

from collections.abc import Callable

import pytest

from gapura.mail import domains
from tests.mail.conftest import NameServer


def test_a_domain_that_names_a_mail_server(name_server: NameServer) -> None:
    name_server.records["gianyar.id", "MX"] = ["10 mx.gianyar.id."]
    assert domains.has_mail_server(" Gianyar.ID. ") is True


@pytest.mark.parametrize(("kind", "row"), [("A", "192.0.2.7"), ("AAAA", "2001:db8::7")])
def test_a_domain_that_is_a_mail_server_itself(name_server: NameServer, kind: str, row: str) -> None:
    name_server.records["desa.id", kind] = [row]
    assert domains.has_mail_server("desa.id") is True


def test_a_domain_that_takes_no_mail(name_server: NameServer) -> None:
    name_server.records["sunyi.id", "MX"] = ["0 ."]
    name_server.records["sunyi.id", "A"] = ["192.0.2.7"]
    assert domains.has_mail_server("sunyi.id") is False


@pytest.mark.parametrize("domain", ["gmial.id", "a..b", "x" * 64 + ".id", "", "id", "-"])
def test_a_domain_that_is_not_there(name_server: NameServer, domain: str) -> None:
    assert domains.has_mail_server(domain) is False


def test_an_answer_is_remembered(name_server: NameServer) -> None:
    name_server.records["gianyar.id", "MX"] = ["10 mx.gianyar.id."]
    assert [domains.has_mail_server("gianyar.id") for _ in range(3)] == [True] * 3
    assert name_server.asked == [("gianyar.id", "MX")]


def test_silence_is_no_answer_and_is_waited_for_once(
    name_server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domains, "WITHIN", 1.0)
    name_server.silent = True
    assert domains.has_mail_server("gianyar.id") is None
    tried = list(name_server.asked)
    assert domains.has_mail_server("gianyar.id") is None
    assert name_server.asked == tried
    assert set(tried) == {("gianyar.id", "MX")}


def test_a_demo_asks_nobody(deploy: Callable[..., None]) -> None:
    deploy(DEMO="1", DNS_SERVER="")
    assert domains.has_mail_server("gianyar.id") is None
