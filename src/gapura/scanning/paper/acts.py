"""A line of a paper list becomes a visit, at its own time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language

from gapura.accounts.models import User
from gapura.core.codes.nik import Nik
from gapura.core.codes.passport import Passport
from gapura.core.ids import new_id
from gapura.people.models import Person
from gapura.scanning.acts import desk
from gapura.venues.models import Venue
from gapura.visits import gate_client
from gapura.visits.gate_client import GateRefusedError

_RANDOM = (1 << 80) - 1


def type_in(
    *,
    id: UUID,
    name: str,
    document: Nik | Passport,
    people: int,
    came_at: datetime,
    went_at: datetime | None,
    venue: Venue,
    by: User,
) -> Person:
    """Write down who went in, and out if that is known; the same `id` again changes nothing.

    Whoever is on record under the document keeps the name on record: each line is a look at them, counted
    and on the trail. Raises desk.TooManyLooksError, GateRefusedError, GateUnreachableError, ValueError for
    no name.
    """
    found = desk.look_up(name=name, document=document, venue=venue, by=by)
    if found is None:
        raise ValueError("a line of the list needs a name")
    person = found.person
    about = {"officer": by.pk, "person": str(person.pk)}
    came = {
        "kind": "check-in",
        "id": str(_at(id, came_at)),
        "companions": people - 1,
        "said": "admit",
        **about,
    }
    items = [came]
    if went_at is not None:
        # A moment later, so that a check-out of the same minute comes after its check-in.
        items.append({"kind": "check-out", "id": str(_at(id, went_at + timedelta(seconds=1))), **about})
    answer = gate_client.post(
        "/gate/v1/batches", {"items": items}, token=desk.token_of(venue, by), language=get_language() or "id"
    )
    for item in answer["items"]:
        if item["status"] != 200:
            raise GateRefusedError(str(item["type"]), str(item["detail"]))
    return person


def _at(id: UUID, moment: datetime) -> UUID:
    """The id of a moment with the random part of another: the same line gives the same id."""
    return UUID(int=new_id(moment).int >> 80 << 80 | id.int & _RANDOM)
