"""What an operator can set right is said in one line by a command that is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gapura.core.keys import KeyRing
from gapura.postgres import OWNER, EmbeddedPostgres
from tests.conftest import ROOT

COMMANDS = (
    "import holidays",
    "accounts renew operator-made",
    "policy unpin --region ID --reason over",
    "mail list",
    "retention run",
    "rollups rebuild",
    "check --occupancy",
    "serve --port 0",
)


def gapura(words: str, place: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gapura.cli", *words.split()],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "GAPURA_DATA_DIR": str(place),
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def assert_said(done: "subprocess.CompletedProcess[str]", words: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("gapura: ")
    assert words in last


@pytest.fixture
def place(tmp_path: Path) -> Path:
    KeyRing.generate().save(tmp_path / "keys.json")
    return tmp_path


@pytest.mark.parametrize("words", COMMANDS)
def test_a_database_without_the_schema_is_told_to_be_migrated(
    words: str, place: Path, postgres_server: EmbeddedPostgres
) -> None:
    done = gapura(words, place, DATABASE_URL=postgres_server.url_of("postgres"))
    assert_said(done, "run `gapura migrate`")
    assert done.stderr.count("\n") == 1


def test_nothing_is_served_from_a_database_that_lacks_a_migration(
    place: Path, postgres_server: EmbeddedPostgres, database_url: str
) -> None:
    with psycopg.connect(database_url, user=OWNER, autocommit=True) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'people' AND name = '0003_handover'")
    done = gapura("serve --role gate --port 0", place, DATABASE_URL=database_url)
    assert_said(done, "lacks 1 migration")


def test_a_database_that_is_not_there_is_said(place: Path) -> None:
    away = f"postgresql://gapura_app@/gapura?host={place}"
    assert_said(gapura("mail list", place, DATABASE_URL=away), "The database does not answer")


@pytest.mark.parametrize("words", ["serve --port 0", "check", "migrate"])
@pytest.mark.parametrize(
    "address", ["mysql://db/gapura", "postgresql://app:se%cret@db/gapura", "host=db colour=red"]
)
def test_an_address_that_no_database_can_have_is_said_without_its_password(
    words: str, address: str, place: Path
) -> None:
    done = gapura(words, place, DATABASE_URL=address)
    assert_said(done, "DATABASE_URL must look like")
    assert done.stderr.count("\n") == 1
    assert "cret" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "Dinas Kominfo"),
        ("MAIL_FROM", "gapura@gianyar.example\nBcc: all@gianyar.example"),
        ("MAIL_REPLY_TO", "Dinas Kominfo"),
        ("MAIL_REPLY_TO", "a@gianyar.example, b@gianyar.example"),
        ("DNS_SERVER", "ns.gianyar.example"),
        ("DNS_SERVER", "192.0.2.53:dns"),
        ("ANYMAIL_WEBHOOK_SECRET", "gapura"),
        ("ANYMAIL_WEBHOOK_SECRET", "gapura:"),
        ("DKIM_SELECTOR", "gapura 2026"),
        ("DKIM_SELECTOR", "gapura2026._domainkey.gianyar.example"),
        ("SECURITY_CONTACT", "keamanan@gianyar.example"),
        ("SECURITY_CONTACT", "http://gianyar.example/keamanan"),
        ("SECURITY_CONTACT", "mailto:a@gianyar.example\nExpires: never"),
        ("DEMO", "true"),
        ("DEMO", "0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_before_anything_rests_on_it(
    setting: str, text: str, place: Path
) -> None:
    done = gapura("serve --role worker", place, **{f"GAPURA_{setting}": text})
    assert_said(done, f"GAPURA_{setting} must ")
    assert done.stderr.count("\n") == 1


def test_migrating_without_the_owners_role_is_told_which_setting_lacks(
    place: Path, postgres_server: EmbeddedPostgres
) -> None:
    done = gapura("migrate", place, DATABASE_URL=postgres_server.url_of("postgres"))
    assert_said(done, "GAPURA_OWNER_DATABASE_URL")


@pytest.mark.parametrize("words", ["keys make", "check"])
def test_a_data_folder_that_is_a_file_is_named(words: str, tmp_path: Path) -> None:
    (file := tmp_path / "file").write_text("")
    assert_said(gapura(words, file), f"{file} cannot be used")


@pytest.mark.parametrize("limit", ["-1", "0"])
def test_a_number_of_messages_below_one_is_a_wrong_use(limit: str, place: Path) -> None:
    done = gapura(f"mail list --limit {limit}", place)
    assert done.returncode == 2
    assert "at least 1" in done.stderr


def test_messages_about_what_is_no_subject_are_a_wrong_use(place: Path) -> None:
    done = gapura("mail list --about nonsense", place)
    assert done.returncode == 2
    assert "must look like application:UUID" in done.stderr


@pytest.mark.parametrize("text", ["", "province_code,province\n"])
def test_a_list_without_regions_is_refused(text: str, place: Path, database_url: str) -> None:
    (file := place / "villages.csv").write_text(text)
    done = gapura(f"import regions {file}", place, DATABASE_URL=database_url)
    assert done.returncode == 2
    assert "there is no row" in done.stderr


def test_a_fault_of_ours_is_told_without_the_row_that_the_database_quotes(
    place: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, user=OWNER, autocommit=True) as connection:
        connection.execute("ALTER TABLE regions_region ADD CONSTRAINT unforeseen CHECK (name <> 'Sukawati')")
    head = "province_code,province,regency_code,regency,kecamatan_code,kecamatan,village_code,village,type"
    villages = "51,Bali,51.04,Kabupaten Gianyar,51.04.01,Sukawati,51.04.01.2001,Batubulan,desa"
    (file := place / "villages.csv").write_text(f"{head}\n{villages}\n")
    done = gapura(f"import regions {file}", place, DATABASE_URL=database_url)
    assert done.returncode == 1
    assert "psycopg.errors.CheckViolation: 23514: regions_region: unforeseen" in done.stderr
    assert "Failing row" not in done.stderr
    assert "Sukawati" not in done.stderr


def test_a_rule_set_that_is_not_there_is_answered_with_the_names_as_they_are_written(
    place: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO regions_region (code, name, level, kind, time_zone)"
            " VALUES ('ID', 'Indonesia', 'nation', '', '')"
        )
    done = gapura("policy pin NOPE --region ID --reason test", place, DATABASE_URL=database_url)
    assert_said(done, "There is no rule set 'NOPE'; there are A_2021-08")


def test_the_bench_leaves_a_database_in_use_alone(place: Path, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO regions_region (code, name, level, kind, time_zone)"
            " VALUES ('ID', 'Indonesia', 'nation', '', '')"
        )
    assert_said(gapura("bench --seconds 1", place, DATABASE_URL=database_url), "is in use")


@pytest.mark.parametrize(
    ("name", "text"),
    [("DATABASE_URL", "gapura"), ("DATABASE_URL", "mysql://x/y"), ("GAPURA_BASE_URL", "https://[x")],
)
def test_an_address_that_is_none_is_named(name: str, text: str, place: Path) -> None:
    assert_said(gapura("mail list", place, **{"DATABASE_URL": "dbname=x", name: text}), f"{name} must")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("invite --role operator --region ID --name=", "name: This field cannot be blank."),
        ("invite --role operator --region ID --name Rai --email rai", "Enter a valid email address."),
        ("reset-second-factor rai --reason=", "--reason must say why"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_in_the_language_of_the_command_line(
    words: str, said: str, place: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO regions_region (code, name, level, kind, time_zone)"
            " VALUES ('ID', 'Indonesia', 'nation', '', '')"
        )
    done = gapura(f"accounts {words}", place, DATABASE_URL=database_url)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
