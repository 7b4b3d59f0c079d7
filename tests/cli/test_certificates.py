"""`gapura verify` with health certificates, and the lists that are imported for it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gapura import config
from gapura.audit.models import Event
from gapura.cli import main
from gapura.core.evidence.certificates import hash_of
from gapura.people.certificates.models import Revocation, TrustedKey
from tests.core.evidence.certificates.issuers import Issuer, card, vaccination

MINISTRY = Issuer()
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
Capture = pytest.CaptureFixture[str]


def a_certificate(issuer: Issuer = MINISTRY, **changes: Any) -> str:
    return issuer.hc1(vaccination(), **{"issued": YESTERDAY, **changes})


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A trust list with the ministry in it."""
    path = tmp_path / "percaya.json"
    path.write_text(MINISTRY.trust_file())
    return path


def verified(capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["verify", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_with_a_trust_list_no_database_and_no_keys_are_needed(
    trust: Path, tmp_path: Path, capsys: Capture
) -> None:
    nowhere = ["--data-dir", str(tmp_path / "nothing"), "--trust", str(trust)]
    status, found = verified(capsys, a_certificate(), *nowhere)
    assert (status, found["kind"], found["genuine"], found["in_force"]) == (0, "certificate", True, True)
    assert (found["issuer"], found["country"], found["form"]) == ("Kementerian Contoh", "ID", "hc1")
    assert found["evidence"] == {"doses": [{"date": "2021-09-28", "product": "sinovac"}]}
    assert (found["earlier_doses"], found["name"]) == (1, "Ni Made Sari Dewi")
    assert found["expires_at"].startswith(str((YESTERDAY + timedelta(days=365)).date()))
    scan = tmp_path / "kartu.txt"
    scan.write_text(MINISTRY.jws(card()))
    assert verified(capsys, str(scan), *nowhere)[1]["form"] == "shc"
    assert not (tmp_path / "nothing").exists()


def test_what_is_wrong_with_a_certificate_is_said_in_words(
    trust: Path, tmp_path: Path, capsys: Capture
) -> None:
    listed = tmp_path / "cabut.txt"
    listed.write_text(hash_of("URN:UVCI:01:ID:896124875").hex())
    common = ["--data-dir", str(tmp_path / "nothing"), "--trust", str(trust)]
    forged = MINISTRY.hc1(vaccination(), protected={1: -7, 4: b"x"}, others={4: MINISTRY.kid})
    for text, more, words in (
        (a_certificate(), [], "GENUINE: health certificate"),
        (a_certificate(), ["--revocations", str(listed)], "GENUINE, BUT CALLED BACK"),
        (a_certificate(days=0), [], "GENUINE, BUT EXPIRED"),
        (a_certificate(Issuer()), [], "NOT GENUINE: a health certificate, but nobody on the trust list"),
        (forged, [], "NOT GENUINE"),
    ):
        status = main(["verify", text, *common, *more])
        said = capsys.readouterr().out
        assert said.startswith(words)
        assert "None" not in said
        assert status == (0 if words == "GENUINE: health certificate" else 1)
    assert main(["verify", "HC1:6BFOXN", *common]) == 2
    assert "cannot be read as a health certificate" in capsys.readouterr().out


def test_without_any_trust_list_nobody_is_believed_and_it_says_why(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    status, found = verified(capsys, a_certificate(), "--data-dir", str(tmp_path))
    assert (status, found["problem"], found["issuer"]) == (1, "unknown_issuer", None)
    assert "--trust FILE" in found["note"]


@pytest.mark.django_db
def test_an_imported_list_is_what_certificates_are_judged_by(
    trust: Path, tmp_path: Path, capsys: Capture
) -> None:
    here = ["--data-dir", str(config.current().data_dir)]
    assert "gapura import trust" in verified(capsys, a_certificate(), *here)[1]["note"]
    assert main(["import", "trust", str(trust)]) == 0
    assert "2 keys of 1 issuers are trusted, by 'Contoh'" in capsys.readouterr().out
    assert verified(capsys, a_certificate(), *here)[0] == 0
    listed = tmp_path / "cabut.txt"
    listed.write_text(f"{hash_of('URN:UVCI:01:ID:896124875').hex()}\n")
    assert main(["import", "revocations", str(listed), "--source", "Kementerian"]) == 0
    assert "1 certificates are called back, by 'Kementerian'" in capsys.readouterr().out
    assert verified(capsys, a_certificate(), *here)[1]["problem"] == "revoked"
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["people.import_trust", "people.import_revocations"]


@pytest.mark.django_db
def test_a_newer_list_takes_the_place_of_its_sources_last_one_and_of_no_other(
    trust: Path, tmp_path: Path
) -> None:
    other = tmp_path / "lain.json"
    other.write_text(Issuer("Lain").trust_file().replace('"source": "Contoh"', '"source": "Lain"'))
    for path in (trust, other, trust):
        assert main(["import", "trust", str(path)]) == 0
    assert sorted(TrustedKey.objects.values_list("source", flat=True)) == ["Contoh"] * 2 + ["Lain"] * 2
    trust.write_text('{"format": "gapura-trust-1", "source": "Contoh", "issuers": []}')
    assert main(["import", "trust", str(trust)]) == 0
    assert set(TrustedKey.objects.values_list("source", flat=True)) == {"Lain"}


@pytest.mark.django_db
def test_a_broken_list_changes_nothing_and_says_where(trust: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["import", "trust", str(trust)]) == 0
    broken = json.loads(trust.read_text())
    broken["issuers"][1]["country"] = "Indonesia"
    trust.write_text(json.dumps(broken, indent=1))
    assert main(["import", "trust", str(trust)]) == 2
    said = capsys.readouterr().err
    line = next(n for n, text in enumerate(trust.read_text().splitlines(), 1) if '"shc"' in text)
    assert "issuer 2: country must be" in said
    assert any(f"line {near}," in said for near in range(line - 12, line + 1))
    assert TrustedKey.objects.count() == 2
    listed = tmp_path / "cabut.txt"
    listed.write_text(f"{'0' * 64}\nnope\n")
    assert main(["import", "revocations", str(listed)]) == 2
    assert "line 2" in capsys.readouterr().err
    assert not Revocation.objects.exists()
    assert main(["import", "revocations", str(tmp_path / "missing")]) == 2
