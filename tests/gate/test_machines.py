"""What machines ask: health and metrics."""

from gapura.core import ids
from tests.gate.world import RED, Caller, Reply, World


def test_live_is_the_empty_answer(caller: Caller) -> None:
    reply = caller.send("GET", "/health/live")
    assert (reply.status, reply.raw, reply.headers["cache-control"]) == (200, b"{}", "no-store")


def _ready(caller: Caller) -> Reply:
    """What the gate says of itself, once a database on a slow machine has answered it in time."""
    replies = (caller.send("GET", "/health/ready") for _ in range(100))
    return next(reply for reply in replies if "database-slow" not in reply.json["problems"])


def test_ready_says_what_is_missing(world: World, caller: Caller) -> None:
    assert _ready(caller).json == {"ready": True, "problems": []}
    (today,) = world.db.execute(
        b"SELECT name FROM gapura_partitions() WHERE day = (now() AT TIME ZONE 'UTC')::date"
    ).fetchone() or ("",)
    world.db.execute(f"ALTER TABLE visits_visit DETACH PARTITION {today}".encode())
    reply = _ready(caller)
    world.db.execute(f"DROP TABLE {today}".encode())
    world.db.execute(
        b"SELECT gapura_make_partitions((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date)"
    )
    assert (reply.status, reply.json["problems"]) == (503, ["no-partition-for-today"])


def _metric(caller: Caller, name: str) -> float:
    lines = caller.send("GET", "/metrics").raw.decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def test_metrics_count_answers_problems_and_batches(world: World, caller: Caller) -> None:
    refused = 'gapura_gate_answers_total{kind="check-in",result="refuse"}'
    unknown = 'gapura_gate_problems_total{type="unknown-code"}'
    before = [_metric(caller, name) for name in (refused, unknown, "gapura_gate_batch_size_count")]
    visitor = world.person(RED)
    caller.check_in(visitor, world.place(), id=ids.new_id())
    caller.check_in(visitor, "nonsense")
    after = [_metric(caller, name) for name in (refused, unknown, "gapura_gate_batch_size_count")]
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 1, 1]
    assert _metric(caller, "gapura_gate_queue") == 0
