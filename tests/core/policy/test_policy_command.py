"""The command `policy`: what it prints, and how it refuses input in one sentence."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from gapura.cli import main
from gapura.core.evidence import encode
from tests.core.policy.builders import person

OCTOBER = date(2021, 10, 12)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_bytes(encode(person(OCTOBER, doses=1, recovered=10)))
    return path


def run(*arguments: object) -> int:
    return main(["policy", *map(str, arguments)])


def test_json_is_exactly_colour_decision_rule_set_and_reasons(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", "--facts", facts, "--at", "2021-10-12", "--json", "--lang", "en") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer.keys() == {"colour", "decision", "ruleset", "reasons"}
    assert (answer["colour"], answer["decision"], answer["ruleset"]) == ("yellow", "verify", "C_2021-09-13")
    assert [reason.keys() for reason in answer["reasons"]] == [{"code", "text"}] * 2
    assert answer["reasons"][0]["text"].startswith("Only one vaccine dose")


def test_text_tells_the_evidence_with_its_dates_in_indonesian_first(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", "--facts", facts, "--at", "2021-10-12T08:00:00") == 0
    text = capsys.readouterr().out
    for words in ("KUNING", "Dosis 1: Sinovac", "Dinyatakan sembuh 2 Oktober 2021", "[one_dose]"):
        assert words in text


@pytest.mark.parametrize(
    ("product", "name"), [("astrazeneca", "AstraZeneca"), ("sputnik", "Sputnik V"), ("zf2001", "Zf2001")]
)
def test_a_vaccine_is_called_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], product: str, name: str
) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(encode(person(OCTOBER, doses=1, product=product)))
    assert run("explain", "--facts", path, "--at", "2021-10-12", "--lang", "en") == 0
    assert f"Dose 1: {name}, " in capsys.readouterr().out


def test_evidence_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = encode(person(OCTOBER, doses=2, contact=3))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(evidence)))
    assert run("explain", "--facts", "-", "--at", "2021-10-12", "--lang", "en") == 0
    text = capsys.readouterr().out
    assert "BLACK" in text
    assert "Without new records black ends on 24 October 2021." in text


@pytest.mark.parametrize(
    ("options", "decision"),
    [
        (["--ruleset", "D_2022-02-14"], "admit"),
        (["--ppkm-level", "4"], "refuse"),
        (["--ppkm-level", "4", "--sector", "essential_office"], "verify"),
        (["--ruleset", "F_2022-12-30", "--ppkm-level", "4"], "admit"),
    ],
)
def test_options_choose_the_rules_and_the_place(
    facts: Path, capsys: pytest.CaptureFixture[str], options: list[str], decision: str
) -> None:
    assert run("explain", "--facts", facts, "--at", "2021-10-12", "--json", *options) == 0
    assert json.loads(capsys.readouterr().out)["decision"] == decision


@pytest.mark.parametrize(
    ("at", "zone", "ruleset"),
    [
        ("2022-02-13T23:59:59", "Asia/Makassar", "C_2021-09-13"),
        ("2022-02-14T00:00:00", "Asia/Makassar", "D_2022-02-14"),
        ("2022-02-13T16:00:00Z", "Asia/Makassar", "D_2022-02-14"),
        ("2022-02-13T16:00:00Z", "Asia/Jakarta", "C_2021-09-13"),
        ("2022-02-14", "Asia/Jayapura", "D_2022-02-14"),
    ],
)
def test_the_rule_set_is_that_of_the_day_at_the_venue(
    facts: Path, capsys: pytest.CaptureFixture[str], at: str, zone: str, ruleset: str
) -> None:
    assert run("explain", "--facts", facts, "--at", at, "--zone", zone, "--json") == 0
    assert json.loads(capsys.readouterr().out)["ruleset"] == ruleset


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "yesterday"], "--at"),
        (["--at", "9999-12-31T23:59:59-14:00"], "--at"),
        (["--at", "0001-01-01"], "--at"),
        (["--at", ""], "--at"),
        (["--at", "2021-08-09"], "2021-08-10"),
        (["--at", "2021-10-12", "--zone", "Asia/Atlantis"], "Atlantis"),
        (["--at", "2021-10-12", "--zone", "../../etc/passwd"], "--zone"),
        (["--at", "2021-10-12", "--region", "97"], "'97'"),
        (["--at", "2021-10-12", "--region", "99"], "'99'"),
        (["--at", "2021-10-12", "--region", "5104"], "'5104'"),
        (["--at", "2021-10-12", "--ruleset", "Z"], "'Z'"),
        (["--at", "2021-10-12", "--facts", "/no/such/file"], "/no/such/file"),
        (["--at", "2021-10-12", "--facts", "/"], "--facts"),
        (["--at", "2021-10-12", "--facts", "a\0b"], "--facts"),
    ],
)
def test_input_that_cannot_be_used_is_refused_in_one_sentence(
    facts: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert run("explain", "--facts", facts, *options) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.endswith(".\n")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("option", [("--sector", "bank"), ("--ppkm-level", "5"), ("--lang", "fr")])
def test_an_option_takes_none_but_its_own_words(
    facts: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("explain", "--facts", facts, "--at", "2021-10-12", *option)
    assert f"argument {option[0]}: invalid choice" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"\xff\xfe", b'{"doses": [{"date": "2021-03-99"}]}', b"[" * 9**5]
)
def test_evidence_that_cannot_be_understood_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes
) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(text)
    assert run("explain", "--facts", path, "--at", "2021-10-12") == 2
    assert capsys.readouterr().err.startswith("gapura: --facts: $")


def test_the_list_names_every_rule_set_with_its_dates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--lang", "en") == 0
    assert "D_2022-02-14    [2022-02-14, 2022-07-17)" in capsys.readouterr().out
    assert run("list", "--json") == 0
    assert json.loads(capsys.readouterr().out)[-1]["valid_to"] is None


def test_the_command_needs_no_framework() -> None:
    code = "import sys, gapura.cli.policy; sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "src"}, check=False).returncode == 0
    )
