"""Whether a ranking may go out beside others: no two may tell few days of one place by their difference."""

from collections.abc import Iterable

from django.db.models import QuerySet

from gapura.common.fields import lookup_hash
from gapura.common.locks import hold
from gapura.core.compliance import tell_few_days
from gapura.oversight.ranking.acts.drafting import SHORTEST
from gapura.oversight.ranking.models import Ranking
from gapura.oversight.ranking.states import PUBLIC, State

GOING_OUT = PUBLIC | {State.NOTICE}


class BesideError(ValueError):
    """Beside `other`, which is public or about to be, it would tell a few days of single places."""

    def __init__(self, other: Ranking) -> None:
        super().__init__(f"{other.since} - {other.until}")
        self.other = other


def check_beside(ranking: Ranking, states: Iterable[State] = GOING_OUT) -> None:
    """Let one ranking after the other go out, if it may. Raises BesideError."""
    hold(lookup_hash("ranking", "going out"))
    other = clash(ranking, states)
    if other is not None:
        raise BesideError(other)


def clash(ranking: Ranking, states: Iterable[State] = GOING_OUT) -> Ranking | None:
    """A ranking of some of the same places in these states that this one must not go out beside."""
    found = [each for each in _of_same_places(ranking).filter(state__in=states) if _overlaps(each, ranking)]
    spans = {(each.since, each.until): each for each in found}
    span = tell_few_days((ranking.since, ranking.until), spans, SHORTEST)
    return spans[span] if span else None


def _of_same_places(ranking: Ranking) -> QuerySet[Ranking]:
    found = Ranking.objects.exclude(pk=ranking.pk).select_related("region").order_by("since", "until")
    if not ranking.category:
        return found
    return found.filter(category__in=("", ranking.category))


def _overlaps(one: Ranking, other: Ranking) -> bool:
    return one.region.covers(other.region) or other.region.covers(one.region)
