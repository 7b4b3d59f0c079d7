"""A demo's life: started, stopped, killed, started again; nothing is lost and nothing is left running."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from gapura.postgres import EmbeddedPostgres
from tests.demo.running import Demo, gapura, spawn, start
from tests.folders import copy
from tests.ports import free_port

pytestmark = pytest.mark.slow


def test_a_demo_is_stopped_whole_and_found_again_days_later(stopped_demo: Path, data_dir: Path) -> None:
    copy(stopped_demo, data_dir)
    first = start(data_dir)
    visitor, venue = first.document["visitors"][0], first.document["venues"][0]
    first.check_in(visitor["token"], venue["code"])
    assert first.stop(signal.SIGTERM) in (0, 143)
    _let_days_pass(data_dir, 9)
    second = start(data_dir)
    try:
        _is_the_same(first, second)
        assert second.count("visits_visit") == 1
        assert second.check_in(visitor["token"], venue["code"])["occupancy"] == 1
        for other in second.document["visitors"][7::7]:
            assert second.check_in(other["token"], venue["code"])["colour"] == other["colour"]
        visits = second.count("visits_visit")
    finally:
        second.process.kill()
    assert second.stop(signal.SIGKILL) == -signal.SIGKILL
    _a_killed_demo_recovers(data_dir, visits)


def test_a_database_that_is_killed_under_a_demo_is_run_again(stopped_demo: Path, data_dir: Path) -> None:
    copy(stopped_demo, data_dir)
    demo = start(data_dir)
    one, other = demo.document["visitors"][:2]
    code = demo.document["venues"][0]["code"]
    try:
        demo.check_in(one["token"], code)
        os.kill(demo.postgres, signal.SIGKILL)
        _wait_for(data_dir, "is started again", demo.process)
        demo.forget_postgres()
        demo.check_in(other["token"], code)
        assert demo.count("visits_visit") == 2
    finally:
        demo.forget_postgres()
        demo.stop()


def _is_the_same(first: Demo, second: Demo) -> None:
    for part in ("logins", "visitors", "ruleset"):
        assert first.document[part] == second.document[part]
    codes = [[venue["code"] for venue in demo.document["venues"]] for demo in (first, second)]
    assert codes[0] == codes[1]


def _a_killed_demo_recovers(place: Path, visits: int) -> None:
    third = start(place, "--ruleset", "none")
    try:
        assert third.count("visits_visit") == visits
        assert third.document["ruleset"] == "F_2022-12-30"
        red = next(each for each in third.document["visitors"] if each["colour"] == "red")
        code = third.document["venues"][5]["code"]
        assert third.check_in(red["token"], code)["decision"] == "admit"
        _a_taken_port_is_said_before_anything_is_done(third)
    finally:
        third.stop(signal.SIGINT)


def _a_taken_port_is_said_before_anything_is_done(running: Demo) -> None:
    elsewhere = running.place / "elsewhere"
    done = gapura("demo", "--port", running.port, "--data-dir", elsewhere)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{running.port}" in done.stderr
    assert not elsewhere.exists()


def test_a_seeding_that_was_killed_half_way_is_done_anew(data_dir: Path) -> None:
    first = spawn(data_dir, free_port())
    _wait_for(data_dir, "invented people", first)
    time.sleep(0.5)
    first.kill()
    first.wait()
    second = start(data_dir)
    try:
        assert (second.count("venues_venue"), second.count("people_person")) == (189, 5000)
    finally:
        second.stop()


def _wait_for(place: Path, words: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 600
    while words not in (place / "demo.log").read_text():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_unknown_rule_set_is_named_with_those_there_are(tmp_path: Path) -> None:
    done = gapura("demo", "--ruleset", "Z_2099", "--data-dir", tmp_path / "d", "--port", free_port())
    assert done.returncode == 2
    assert "C_2021-09-13" in done.stderr
    assert not (tmp_path / "d").exists()


def _let_days_pass(place: Path, days: int) -> None:
    """As if the stopped demo had last been started so many days ago: its evidence moves with the days."""
    with (
        EmbeddedPostgres(place) as server,
        psycopg.connect(server.owner_url, autocommit=True) as connection,
    ):
        connection.execute(
            "INSERT INTO audit_event (act, by, subject, data, request_id, address)"
            " SELECT 'demo.date', by, subject,"
            " jsonb_build_object('day', (data->>'day')::date - %s::integer), '', ''"
            " FROM audit_event WHERE act = 'demo.seed'",
            [days],
        )
        connection.execute("UPDATE people_standing SET evidence = '{}'")
        connection.execute(
            "UPDATE people_device SET expires_at = expires_at - make_interval(days => %s)", [days]
        )
