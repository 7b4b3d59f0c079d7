"""`gapura keys`: made once, listed without showing them, rotated where that loses nothing."""

import json
from pathlib import Path

import pytest

from gapura import config
from gapura.cli import main
from gapura.core.keys import KeyRing


@pytest.fixture(autouse=True)
def _own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GAPURA_KEYS_FILE", raising=False)
    monkeypatch.setenv("GAPURA_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    """Keys as the command makes them."""
    assert main(["keys", "make"]) == 0
    return tmp_path / "data" / "keys.json"


def test_made_keys_are_closed_to_others_and_whole(keys_file: Path) -> None:
    assert keys_file.stat().st_mode & 0o077 == 0
    assert KeyRing.load(keys_file).current("token").id == 1


def test_keys_that_are_there_are_never_made_again(
    keys_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = keys_file.read_bytes()
    assert main(["keys", "make"]) == 1
    assert "already" in capsys.readouterr().err
    assert keys_file.read_bytes() == before


def test_a_key_file_of_an_earlier_version_is_given_what_it_lacks(
    keys_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(keys_file.read_text())
    token = document["purposes"]["token"]
    del document["purposes"]["pass"]
    keys_file.write_text(json.dumps(document))
    assert main(["keys", "list"]) == 1
    assert "lacks 'pass': `gapura keys make` adds it" in capsys.readouterr().err
    assert main(["keys", "make"]) == 0
    assert main(["keys", "list"]) == 0
    assert json.loads(keys_file.read_text())["purposes"]["token"] == token


def test_a_list_names_every_key_and_shows_none(keys_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "rotate", "seal"])
    capsys.readouterr()
    assert main(["keys", "list"]) == 0
    shown = capsys.readouterr().out
    assert [line.split()[:2] for line in shown.splitlines() if line.startswith("seal")] == [
        ["seal", "2"],
        ["seal", "1"],
    ]
    assert not [secret for secret in keys_file.read_text().split('"') if len(secret) > 40 and secret in shown]


def test_a_rotated_key_leaves_the_older_one_in_use(keys_file: Path) -> None:
    older = KeyRing.load(keys_file).current("token")
    assert main(["keys", "rotate", "token"]) == 0
    assert [key.id for key in KeyRing.load(keys_file).all("token")] == [2, 1]
    assert KeyRing.load(keys_file).all("token")[1].secret == older.secret


@pytest.mark.parametrize("purpose", ["code", "lookup"])
def test_a_key_whose_loss_would_orphan_things_does_not_rotate(
    purpose: str, keys_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = keys_file.read_bytes()
    assert main(["keys", "rotate", purpose]) == 1
    assert "cannot be rotated" in capsys.readouterr().err
    assert keys_file.read_bytes() == before


@pytest.mark.parametrize("words", [["list"], ["rotate", "token"]])
def test_without_keys_the_message_says_what_makes_them(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["keys", *words]) == 1
    said = capsys.readouterr().err
    assert f"there is no key file at {tmp_path / 'data' / 'keys.json'}" in said
    assert "`gapura keys make`" in said


def test_whoever_runs_already_reads_a_rotated_key_by_itself(
    keys_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "LOOK", 0.0)
    monkeypatch.setattr(config, "_held", None)
    monkeypatch.setattr(config, "current", config.from_environment)
    before = config.django_secrets()
    assert main(["keys", "rotate", "django"]) == 0
    secrets = config.django_secrets()
    assert secrets[:1] == before
    assert len(secrets) == 2  # it verifies with the newer one, and does not sign with it yet
    keys_file.write_text("half a file")
    assert config.django_secrets() == secrets
