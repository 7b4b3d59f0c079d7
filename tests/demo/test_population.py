"""The demo's people: invented, the same every time, and of the colour their story says."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from gapura.core.codes import passport
from gapura.core.codes.nik import Nik
from gapura.core.ids import time_of
from gapura.core.policy import get, screen
from gapura.demo.population import FIRST_SERIAL, people, shown
from gapura.demo.seeding import ZONE
from gapura.demo.stories import RULESET, STORIES

# A leap day, a new year, a long month's end: where counting days back goes wrong.
DAYS = (date(2026, 11, 22), date(2028, 2, 29), date(2027, 1, 1), date(2027, 5, 31))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("later", [0, 1, 3])
def test_everybody_has_the_colour_and_decision_of_their_story(day: date, later: int) -> None:
    ruleset = get(RULESET)
    for hour in (0, 23):
        at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE) + timedelta(days=later)
        for person in people(day)[::4]:
            found = screen(ruleset, person.evidence(day), at=at, zone=ZONE)
            expected = (person.story.colour, person.story.decision)
            assert (found.colour, found.decision) == expected, person.story.name


def test_shares_are_those_of_the_real_gates() -> None:
    counts = Counter(person.story.decision for person in people(DAYS[0]))
    assert counts == {"admit": 4710, "verify": 250, "refuse": 40}


def test_every_story_is_among_those_shown() -> None:
    offered = shown(people(DAYS[0]))
    assert {person.story.name for person in offered} == {story.name for story in STORIES}
    assert len({person.id for person in offered}) == len(offered) >= 200


def test_people_are_the_same_for_the_same_day_and_their_ids_on_any_day() -> None:
    people.cache_clear()
    one = people(DAYS[0])
    people.cache_clear()
    assert people(DAYS[0]) == one
    assert [(each.id, each.device_id) for each in people(DAYS[1])] == [
        (each.id, each.device_id) for each in one
    ]


def test_documents_are_well_formed_unlike_any_real_one_and_never_twice() -> None:
    everybody = people(DAYS[0])
    assert len({person.document for person in everybody}) == len(everybody)
    for person in everybody:
        if person.story.foreign:
            assert passport.parse(person.document).value == person.document
        else:
            nik = Nik.parse(person.document)
            assert nik.birth_date(DAYS[0]) == person.born
            assert int(nik.value[-4:]) >= FIRST_SERIAL


def test_ids_are_of_version_7_and_different() -> None:
    everybody = people(DAYS[0])
    assert len({person.id for person in everybody}) == len(everybody)
    assert time_of(everybody[7].id) - time_of(everybody[0].id) == timedelta(milliseconds=7)


def test_there_are_children_elders_and_foreigners() -> None:
    ages = [(DAYS[0] - person.born).days // 365 for person in people(DAYS[0])]
    assert min(ages) < 6
    assert max(ages) > 80
    assert sum(person.story.foreign for person in people(DAYS[0])) > 50
