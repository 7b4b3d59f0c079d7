"""Exactness under pressure: many clients, two gates, every order."""

import os
import random
import time
from collections import Counter

import pytest

from gapura.core import ids
from tests.gate import crowd
from tests.gate.conftest import StartGate
from tests.gate.servers import wait_until
from tests.gate.world import RULESET, YELLOW, GateProcess, Place, World

MANY = 10_000 if os.environ.get("GAPURA_LONG") == "1" else 1_500


def _open_visits(world: World) -> Counter[object]:
    rows = world.db.execute(
        b"SELECT person_id FROM visits_visit WHERE decision = 'admit' AND left_at IS NULL"
    )
    return Counter(row[0] for row in rows)


def _standings_agree(world: World) -> bool:
    disagreeing = world.one(
        "SELECT count(*) FROM people_standing s FULL JOIN"
        " (SELECT * FROM visits_visit WHERE decision = 'admit' AND left_at IS NULL) v ON v.id = s.visit_id"
        " WHERE s.visit_id IS NOT NULL AND v.id IS NULL OR v.id IS NOT NULL"
        " AND (s.person_id IS DISTINCT FROM v.person_id OR s.venue_id IS DISTINCT FROM v.venue_id)"
    )
    return bool(disagreeing == 0)


@pytest.fixture
def two_gates(gate: GateProcess, start_gate: StartGate) -> list[int]:
    """The ports of two gates before one database."""
    return [gate.port, start_gate().port]


@pytest.mark.slow
def test_check_ins_sent_twice_in_any_order_count_once(world: World, two_gates: list[int]) -> None:
    places = [world.place(capacity=100_000) for _ in range(20)]
    chance = random.Random(7)
    once = [crowd.check_in(who, chance.choice(places)) for who in world.people(MANY)]
    answers = crowd.send_until_answered(two_gates, crowd.shuffled([*once, *once]))
    assert {answer.status for answer in answers} == {200}
    bodies: dict[str, set[bytes]] = {}
    for answer in answers:
        bodies.setdefault(answer.sent.body["id"], set()).add(answer.raw)
    assert len(bodies) == MANY
    assert all(len(same) == 1 for same in bodies.values())
    assert world.visits() == MANY
    assert sum(world.inside(place) for place in places) == MANY
    assert world.drift() == []


def test_capacity_is_never_passed_by_two_gates_and_two_hundred_clients(
    world: World, two_gates: list[int]
) -> None:
    place, chance = world.place(capacity=30), random.Random(3)
    asked = [crowd.check_in(who, place, companions=chance.choice((0, 0, 1, 2))) for who in world.people(200)]
    answers = [answer.json for answer in crowd.send_until_answered(two_gates, asked, connections=200)]
    admitted = [answer for answer in answers if answer["decision"] == "admit"]
    assert len(answers) == 200
    assert {answer["decision"] for answer in answers} == {"admit", "full"}
    assert max(answer["occupancy"] for answer in answers) <= 30
    assert len({answer["occupancy"] for answer in admitted}) == len(admitted)
    assert world.inside(place) == 30  # the single visitors fill what parties leave
    assert world.drift() == []


@pytest.mark.slow
def test_nobody_is_ever_in_two_places(world: World, two_gates: list[int]) -> None:
    places = [world.place(capacity=20) for _ in range(4)]
    phones = [world.devices(person, MANY // 300) for person in world.people(30)]
    chance = random.Random(11)
    asked = [
        (crowd.check_in if chance.random() < 0.75 else crowd.check_out)(
            chance.choice(chance.choice(phones)), chance.choice(places)
        )
        for _ in range(MANY)
    ]
    answers = crowd.send_until_answered(two_gates, asked, connections=60)
    assert {answer.status for answer in answers} <= {200, 404}
    assert max(_open_visits(world).values()) == 1
    assert _standings_agree(world)
    assert world.drift() == []
    assert all(world.inside(place) <= 20 for place in places)


def test_an_id_that_two_people_send_at_once_is_one_persons(world: World, two_gates: list[int]) -> None:
    place, people = world.place(), world.people(40)
    asked = []
    for first, second in zip(people[::2], people[1::2], strict=True):
        id = ids.new_id()
        asked += [crowd.check_in(first, place, id=id), crowd.check_in(second, place, id=id)]
    answers = crowd.send_until_answered(two_gates, asked, connections=40)
    assert Counter(answer.status for answer in answers) == {200: 20, 409: 20}
    assert world.inside(place) == 20


_AT_ONCE = "CREATE TRIGGER refuse_some BEFORE INSERT"
_AT_THE_COMMIT = "CREATE CONSTRAINT TRIGGER refuse_some AFTER INSERT"
_LATER = "DEFERRABLE INITIALLY DEFERRED"


@pytest.mark.parametrize(("trigger", "moment"), [(_AT_ONCE, ""), (_AT_THE_COMMIT, _LATER)])
def test_bad_items_fail_neither_their_batch_nor_the_one_behind(
    world: World, gate: GateProcess, trigger: str, moment: str
) -> None:
    world.db.execute(
        b"CREATE FUNCTION refuse_some() RETURNS trigger LANGUAGE plpgsql AS"
        b" $$ BEGIN IF NEW.companions = 13 THEN RAISE 'unlucky' USING ERRCODE = '22000'; END IF;"
        b" RETURN NEW; END $$"
    )
    world.db.execute(
        f"{trigger} ON visits_visit {moment} FOR EACH ROW EXECUTE FUNCTION refuse_some()".encode()
    )
    try:
        for _ in range(10):  # until a slow machine sends nobody else away
            place, people = world.place(capacity=1000), world.people(150)
            unlucky = [crowd.check_in(who, place, companions=13) for who in people[:5]]
            asked = crowd.shuffled([*unlucky, *(crowd.check_in(who, place) for who in people[5:])])
            began = time.monotonic()
            answers = crowd.send([gate.port], asked, connections=40)
            if time.monotonic() - began < crowd.SENT_AWAY_AFTER:
                break
    finally:
        world.db.execute(b"DROP FUNCTION refuse_some CASCADE")
    assert Counter(answer.status for answer in answers) == {200: 145, 503: 5}
    sent_away = [answer.sent.body for answer in answers if answer.status == 503]
    assert {body["companions"] for body in sent_away} == {13}
    wait_until(lambda: all(f"CheckIn {body['id']} failed" in gate.said for body in sent_away))
    assert world.inside(place) == 145
    assert world.drift() == []


def test_a_rule_set_that_changes_in_mid_flight_decides_from_then_on_and_changes_no_answer(
    world: World, gate: GateProcess
) -> None:
    place = world.place(capacity=100_000)
    asked = [crowd.check_in(who, place) for who in world.people(400, YELLOW)]
    halfway = (150, lambda: world.pin("F_2022-12-30"))
    answers = crowd.send_until_answered([gate.port], asked, connections=4, after=halfway)
    first = {answer.sent.body["id"]: answer for answer in answers}
    wait_until(lambda: _one_more(world, gate, place).json["ruleset"] == "F_2022-12-30")
    assert {answer.json["ruleset"] for answer in answers} <= {RULESET, "F_2022-12-30"}
    assert answers[0].json["ruleset"] == RULESET
    for again in crowd.send_until_answered([gate.port], asked, connections=20):
        assert again.raw == first[again.sent.body["id"]].raw
    decided = {(answer.json["ruleset"], answer.json["decision"]) for answer in answers}
    assert len(decided) == len({ruleset for ruleset, _ in decided})  # each rule set says one thing of all
    assert world.drift() == []


def test_a_level_that_rises_puts_nobody_out_and_lets_nobody_in(world: World, gate: GateProcess) -> None:
    place = world.place(capacity=20)
    inside = crowd.send_until_answered([gate.port], [crowd.check_in(who, place) for who in world.people(20)])
    assert {answer.json["decision"] for answer in inside} == {"admit"}
    world.db.execute("UPDATE regions_region SET ppkm_level = 3")  # an office may hold a quarter
    wait_until(lambda: _one_more(world, gate, place).json["capacity"] == 5)
    refused = _one_more(world, gate, place).json
    assert (refused["decision"], refused["occupancy"]) == ("full", 20)
    world.db.execute("UPDATE venues_venue SET sector = 'shop'")  # of which the rule set says nothing
    wait_until(lambda: _one_more(world, gate, place).json["capacity"] == 20)
    assert world.inside(place) == 20


def test_a_day_that_was_analysed_while_empty_is_not_walked_when_it_is_full(
    world: World, gate: GateProcess
) -> None:
    place, people = world.place(capacity=100_000), world.people(MANY)
    world.db.execute("TRUNCATE visits_visit")
    world.db.execute("ANALYZE visits_visit")
    (early, *others), late = people[: MANY - 20], people[MANY - 20 :]
    first = [crowd.check_in(early, place), crowd.check_out(early, place)]
    crowd.send_until_answered([gate.port], first, connections=1)
    came = crowd.send_until_answered([gate.port], [crowd.check_in(who, place) for who in [*others, *late]])
    assert {answer.status for answer in came} == {200}
    before = _blocks_read(world, gate, place)
    asked = [crowd.check_out(who, place) for who in late]
    left = crowd.send_until_answered([gate.port], asked, connections=1)
    assert {answer.status for answer in left} == {200}
    assert (_blocks_read(world, gate, place) - before) / 20 < 40


def _blocks_read(world: World, gate: GateProcess, place: Place) -> int:
    """Blocks of all visits and their keys that the gate has read so far; it tells once a second at most."""

    def told() -> int:
        world.db.execute("SELECT pg_stat_clear_snapshot()")
        blocks = world.one(
            "SELECT sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)"
            " FROM pg_statio_user_tables WHERE relname LIKE 'visits_visit_2%'"
        )
        return int(str(blocks))

    before = told()
    time.sleep(1.5)
    _one_more(world, gate, place)
    wait_until(lambda: told() > before)
    return told()


def _one_more(world: World, gate: GateProcess, place: Place) -> crowd.Answered:
    asked = [crowd.check_in(world.person(), place)]
    return crowd.send_until_answered([gate.port], asked, connections=1)[0]


def test_rows_that_every_check_in_changes_stay_where_they_are_over_a_long_run(
    world: World, gate: GateProcess
) -> None:
    """The catalog says how many changes stayed on their page, where nobody else left anything on it."""
    world.db.execute("VACUUM FULL people_standing")
    world.db.execute("VACUUM FULL visits_occupancy")
    places = [world.place(capacity=100_000) for _ in range(8)]
    people, chance = world.people(200), random.Random(2)
    crowd.send_until_answered(
        [gate.port], [crowd.check_in(who, place) for who, place in zip(people, places * 25, strict=True)]
    )
    before = _size_and_changes(world)
    for _ in range(MANY // 500):
        asked = [
            (crowd.check_in if chance.random() < 0.6 else crowd.check_out)(
                chance.choice(people), chance.choice(places)
            )
            for _ in range(500)
        ]
        crowd.send_until_answered([gate.port], asked, connections=16)
    wait_until(
        lambda: _size_and_changes(world)["people_standing"][1] > before["people_standing"][1] + MANY // 4
    )
    for table, (size, changes, moved) in _size_and_changes(world).items():
        assert size <= 2 * before[table][0] + 8 * 8192, table
        assert (moved - before[table][2]) <= 0.2 * (changes - before[table][1]), table


def _size_and_changes(world: World) -> dict[str, tuple[int, int, int]]:
    """Bytes, changes so far, and those of them that left their page and so touched an index, by table."""
    rows = world.db.execute(
        b"SELECT relname, pg_relation_size(relid), n_tup_upd, n_tup_upd - n_tup_hot_upd"
        b" FROM pg_stat_user_tables WHERE relname IN ('visits_occupancy', 'people_standing')"
    ).fetchall()
    return {name: (size, changes, moved) for name, size, changes, moved in rows}
