"""How every act locks a ranking and moves it, with its trail, in one transaction."""

from gapura.audit import trail
from gapura.oversight.ranking import states
from gapura.oversight.ranking.models import Ranking


def locked(ranking: Ranking) -> Ranking:
    """The ranking as it is now, held until the transaction ends."""
    return Ranking.objects.select_for_update(of=("self",)).select_related("region").get(pk=ranking.pk)


def move(
    ranking: Ranking, name: str, *, by: trail.Actor, changed: tuple[str, ...] = (), **data: object
) -> None:
    """Make one of `states.MOVES` on a locked ranking, save it with other changed fields, write the trail.

    Raises MoveError, and changes nothing, where the move does not begin at the ranking's state.
    """
    was = ranking.state
    ranking.state = states.MOVES.target_of(name, was)
    ranking.save(update_fields=["state", *changed])
    trail.record(f"ranking.{name}", by=by, subject=ranking.subject, was=was, **data)
