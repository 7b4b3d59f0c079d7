"""Laws of deciding a batch, whatever is asked of it and in whatever order."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gapura.gate.deciding import Decided, Known, decide
from gapura.gate.model import Ask, CheckIn, CheckOut, Standing, Venue, Visit, first_id
from gapura.gate.problems import Problem
from gapura.gate.screening import Verdict

NOW = 1_634_000_000_000
CAPACITY = 5
PEOPLE = [str(UUID(int=number)) for number in range(1, 6)]
VENUES = [
    Venue(
        number, str(UUID(int=100 + number)), "K", "kantor_desa", "office", "51.04",
        ZoneInfo("Asia/Makassar"), CAPACITY, 3_600_000, False, None, None, {},
    )
    for number in range(3)
]  # fmt: skip
STANDINGS = {(person, 1): Standing(b"{}", None, None, True) for person in PEOPLE}
Step = tuple[str, str, Venue, int, str, int | None]
STEP = st.tuples(
    st.sampled_from(("in", "in", "in", "out")),
    st.sampled_from(PEOPLE),
    st.sampled_from(VENUES),
    st.integers(0, 3),
    st.sampled_from(("admit", "admit", "admit", "verify", "refuse")),
    st.integers(0, 8_000_000) | st.none(),
)


def _decided(steps: Sequence[Step]) -> Decided:
    asks: list[Ask] = []
    verdicts = {}
    for place, (kind, person, venue, companions, decision, ago) in enumerate(steps):
        id_time = NOW - (ago or 0) + place
        id = f"{first_id(id_time)[:-12]}{place:012x}"
        at = None if ago is None else min(NOW, id_time)
        if kind == "in":
            asks.append(CheckIn(id, id_time, person, 1, venue, 0, companions, UUID(id), ago is not None, at))
            verdicts[place] = Verdict("green", decision, ("doses_complete",), "X", CAPACITY)
        else:
            asks.append(CheckOut(id, id_time, person, 1, None, venue.id, at))
    return decide(asks, verdicts, Known(NOW, {venue.id: 0 for venue in VENUES}, [], STANDINGS))


@given(st.lists(STEP, max_size=25))
def test_the_crowd_is_the_sum_of_those_inside_and_never_above_capacity(
    steps: Sequence[Step],
) -> None:
    decided = _decided(steps)
    crowd: Counter[str] = Counter()
    for visit in decided.new:
        assert 0 <= visit.occupancy <= CAPACITY
        crowd[visit.venue_id] += visit.party if visit.inside else 0
    assert all(people <= CAPACITY for people in crowd.values())


@given(st.lists(STEP, max_size=25))
def test_nobody_is_inside_twice_and_nobody_leaves_before_they_came(
    steps: Sequence[Step],
) -> None:
    decided = _decided(steps)
    inside = Counter(visit.person_id for visit in decided.new if visit.inside)
    assert all(count == 1 for count in inside.values())
    for visit in decided.new:
        if visit.left_at is not None:
            assert visit.decision == "admit"
            assert visit.checked_in_at <= visit.left_at <= visit.limit_at


@given(st.lists(STEP, max_size=25))
def test_every_ask_is_answered_in_its_place_and_only_check_ins_are_written(
    steps: Sequence[Step],
) -> None:
    decided = _decided(steps)
    assert len(decided.outcomes) == len(steps)
    assert len(decided.new) == sum(kind == "in" for kind, *_ in steps)
    assert decided.closed == []  # nothing was open before this batch
    for (kind, person, *_), outcome in zip(steps, decided.outcomes, strict=True):
        if isinstance(outcome, Visit):
            assert outcome.person_id == person
        else:
            assert (kind, outcome.name) == ("out", "no-open-visit")


def test_seats_freed_earlier_in_a_batch_are_free_later_in_it() -> None:
    ana, budi, citra, *_ = PEOPLE
    here, there, _ = VENUES
    steps = [
        ("in", ana, here, 3, "admit", None),
        ("in", budi, here, 3, "admit", None),
        ("in", citra, here, 0, "admit", None),
        ("in", ana, there, 3, "admit", None),
        ("in", budi, here, 3, "admit", None),
    ]
    decisions = [visit.decision for visit in _decided(steps).new]
    assert decisions == ["admit", "full", "admit", "admit", "admit"]


def test_a_person_without_standing_has_no_good_token() -> None:
    ask = CheckOut("0", NOW, "nobody", 1, None, VENUES[0].id)
    (outcome,) = decide([ask], {}, Known(NOW, {}, [], STANDINGS)).outcomes
    assert isinstance(outcome, Problem)
    assert outcome.name == "bad-token"
