"""Whatever SQL the application's role sends, the trail stays as it is; the rest of its work goes on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege, RaiseException

from gapura.core.keys import KeyRing
from gapura.postgres import APPLICATION, OWNER, EmbeddedPostgres, PostgresError, privileges
from tests.conftest import ROOT

EVENT = (
    "INSERT INTO audit_event (by, act, subject, data, request_id, address)"
    " VALUES ('system', 'test.act', 'thing:1', '{}', '', '')"
)
ATTACKS = [
    "UPDATE audit_event SET act = 'nothing'",
    "UPDATE audit_event SET at = now() WHERE false",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "TRUNCATE audit_event, mail_message CASCADE",
    "DROP TABLE audit_event",
    "DROP TABLE audit_event CASCADE",
    "DROP SCHEMA public CASCADE",
    "ALTER TABLE audit_event DISABLE TRIGGER audit_append_only",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_event RENAME TO somewhere_else",
    "ALTER TABLE audit_event DROP COLUMN by",
    "ALTER TABLE audit_event OWNER TO {application}",
    "ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY",
    "DROP TRIGGER audit_append_only ON audit_event",
    "CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "ALTER FUNCTION audit_refuse() RENAME TO somewhere_else",
    "DROP FUNCTION audit_refuse() CASCADE",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "SET session_replication_role = replica",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "GRANT {owner} TO {application}",
    "ALTER ROLE {application} SUPERUSER",
    "ALTER FUNCTION gapura_drop_partitions(date, boolean) SET search_path = pg_temp",
    "UPDATE django_migrations SET app = 'nothing'",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "COPY audit_event TO PROGRAM 'true'",
]
MINE = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


@pytest.fixture(scope="module")
def url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """The application's address of one database with one event, for all attacks: none leaves a mark."""
    name = "attacked"
    with psycopg.connect(postgres_server.owner_url_of("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_template}".encode())
        with psycopg.connect(postgres_server.url_of(name)) as application:
            application.execute(EVENT)
        yield postgres_server.url_of(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def as_application(url: str) -> Iterator[psycopg.Connection]:
    """A session of the application's role."""
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APPLICATION,)
        yield connection


def _told(url: str) -> list[tuple[str, str]]:
    with psycopg.connect(url, user=OWNER) as connection:
        return connection.execute("SELECT act, subject FROM audit_event WHERE act LIKE 'test.%'").fetchall()


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_applications_role_cannot_touch_the_trail(
    as_application: psycopg.Connection, url: str, attack: str
) -> None:
    statement = attack.format(application=APPLICATION, owner=OWNER).encode()
    with pytest.raises(InsufficientPrivilege):
        as_application.execute(statement)
    assert _told(url) == [("test.act", "thing:1")]


def test_it_cannot_smuggle_a_function_into_what_runs_as_the_owner(
    as_application: psycopg.Connection, url: str
) -> None:
    as_application.execute(
        "CREATE FUNCTION pg_temp.generate_series(date, date, interval) RETURNS SETOF date LANGUAGE plpgsql"
        " AS $$ BEGIN DELETE FROM public.audit_event; RETURN; END $$"
    )
    as_application.execute(
        "CREATE FUNCTION pg_temp.to_regclass(text) RETURNS regclass LANGUAGE plpgsql"
        " AS $$ BEGIN DELETE FROM public.audit_event; RETURN NULL; END $$"
    )
    as_application.execute("SET search_path = pg_temp, public")
    made = as_application.execute("SELECT public.gapura_make_partitions('2031-01-01', '2031-01-02')")
    assert made.fetchone() == (2,)
    assert _told(url) == [("test.act", "thing:1")]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET act = ''", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_the_owner_too_meets_a_trigger(url: str, statement: str) -> None:
    with (
        psycopg.connect(url, user=OWNER) as connection,
        pytest.raises(RaiseException, match="only ever added to"),
    ):
        connection.execute(statement.encode())


def test_the_applications_role_may_empty_no_table(as_application: psycopg.Connection) -> None:
    tables = as_application.execute(
        f"SELECT relname::text FROM pg_class WHERE {MINE}"
        " AND (has_table_privilege(oid, 'TRUNCATE') OR has_table_privilege(oid, 'TRIGGER')"
        " OR has_table_privilege(oid, 'REFERENCES') OR pg_has_role(relowner, 'MEMBER'))"
    ).fetchall()
    assert tables == []


def test_the_applications_role_reads_and_writes_every_other_table(as_application: psycopg.Connection) -> None:
    tables = as_application.execute(
        f"SELECT relname::text FROM pg_class WHERE {MINE}"
        " AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')"
        " AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')) ORDER BY 1"
    ).fetchall()
    assert {name for (name,) in tables if not name.startswith("visits_visit_")} == {
        "audit_event",
        "django_migrations",
    }


def test_days_of_visits_come_and_go_without_the_owners_role(as_application: psycopg.Connection) -> None:
    made = as_application.execute("SELECT gapura_make_partitions('2020-01-01', '2020-01-03')")
    assert made.fetchone() == (3,)
    gone = as_application.execute("SELECT day::text FROM gapura_drop_partitions('2021-01-01')")
    assert gone.fetchall() == [("2020-01-01",), ("2020-01-02",), ("2020-01-03",)]


# Two roles of an administrator's own making, neither of them a superuser.


@pytest.fixture
def their_database(postgres_server: EmbeddedPostgres) -> Iterator[Callable[[str], str]]:
    """An empty database as the how-to makes it: `dinas` owns it, `dinas_app` is the application."""
    name = "of_two_roles"
    with psycopg.connect(postgres_server.owner_url_of("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE dinas LOGIN")
        connection.execute("CREATE ROLE dinas_app LOGIN")
        connection.execute(f"CREATE DATABASE {name} OWNER dinas".encode())
        yield lambda role: make_conninfo(postgres_server.owner_url_of(name), user=role)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        connection.execute("DROP ROLE dinas, dinas_app")


@pytest.fixture
def gapura(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a `gapura` command with the addresses it is given."""
    place = tmp_path_factory.mktemp("deployment")
    KeyRing.generate().save(place / "keys.json")

    def run(verb: str, url: str, owner: str = "") -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GAPURA_")}
        own = {"DATABASE_URL": url, "GAPURA_DATA_DIR": str(place), "PYTHONPATH": str(ROOT / "src")}
        own |= {"GAPURA_OWNER_DATABASE_URL": owner} if owner else {}
        return subprocess.run(
            [sys.executable, "-m", "gapura.cli", *verb.split()],
            env={**kept, **own},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _level_of_trail(checked: "subprocess.CompletedProcess[str]") -> str:
    (line,) = [line for line in checked.stdout.splitlines() if line[6:].startswith("trail ")]
    return line[:5].strip()


Gapura = Callable[..., "subprocess.CompletedProcess[str]"]
TheirDatabase = Callable[[str], str]


@pytest.mark.slow
def test_two_roles_that_are_no_superusers_are_enough(gapura: Gapura, their_database: TheirDatabase) -> None:
    application, owner = their_database("dinas_app"), their_database("dinas")
    for _twice in range(2):
        done = gapura("migrate", application, owner)
        assert done.returncode == 0, done.stderr
    assert _level_of_trail(gapura("check", application)) == "OK"
    assert gapura("retention run", application).returncode == 0
    with psycopg.connect(application, autocommit=True) as connection:
        connection.execute(EVENT)
        for attack in ("DELETE FROM audit_event", "TRUNCATE audit_event", "DROP TABLE audit_event"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(attack.encode())


@pytest.mark.slow
def test_a_deployment_of_one_role_goes_on_and_can_be_given_a_second(
    gapura: Gapura, their_database: TheirDatabase, postgres_server: EmbeddedPostgres
) -> None:
    application, owner = their_database("dinas_app"), their_database("dinas")
    admin = their_database(OWNER)
    with psycopg.connect(admin) as connection:
        connection.execute("ALTER DATABASE of_two_roles OWNER TO dinas_app")
    assert gapura("migrate", application).returncode == 0
    checked = gapura("check", application)
    assert _level_of_trail(checked) == "WARN"
    assert "triggers only" in " ".join(checked.stdout.split())
    refused = gapura("migrate", application, owner)
    assert refused.returncode == 1
    assert "REASSIGN OWNED BY dinas_app TO dinas" in refused.stderr
    with psycopg.connect(admin) as connection:
        connection.execute("ALTER DATABASE of_two_roles OWNER TO dinas")
        connection.execute("REASSIGN OWNED BY dinas_app TO dinas")
    assert gapura("migrate", application, owner).returncode == 0
    assert _level_of_trail(gapura("check", application)) == "OK"


def test_an_owner_who_cannot_connect_is_said_plainly() -> None:
    with pytest.raises(PostgresError, match="does not answer"):
        privileges.role_of("postgresql://nobody@127.0.0.1:1/gapura?connect_timeout=2")
