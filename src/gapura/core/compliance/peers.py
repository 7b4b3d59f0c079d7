"""A whole region measured: places learn from their peers of the same category and size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from gapura.core.compliance.days import Day, Place
from gapura.core.compliance.measuring import Arithmetic, measure, size_class
from gapura.core.compliance.metric import Parameters
from gapura.core.compliance.yardsticks import Habits, Pool, Yardstick, habits, pool, yardstick

Counts = Mapping[str, Mapping[date, Day]]
Group = tuple[str, int | None]
EVERYBODY: Group = ("", None)


class Measured(Struct, frozen=True):
    """A place, the peers it is shown beside, and its calculation."""

    place: Place
    group: Group
    arithmetic: Arithmetic


def learning_begins(since: date, parameters: Parameters) -> date:
    """The first day that is looked at to judge a period."""
    return since - timedelta(days=parameters.learning_days)


def measure_all(
    places: Sequence[Place], counts: Counts, since: date, until: date, parameters: Parameters
) -> list[Measured]:
    """Every place's compliance in a period; `counts` reach back to `learning_begins`."""
    begins, ends = learning_begins(since, parameters), since - timedelta(days=1)
    learned = {place.key: habits(place, counts.get(place.key, {}), begins, ends) for place in places}
    pools = Pools(((place, learned[place.key]) for place in places), since, parameters)
    return [
        _measured(place, counts.get(place.key, {}), since, until, learned[place.key], pools, parameters)
        for place in places
    ]


class Pools:
    """The pools of peers: by category and size as declared on a day, by category alone, and of everybody."""

    def __init__(self, learned: Iterable[tuple[Place, Habits]], day: date, parameters: Parameters) -> None:
        members: dict[Group, list[Habits]] = defaultdict(list)
        for place, found in learned:
            for group in groups_of(place, day, parameters):
                members[group].append(found)
        self._day = day
        self._least = parameters.least_peers
        self._pools = {group: pool(found, parameters) for group, found in members.items()}
        self._everybody = self._pools.get(EVERYBODY) or pool((), parameters)

    def of(self, place: Place, parameters: Parameters) -> tuple[Group, Pool]:
        """The smallest group around a place in which enough others scan."""
        for group in groups_of(place, self._day, parameters):
            found = self._pools.get(group)
            if found is not None and found.places >= self._least:
                return group, found
        return EVERYBODY, self._everybody


def groups_of(place: Place, day: date, parameters: Parameters) -> Iterator[Group]:
    """The groups a place belongs to by what it declared on a day, the closest peers first."""
    yield place.category, size_class(place.on(day), parameters)
    yield place.category, None
    yield EVERYBODY


def _measured(
    place: Place,
    counted: Mapping[date, Day],
    since: date,
    until: date,
    own: Habits,
    pools: Pools,
    parameters: Parameters,
) -> Measured:
    group, peers = pools.of(place, parameters)
    weekdays = place.open_weekdays_in(since, until)
    by: Yardstick = yardstick(weekdays, own, peers, parameters)
    return Measured(place, group, measure(place, counted, since, until, by, parameters))
