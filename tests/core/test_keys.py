"""The key ring: kept whole and private, rotated without orphaning what older keys signed."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gapura.core.keys import (
    FIXED,
    LAST_ID,
    PURPOSES,
    Key,
    KeyRing,
    KeyRingError,
    KeyRotationError,
)

NOON = datetime(2021, 10, 12, 4, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_fresh_ring_has_one_secret_of_32_bytes_for_every_purpose() -> None:
    ring = KeyRing.generate(NOON)
    secrets = {ring.current(purpose).secret for purpose in PURPOSES}
    assert len(secrets) == len(PURPOSES)
    assert {len(secret) for secret in secrets} == {32}


def test_a_saved_ring_comes_back_the_same(path: Path) -> None:
    ring = KeyRing.generate(NOON).rotate("token", NOON)
    ring.save(path)
    loaded = KeyRing.load(path)
    assert loaded == ring
    assert loaded.all("token")[1].retired == NOON


def test_a_saved_ring_is_readable_by_its_owner_only(path: Path) -> None:
    KeyRing.generate().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_saving_again_leaves_one_whole_file_and_no_scraps(path: Path) -> None:
    KeyRing.generate().save(path)
    second = KeyRing.generate()
    second.save(path)
    assert KeyRing.load(path) == second
    assert list(path.parent.iterdir()) == [path]


def test_a_save_that_cannot_finish_leaves_the_old_ring_and_no_scraps(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "keys.json"
    folder.mkdir()
    (folder / "kept").touch()
    with pytest.raises(OSError, match=r"keys\.json"):
        KeyRing.generate().save(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_key_file_open_to_everyone_is_refused(path: Path) -> None:
    KeyRing.generate().save(path)
    path.chmod(0o644)
    with pytest.raises(KeyRingError, match="chmod 600"):
        KeyRing.load(path)


def test_rotation_puts_a_newer_key_first_and_keeps_the_older() -> None:
    ring = KeyRing.generate()
    rotated = ring.rotate("seal", NOON)
    assert rotated.current("seal").id == 2
    assert rotated.all("seal")[1] == ring.current("seal")
    assert rotated.current("token") == ring.current("token")
    assert len(ring.all("seal")) == 1


@pytest.mark.parametrize("purpose", sorted(FIXED))
def test_what_printed_posters_and_stored_hashes_rest_on_does_not_rotate(
    purpose: str,
) -> None:
    with pytest.raises(KeyRotationError, match=FIXED[purpose]):
        KeyRing.generate().rotate(purpose, NOON)


def test_an_unknown_purpose_does_not_rotate() -> None:
    with pytest.raises(KeyRotationError, match="choose one of"):
        KeyRing.generate().rotate("tokens", NOON)


def test_rotation_ends_where_the_id_no_longer_fits_a_byte() -> None:
    ring = KeyRing.generate()
    for _ in range(LAST_ID - 1):
        ring = ring.rotate("token", NOON)
    with pytest.raises(KeyRotationError, match="no id is left"):
        ring.rotate("token", NOON)


def test_neither_a_key_nor_a_ring_shows_its_secret() -> None:
    ring = KeyRing.generate()
    key = ring.current("token")
    for shown in (repr(key), str(key), repr(ring), str(ring)):
        assert repr(key.secret) not in shown
        assert "secret" not in shown


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(KeyRingError, match=r"keys\.json"):
        KeyRing.load(path)


def _entry(**changes: object) -> dict[str, object]:
    return {
        "id": 1,
        "key": "A" * 43,
        "made": "2021-10-12T04:00:00+00:00",
        "retired": None,
        **changes,
    }


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [_entry(), _entry()],
        [_entry(id=0)],
        [_entry(id=256)],
        [_entry(id="one")],
        [_entry(id=None)],
        [_entry(key="A" * 42)],
        [_entry(key="A" * 44)],
        [_entry(key=7)],
        [_entry(key="é" * 43)],
        [_entry(made="yesterday")],
        [_entry(retired=3)],
        ["key"],
        None,
        7,
    ],
)
def test_a_file_that_is_no_ring_is_refused_without_quoting_it(path: Path, entries: object) -> None:
    _write(
        path,
        {"purposes": {purpose: [_entry()] for purpose in PURPOSES} | {"token": entries}},
    )
    with pytest.raises(KeyRingError, match="not a key ring") as caught:
        KeyRing.load(path)
    assert "AAAA" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '{"purposes": 3}', "[" * 100_000])
def test_a_file_of_another_shape_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyRingError):
        KeyRing.load(path)


def test_a_file_that_is_not_text_is_refused(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    path.chmod(0o600)
    with pytest.raises(KeyRingError, match="cannot be read"):
        KeyRing.load(path)


def test_a_ring_without_a_purpose_says_which(path: Path) -> None:
    _write(
        path,
        {"purposes": {purpose: [_entry()] for purpose in PURPOSES if purpose != "seal"}},
    )
    with pytest.raises(KeyRingError, match="lacks 'seal'"):
        KeyRing.load(path)


def test_keys_are_equal_by_id_and_secret_only() -> None:
    assert Key(1, b"s" * 32, NOON) == Key(1, b"s" * 32, datetime.now(UTC), retired=NOON)


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document))
    path.chmod(0o600)
