"""What happened to the demo's people: every way to every colour under the rule set C_2021-09-13.

Days are counted back from a given day, at least three days away from every boundary of that rule set, so
that a colour stays what it should be while a demo runs on for a few days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Exemption, Recovery, Test
from gapura.core.policy.words import Colour, Decision

RULESET = "C_2021-09-13"
PRODUCTS = ("sinovac",) * 6 + ("astrazeneca",) * 2 + ("pfizer", "moderna", "sinopharm")
USUAL: dict[Colour, Decision] = {"green": "admit", "yellow": "verify", "red": "refuse", "black": "refuse"}
"""What that rule set decides by colour alone."""

LABORATORY_OPENS = time(2, 0, tzinfo=UTC)  # 10:00 in Bali, long past when the offices there open


@dataclass(frozen=True, slots=True)
class Story:
    """One way to a colour: how many people have it, how old they are (years, both included), and whence.

    `tell` gives the evidence, without the birth date, as it stands on a day.
    """

    name: str
    colour: Colour
    decision: Decision
    people: int
    ages: tuple[int, int]
    tell: Callable[[date, Random], Evidence]
    foreign: bool = False

    @property
    def exceptional(self) -> bool:
        """Whether something besides the colour decides: a young age, a doctor's letter."""
        return self.decision != USUAL[self.colour]


def _doses(day: date, rng: Random, count: int, latest: int = 40) -> tuple[Dose, ...]:
    """`count` doses of one product a month apart, the last one `latest` to 120 days ago."""
    product = rng.choice(PRODUCTS)
    last = rng.randint(latest, 120)
    return tuple(Dose(day - timedelta(days=last + 28 * back), product) for back in reversed(range(count)))


def _test(day: date, ago: int, result: str, kind: str = "pcr") -> Test:
    at = datetime.combine(day - timedelta(days=ago), LABORATORY_OPENS)
    return Test(kind=kind, result=result, at=at)  # type: ignore[arg-type]


def _two_doses(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 2))


def _three_doses(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 3))


def _one_dose_product(day: date, rng: Random) -> Evidence:
    return Evidence(doses=(Dose(day - timedelta(days=rng.randint(30, 150)), "janssen"),))


def _ill_long_ago(day: date, rng: Random) -> Evidence:
    ill = rng.randint(60, 150)
    recovered = Recovery(day - timedelta(days=ill - 14))
    return Evidence(doses=_doses(day, rng, 2), tests=(_test(day, ill, "positive"),), recoveries=(recovered,))


def _ill_and_negative_again(day: date, rng: Random) -> Evidence:
    tests = (_test(day, 14, "positive"), _test(day, 4, "negative"))
    return Evidence(doses=_doses(day, rng, 2), tests=tests)


def _contact_long_ago(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 2), contacts=(Contact(day - timedelta(days=rng.randint(20, 60))),))


def _contact_tested_twice(day: date, rng: Random) -> Evidence:
    tests = (_test(day, 9, "negative"), _test(day, 4, "negative"))
    return Evidence(doses=_doses(day, rng, 2), contacts=(Contact(day - timedelta(days=10)),), tests=tests)


def _quarantine_ended(day: date, rng: Random) -> Evidence:
    arrived = day - timedelta(days=rng.randint(12, 25))
    arrival = Arrival(arrived, quarantine_ended=arrived + timedelta(days=8))
    return Evidence(doses=_doses(day, rng, 2), arrivals=(arrival,))


def _one_dose(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 1, latest=5))


def _recovered_undosed(day: date, rng: Random) -> Evidence:
    recovered = rng.randint(15, 60)
    positive = _test(day, recovered + 14, "positive")
    return Evidence(tests=(positive,), recoveries=(Recovery(day - timedelta(days=recovered)),))


def _one_dose_and_recovered(day: date, rng: Random) -> Evidence:
    recovery = Recovery(day - timedelta(days=rng.randint(15, 60)))
    return Evidence(doses=_doses(day, rng, 1), recoveries=(recovery,))


def _nothing(day: date, rng: Random) -> Evidence:
    return Evidence()


def _letter(day: date, rng: Random) -> Evidence:
    start = day - timedelta(days=rng.randint(5, 60))
    return Evidence(exemptions=(Exemption(start, day + timedelta(days=rng.randint(60, 120))),))


def _recovered_too_long_ago(day: date, rng: Random) -> Evidence:
    return Evidence(recoveries=(Recovery(day - timedelta(days=rng.randint(120, 300))),))


def _negative_test_alone(day: date, rng: Random) -> Evidence:
    return Evidence(tests=(_test(day, 1, "negative", "antigen"),))


def _ill_now(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 2), tests=(_test(day, rng.randint(2, 4), "positive"),))


def _ill_now_by_antigen(day: date, rng: Random) -> Evidence:
    return Evidence(tests=(_test(day, rng.randint(2, 4), "positive", "antigen"),))


def _contact_now(day: date, rng: Random) -> Evidence:
    contact = Contact(day - timedelta(days=rng.randint(2, 8)))
    return Evidence(doses=_doses(day, rng, 2), contacts=(contact,))


def _contact_tested_once(day: date, rng: Random) -> Evidence:
    contact = Contact(day - timedelta(days=5))
    return Evidence(doses=_doses(day, rng, 2), contacts=(contact,), tests=(_test(day, 4, "negative"),))


def _just_arrived(day: date, rng: Random) -> Evidence:
    return Evidence(doses=_doses(day, rng, 2), arrivals=(Arrival(day - timedelta(days=rng.randint(1, 6))),))


def _in_quarantine(day: date, rng: Random) -> Evidence:
    arrival = Arrival(day - timedelta(days=2), quarantine_ended=day + timedelta(days=8))
    return Evidence(doses=_doses(day, rng, 2), arrivals=(arrival,))


def _(name: str) -> str:
    """Marks a name for translation; Django's own marker needs its settings, and a simulation has none."""
    return name


ADULTS, ELDERS, YOUNG, SMALL = (18, 64), (65, 92), (12, 17), (1, 3)

# 5,000 people: 94.2 % admitted, 5.0 % to an officer, 0.8 % refused, as the real gates reported.
STORIES = (
    Story(_("two doses"), "green", "admit", 3300, ADULTS, _two_doses),
    Story(_("two doses, elder"), "green", "admit", 520, ELDERS, _two_doses),
    Story(_("two doses, young"), "green", "admit", 330, YOUNG, _two_doses),
    Story(_("three doses"), "green", "admit", 200, ADULTS, _three_doses),
    Story(_("one dose of a one-dose vaccine"), "green", "admit", 40, ADULTS, _one_dose_product),
    Story(_("ill long ago, two doses"), "green", "admit", 140, ADULTS, _ill_long_ago),
    Story(_("ill two weeks ago, negative since"), "green", "admit", 20, ADULTS, _ill_and_negative_again),
    Story(_("contact long ago"), "green", "admit", 50, ADULTS, _contact_long_ago),
    Story(_("contact, tested twice"), "green", "admit", 20, ADULTS, _contact_tested_twice),
    Story(_("traveller, quarantine ended"), "green", "admit", 30, ADULTS, _quarantine_ended, foreign=True),
    Story(_("foreign resident, two doses"), "green", "admit", 60, ADULTS, _two_doses, foreign=True),
    Story(_("one dose"), "yellow", "verify", 130, ADULTS, _one_dose),
    Story(_("one dose, elder"), "yellow", "verify", 30, ELDERS, _one_dose),
    Story(_("recovered, no dose"), "yellow", "verify", 30, ADULTS, _recovered_undosed),
    Story(_("recovered, one dose"), "yellow", "verify", 20, ADULTS, _one_dose_and_recovered),
    Story(_("child with a parent"), "red", "verify", 25, SMALL, _nothing),
    Story(_("medical letter"), "red", "verify", 15, ADULTS, _letter),
    Story(_("no dose"), "red", "refuse", 12, ADULTS, _nothing),
    Story(_("no dose, foreign"), "red", "refuse", 4, ADULTS, _nothing, foreign=True),
    Story(_("recovered long ago, no dose"), "red", "refuse", 4, ADULTS, _recovered_too_long_ago),
    Story(_("negative test, no dose"), "red", "refuse", 4, ADULTS, _negative_test_alone),
    Story(_("positive PCR"), "black", "refuse", 4, ADULTS, _ill_now),
    Story(_("positive antigen, no dose"), "black", "refuse", 3, ADULTS, _ill_now_by_antigen),
    Story(_("contact"), "black", "refuse", 3, ADULTS, _contact_now),
    Story(_("contact, tested once"), "black", "refuse", 2, ADULTS, _contact_tested_once),
    Story(_("arrival"), "black", "refuse", 2, ADULTS, _just_arrived, foreign=True),
    Story(_("in quarantine"), "black", "refuse", 2, ADULTS, _in_quarantine, foreign=True),
)
