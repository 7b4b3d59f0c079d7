"""The demo's people: the same ones for the same seed, none of whom exists."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

import msgspec

from gapura.core.evidence import Evidence
from gapura.demo import names
from gapura.demo.repeatable import repeatable_id
from gapura.demo.stories import STORIES, Story

SEED = 5104
FIRST_MOMENT = datetime(2021, 10, 12, tzinfo=UTC)
KECAMATAN = 7
# Serials are handed out from 0001 by the day: no real NIK comes near this one.
FIRST_SERIAL = 9000
LAST_SERIAL = 9999
SHOWN = {"green": 130, "yellow": 60, "red": 40, "black": 16}


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One invented person; `document` is a NIK, or a passport number of a foreigner."""

    number: int
    id: UUID
    device_id: int
    name: str
    document: str
    born: date
    story: Story

    def evidence(self, day: date) -> Evidence:
        """What is recorded about this person as it stands on a day."""
        told = self.story.tell(day, Random(f"{SEED} evidence {self.number}"))
        return msgspec.structs.replace(told, birth_date=self.born)


@cache
def people(made: date) -> tuple[Synthetic, ...]:
    """Everybody, for a demo made on a day (from which ages count)."""
    return tuple(_person(number, story, made) for number, story in enumerate(_tellings()))


def shown(everybody: tuple[Synthetic, ...]) -> list[Synthetic]:
    """Those the demo offers to be: every story of every colour, `SHOWN` says how many."""
    return [person for colour, wanted in SHOWN.items() for person in _mixed(everybody, colour)[:wanted]]


def _tellings() -> list[Story]:
    told = [story for story in STORIES for _ in range(story.people)]
    Random(SEED).shuffle(told)
    return told


def _mixed(everybody: tuple[Synthetic, ...], colour: str) -> list[Synthetic]:
    """The people of a colour, its stories taking turns, the exceptional ones last in each round."""
    turns: dict[str, int] = {}
    ranked = []
    for person in everybody:
        if person.story.colour == colour:
            turn = turns[person.story.name] = turns.get(person.story.name, -1) + 1
            ranked.append((turn, person.story.exceptional, person.number, person))
    return [person for *_, person in sorted(ranked, key=lambda entry: entry[:3])]


def _person(number: int, story: Story, made: date) -> Synthetic:
    rng = Random(f"{SEED} person {number}")
    # First, so that the ids never depend on the day the demo was made.
    own_id = repeatable_id(FIRST_MOMENT + timedelta(milliseconds=number), rng)
    device_id = rng.getrandbits(63)
    sex = rng.choice("fm")
    born = _born(rng, story.ages, made)
    return Synthetic(
        number=number,
        id=own_id,
        device_id=device_id,
        name=names.foreign(rng) if story.foreign else names.balinese(rng, sex),
        document=_passport(number) if story.foreign else _nik(number, rng, sex, born),
        born=born,
        story=story,
    )


def _born(rng: Random, ages: tuple[int, int], made: date) -> date:
    """A birth date of somebody who is of these ages for at least another three months."""
    youngest = _years_before(made, ages[0])
    oldest = _years_before(made, ages[1] + 1) + timedelta(days=100)
    return oldest + timedelta(days=rng.randrange((youngest - oldest).days + 1))


def _years_before(day: date, years: int) -> date:
    # 29 February has no such day in most years.
    return date(day.year - years, day.month, min(day.day, 28))


def _nik(number: int, rng: Random, sex: str, born: date) -> str:
    kecamatan = rng.randint(1, KECAMATAN)
    day = born.day + (40 if sex == "f" else 0)
    serial = FIRST_SERIAL + number % (LAST_SERIAL - FIRST_SERIAL + 1)
    return f"5104{kecamatan:02}{day:02}{born:%m%y}{serial}"


def _passport(number: int) -> str:
    return f"XX{number:07}"
