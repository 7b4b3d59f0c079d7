"""`gapura check` passes a deployment that is whole and names what is not."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gapura.core.keys import KeyRing
from gapura.postgres import OWNER, EmbeddedPostgres
from tests.conftest import ROOT

GOOD = {
    "GAPURA_BASE_URL": "https://gapura.example",
    "GAPURA_EMAIL_SENDER": "smtp",
    "GAPURA_SMS_SENDER": "http",
    "GAPURA_SMS_URL": "https://sms.example/send",
}

OLD_VISIT = """
INSERT INTO visits_visit (id, day, venue_id, person_id, number, door, companions, colour, decision, ruleset,
    reasons, occupancy, capacity, checked_in_at, limit_at, offline)
SELECT gen_random_uuid(), t::date, gen_random_uuid(), gen_random_uuid(), 1, 0, 0, 'green', 'admit', 'some',
    '', 1, 10, t, t, false
FROM (SELECT current_date - interval '40 days') AS past(t)
"""


@pytest.fixture
def surroundings(database_url: str, tmp_path: Path) -> dict[str, str]:
    """A deployment with keys, a migrated database and collected files."""
    KeyRing.generate().save(tmp_path / "keys.json")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    own = {"DATABASE_URL": database_url, "GAPURA_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GAPURA_")}
    return {**inherited, **GOOD, **own}


def _checked(surroundings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gapura.cli", "check"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def _check(surroundings: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The exit status, and each subject's level."""
    done = _checked(surroundings)
    rows = [
        line.split(maxsplit=1) for line in done.stdout.splitlines() if line[:4] in {"OK  ", "WARN", "FAIL"}
    ]
    assert rows, done.stderr
    return done.returncode, {text[:18].strip(): level for level, text in rows}


def test_what_is_whole_fails_nothing_but_the_throw_away_server(surroundings: dict[str, str]) -> None:
    _, found = _check(surroundings)
    # The server of the tests forgets in a crash, and so it must be told from a good one.
    forgetful = {"fsync", "full_page_writes"}
    assert {subject for subject, level in found.items() if level == "FAIL"} == forgetful


def test_nothing_is_said_that_no_setting_of_ours_can_change(surroundings: dict[str, str]) -> None:
    _, found = _check(surroundings)
    assert not [subject for subject in found if subject.startswith("security.")]


def test_a_demo_is_no_deployment(surroundings: dict[str, str]) -> None:
    status, found = _check({**surroundings, "GAPURA_DEMO": "1", "GAPURA_EMAIL_SENDER": "outbox"})
    assert status == 1
    assert found["demo"] == found["email sender"] == "FAIL"


@pytest.mark.parametrize(
    ("subject", "settings"),
    [
        ("email sender", {"GAPURA_EMAIL_SENDER": "smpt"}),
        ("email sender", {"GAPURA_EMAIL_SENDER": "nobodys.Sender"}),
        ("email sender", {"GAPURA_EMAIL_SENDER": "os.path.join"}),
        ("email sender", {"GAPURA_EMAIL_SENDER": "anymail"}),
        ("email sender", {"GAPURA_EMAIL_SENDER": "smtp", "GAPURA_SMTP_URL": "mail.gianyar.example:25"}),
        ("sms sender", {"GAPURA_SMS_SENDER": "http", "GAPURA_SMS_URL": ""}),
        ("sms sender", {"GAPURA_SMS_SENDER": "http", "GAPURA_SMS_URL": "https://sms.example:port/"}),
        ("bounces taken", {"GAPURA_BOUNCE_LISTEN": "2525"}),
    ],
)
def test_a_way_out_or_back_that_cannot_be_made_fails(
    subject: str, settings: dict[str, str], surroundings: dict[str, str]
) -> None:
    status, found = _check({**surroundings, **settings})
    assert (status, found[subject]) == (1, "FAIL")


def test_a_deployment_may_do_without_text_messages(surroundings: dict[str, str]) -> None:
    _, found = _check({**surroundings, "GAPURA_SMS_SENDER": "none", "GAPURA_SMS_URL": ""})
    assert found["sms sender"] == "OK"


def test_an_address_without_encryption_fails_unless_it_is_this_machine(surroundings: dict[str, str]) -> None:
    _, open_to_all = _check({**surroundings, "GAPURA_BASE_URL": "http://gapura.example"})
    _, local = _check({**surroundings, "GAPURA_BASE_URL": "http://127.0.0.1:8000"})
    assert (open_to_all["address"], local["address"]) == ("FAIL", "WARN")


def test_a_name_too_long_for_a_poster_fails_before_one_is_printed(surroundings: dict[str, str]) -> None:
    _, fits = _check({**surroundings, "GAPURA_BASE_URL": "https://gapura.gianyarkab.go.id"})
    _, too_long = _check({**surroundings, "GAPURA_BASE_URL": "https://gapura.dinkes.gianyarkab.go.id"})
    assert (fits["posters"], too_long["posters"]) == ("OK", "FAIL")


def test_a_proxy_that_may_not_name_the_caller_is_to_be_thought_about(surroundings: dict[str, str]) -> None:
    https = {**surroundings, "GAPURA_BASE_URL": "https://gapura.gianyarkab.example"}
    _, untrusted = _check({**https, "GAPURA_TRUSTED_PROXIES": "0"})
    _, trusted = _check({**https, "GAPURA_TRUSTED_PROXIES": "1"})
    assert (untrusted["proxies"], trusted["proxies"]) == ("WARN", "OK")


def test_days_without_room_and_a_schema_behind_are_found(
    surroundings: dict[str, str], database_url: str
) -> None:
    with psycopg.connect(database_url, user=OWNER) as connection:
        connection.execute("SELECT gapura_drop_partitions('2999-01-01', false)")
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    _, found = _check(surroundings)
    assert (found["days ahead"], found["schema"]) == ("FAIL", "FAIL")


def test_a_database_without_the_schema_is_said_in_words_and_not_in_sql(
    surroundings: dict[str, str], postgres_server: EmbeddedPostgres
) -> None:
    empty = postgres_server.url_of("postgres")
    done = _checked({**surroundings, "DATABASE_URL": empty})
    assert done.returncode == 1
    assert "run `gapura migrate`" in done.stdout
    assert "cannot be looked at: the database has not this version's schema." in " ".join(done.stdout.split())
    assert "SELECT" not in done.stdout


def test_a_database_that_lets_nobody_in_is_said_once_with_its_own_words(
    surroundings: dict[str, str], postgres_server: EmbeddedPostgres
) -> None:
    missing = postgres_server.url_of("gapura_elsewhere")
    done = _checked({**surroundings, "DATABASE_URL": missing})
    assert done.returncode == 1
    assert done.stdout.count("FAIL  database ") == done.stdout.count("gapura_elsewhere") == 1
    assert "cannot be looked at" not in done.stdout
    assert done.stderr == ""


def test_visits_past_their_term_are_found(surroundings: dict[str, str], database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT gapura_make_partitions(current_date - 40, current_date - 40)")
        connection.execute(OLD_VISIT)
    _, found = _check(surroundings)
    assert found["retention"] == "FAIL"
