"""Whether a ranking beside others would tell few days of one place by their difference."""

from django.db.models import QuerySet

from gapura.core.compliance import tell_few_days
from gapura.oversight.ranking.acts.drafting import SHORTEST
from gapura.oversight.ranking.models import Ranking
from gapura.oversight.ranking.states import PUBLIC, State

GOING_OUT = PUBLIC | {State.NOTICE}


def clash(ranking: Ranking) -> Ranking | None:
    """A ranking of some of the same places, public or about to be, beside which this one tells few days."""
    found = [each for each in _of_same_places(ranking) if _overlaps(each, ranking)]
    spans = {(each.since, each.until): each for each in found}
    span = tell_few_days((ranking.since, ranking.until), spans, SHORTEST)
    return spans[span] if span else None


def _of_same_places(ranking: Ranking) -> QuerySet[Ranking]:
    found = Ranking.objects.exclude(pk=ranking.pk).filter(state__in=GOING_OUT).select_related("region")
    if ranking.category:
        found = found.filter(category__in=("", ranking.category))
    return found.order_by("since", "until")


def _overlaps(one: Ranking, other: Ranking) -> bool:
    return one.region.covers(other.region) or other.region.covers(one.region)
