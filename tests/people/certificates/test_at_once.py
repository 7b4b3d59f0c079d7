"""Two people, or one twice, who add the same certificate at the same moment: it is one person's, once."""

import pytest

from gapura.people.certificates import acts
from gapura.people.models import EvidenceRecord, Shown
from tests.at_once import at_once
from tests.people.certificates.showing import is_trusted, of_ketut
from tests.web.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_add_the_same_one_has_it() -> None:
    world = World()
    is_trusted()
    namesake = world.signed_in("lain@contoh.example")
    typed = {"name": "Ketut Ardana", "kind": "nik", "number": "5104011505850009"}
    namesake.browser().post("/saya/data/", typed)
    other = world.signed_in("lagi@contoh.example")
    other.browser().post("/saya/data/", {**typed, "number": "5104011505850008"})
    for visitor in (namesake, other):
        visitor.person.refresh_from_db()
    text = of_ketut()
    outcomes = at_once(
        lambda: acts.add(text=text, by=namesake.person),
        lambda: acts.add(text=text, by=other.person),
        lambda: acts.add(text=text, by=namesake.person),
        lambda: acts.add(text=text, by=other.person),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Shown", "Shown", "TakenError", "TakenError"]
    holder = Shown.objects.get().person_id
    assert set(EvidenceRecord.objects.values_list("person_id", flat=True)) == {holder}
    assert EvidenceRecord.objects.count() == 2
