"""Screening beyond the table: hours, ages, completeness, waivers, sectors, levels, pins and errors."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from gapura.core.evidence import Dose, Evidence, Recovery, Test
from gapura.core.policy import RuleSet, capacity_allowed, get, in_force, reason_text, screen
from gapura.core.policy.document import Override, Rule
from tests.core.policy.builders import MAKASSAR, noon, on, person

OCTOBER = date(2021, 10, 12)
MARCH = date(2022, 3, 1)
AUGUST = date(2022, 8, 10)
D, E = "D_2022-02-14", "E_2022-07-17"
ONE_DOSE_AND_LETTER = person(OCTOBER, doses=1, exempt=True)


def changed(ruleset: RuleSet, **changes: Any) -> RuleSet:
    return RuleSet(msgspec.structs.replace(ruleset.document, **changes))


@pytest.mark.parametrize(("kind", "hours"), [("antigen", 24), ("pcr", 72)])
@pytest.mark.parametrize("day", [MARCH, AUGUST])
def test_a_negative_test_holds_for_its_hours_to_the_second(day: date, kind: Any, hours: int) -> None:
    result = noon(day)
    evidence = Evidence(tests=(Test(kind=kind, result="negative", at=result),))

    def colour(after: timedelta) -> str:
        return screen(in_force(day), evidence, at=result + after, zone=MAKASSAR).colour

    assert colour(timedelta(0)) == "green"
    assert colour(timedelta(hours=hours)) == "green"
    assert colour(timedelta(hours=hours, seconds=1)) == "red"
    assert colour(timedelta(seconds=-1)) == "red"


@pytest.mark.parametrize(
    ("recovered", "today", "colour"),
    [
        (date(2021, 8, 31), date(2021, 11, 30), "yellow"),
        (date(2021, 8, 31), date(2021, 12, 1), "red"),
        (date(2021, 7, 12), date(2021, 10, 11), "yellow"),
        (date(2021, 7, 12), date(2021, 10, 12), "red"),
        (date(2021, 11, 12), date(2022, 2, 11), "yellow"),
    ],
)
def test_three_months_are_calendar_months(recovered: date, today: date, colour: str) -> None:
    assert on(today, Evidence(recoveries=(Recovery(date=recovered),))).colour == colour


def test_evidence_dated_later_does_not_count_yet() -> None:
    tomorrow = OCTOBER + timedelta(days=1)
    later = Evidence(
        birth_date=tomorrow,
        doses=(Dose(date=tomorrow, product="janssen"),),
        tests=(Test(kind="pcr", result="positive", at=noon(OCTOBER) + timedelta(seconds=1)),),
        recoveries=(Recovery(date=tomorrow),),
    )
    assert on(OCTOBER, later) == on(OCTOBER, Evidence())
    assert on(OCTOBER, later).colour == "red"


@pytest.mark.parametrize(
    ("products", "colour"),
    [
        (["janssen"], "yellow"),
        (["sinovac"], "red"),
        (["some-new-one"], "red"),
        (["some-new-one", "sinovac"], "yellow"),
        (["sinovac", "janssen"], "yellow"),
        (["janssen", "pfizer"], "green"),
        (["sinovac", "sinovac", "moderna"], "green"),
    ],
)
def test_a_course_is_complete_by_its_first_product(products: list[str], colour: str) -> None:
    doses = tuple(Dose(date=date(2022, 1, number + 1), product=name) for number, name in enumerate(products))
    assert on(AUGUST, Evidence(doses=doses)).colour == colour
    assert on(AUGUST, Evidence(doses=doses[::-1])).colour == colour


@pytest.mark.parametrize(("days_to_birthday", "colour"), [(1, "green"), (0, "yellow")])
def test_the_rules_for_adults_begin_on_the_eighteenth_birthday(days_to_birthday: int, colour: str) -> None:
    born = (AUGUST + timedelta(days=days_to_birthday)).replace(year=AUGUST.year - 18)
    evidence = msgspec.structs.replace(person(AUGUST, doses=2), birth_date=born)
    assert on(AUGUST, evidence).colour == colour


@pytest.mark.parametrize(("days_to_birthday", "colour"), [(1, "green"), (0, "red")])
def test_the_rules_for_minors_begin_on_the_sixth_birthday(days_to_birthday: int, colour: str) -> None:
    born = (AUGUST + timedelta(days=days_to_birthday)).replace(year=AUGUST.year - 6)
    assert on(AUGUST, Evidence(birth_date=born)).colour == colour


def test_without_a_birth_date_the_rules_for_adults_hold() -> None:
    assert on(AUGUST, person(AUGUST, age=None, doses=2)).colour == "yellow"


def test_a_small_child_under_the_earlier_rules_is_sent_to_an_officer() -> None:
    for day in (date(2021, 8, 15), date(2021, 9, 5), OCTOBER, MARCH):
        screening = on(day, person(day, age=5))
        assert (screening.colour, screening.decision) == ("red", "verify")
        assert screening.reasons == ("under_age", "no_dose")
        assert on(day, person(day, age=6)).decision == "refuse"


def test_a_doctors_letter_sends_to_an_officer_on_its_days_only() -> None:
    evidence = person(OCTOBER, exempt=True)
    letter = evidence.exemptions[0]
    ruleset = get("C_2021-09-13")
    for day, decision in (
        (letter.start, "verify"),
        (letter.until, "verify"),
        (letter.start - timedelta(days=1), "refuse"),
        (letter.until + timedelta(days=1), "refuse"),
    ):
        assert on(day, evidence, ruleset).decision == decision


def test_a_doctors_letter_is_read_first_and_what_follows_does_not_gainsay_it() -> None:
    ruleset = get("C_2021-09-13")
    for evidence, colours_own in (
        (person(OCTOBER, exempt=True), "no_dose"),
        (ONE_DOSE_AND_LETTER, "one_dose"),
    ):
        reasons = on(OCTOBER, evidence, ruleset).reasons
        assert reasons == ("exempt_letter", colours_own)
        letter, own = (reason_text(ruleset, code, "en") for code in reasons)
        assert "exempts you from vaccination" in letter
        assert "Unless a doctor advises against it" in own


def test_a_doctors_letter_does_not_help_out_of_black() -> None:
    screening = on(OCTOBER, person(OCTOBER, exempt=True, positive=1))
    assert (screening.colour, screening.decision) == ("black", "refuse")


def test_all_reasons_of_the_colour_are_given_and_no_others() -> None:
    black = on(OCTOBER, person(OCTOBER, doses=2, positive=1, contact=2, arrival=3))
    assert black.reasons == ("positive_recent", "contact_recent", "arrival_in_quarantine")
    yellow = on(OCTOBER, person(OCTOBER, doses=1, recovered=3))
    assert yellow.reasons == ("one_dose", "recovered_recently")
    green = on(MARCH, person(MARCH, doses=2, negative_pcr=[0], negative_antigen=[0]))
    assert green.reasons == ("doses_complete", "negative_test")


def test_the_advisory_rules_admit_everyone_and_say_so() -> None:
    day = date(2026, 10, 12)
    everyone: list[dict[str, Any]] = [{}, {"positive": 1}, {"doses": 3}, {"contact": 1, "arrival": 1}]
    for who in everyone:
        screening = on(day, person(day, **who))
        assert (screening.decision, screening.reasons[0]) == ("admit", "advisory")


def test_a_pinned_rule_set_holds_on_days_long_after_its_own() -> None:
    day = date(2026, 10, 12)
    assert on(day, person(day, doses=2, arrival=3), get("C_2021-09-13")).colour == "black"
    assert on(day, person(day, doses=2, contact=13), get(D)).colour == "black"
    early = date(2021, 1, 1)
    assert on(early, person(early, doses=2, contact=10), get(D)).colour == "green"


def test_at_level_4_an_ordinary_office_is_closed_even_to_the_green() -> None:
    green = person(OCTOBER, doses=2)

    def at_level(level: int, sector: str) -> tuple[str, tuple[str, ...]]:
        result = screen(
            in_force(OCTOBER), green, at=noon(OCTOBER), zone=MAKASSAR, sector=sector, ppkm_level=level
        )
        return result.decision, result.reasons

    assert at_level(4, "office") == ("refuse", ("closed_level", "doses_complete"))
    assert at_level(3, "office") == ("admit", ("doses_complete",))
    assert at_level(4, "essential_office") == ("admit", ("doses_complete",))


@pytest.mark.parametrize(
    ("day", "shares"),
    [
        (OCTOBER, [75, 50, 25, 0]),
        (date(2022, 2, 13), [75, 50, 25, 0]),
        (date(2022, 2, 14), [100, 75, 50, 0]),
        (AUGUST, [100, 75, 50, 0]),
        (date(2023, 1, 1), [100, 100, 100, 100]),
    ],
)
def test_the_share_of_an_offices_capacity_follows_the_level(day: date, shares: list[int]) -> None:
    ruleset = in_force(day)
    assert [capacity_allowed(ruleset, 100, "office", level, day) for level in (1, 2, 3, 4)] == shares
    assert capacity_allowed(ruleset, 31, "office", 1, day) == 31 * shares[0] // 100
    assert capacity_allowed(ruleset, 100, "office", None, day) == 100
    assert capacity_allowed(ruleset, 100, "essential_office", 4, day) == 100


def test_a_region_may_let_an_officer_decide_about_yellow() -> None:
    override = Override(
        id="gianyar", regions=("51.04",), sectors=("trade",), admission={"yellow": "verify"}, start=AUGUST
    )
    ruleset = changed(get(E), overrides=(override,))
    yellow = person(AUGUST, doses=2)

    def decision(day: date, sector: str, region: str | None) -> str:
        return screen(ruleset, yellow, at=noon(day), zone=MAKASSAR, sector=sector, region=region).decision

    assert decision(AUGUST, "trade", "51.04.01") == "verify"
    assert decision(AUGUST, "trade", "51.71") == "refuse"
    assert decision(AUGUST, "trade", None) == "refuse"
    assert decision(AUGUST, "office", "51.04.01") == "refuse"
    assert decision(AUGUST - timedelta(days=1), "trade", "51.04.01") == "refuse"


@pytest.mark.parametrize(
    "when", [{"<": [{"var": "exempt"}, 1]}, {"var": "doses"}, {"<": [{"var": "age"}, -1]}]
)
@pytest.mark.parametrize("advisory", [False, True])
def test_rules_that_cannot_be_evaluated_never_admit(when: Any, advisory: bool) -> None:
    rule = Rule(id="broken", colour="green", reason="doses_complete", when=when, source="-")
    ruleset = changed(get("C_2021-09-13"), rules=(rule,), advisory=advisory)
    screening = screen(ruleset, person(OCTOBER, doses=2), at=noon(OCTOBER), zone=MAKASSAR)
    assert (screening.colour, screening.decision) == ("yellow", "verify")
    assert screening.reasons == ("evaluation_error",)
    assert isinstance(screening.error, ValueError)


def test_wrong_arguments_are_refused() -> None:
    ruleset, evidence = get(E), Evidence()
    with pytest.raises(ValueError, match="offset"):
        screen(ruleset, evidence, at=datetime(2022, 8, 1), zone=MAKASSAR)  # noqa: DTZ001
    with pytest.raises(ValueError, match="sector"):
        screen(ruleset, evidence, at=noon(AUGUST), zone=MAKASSAR, sector="bank")
    with pytest.raises(ValueError, match="level"):
        screen(ruleset, evidence, at=noon(AUGUST), zone=MAKASSAR, ppkm_level=5)


def test_the_same_instant_gives_the_same_answer_whatever_its_offset() -> None:
    at = datetime(2022, 3, 1, 23, 30, tzinfo=MAKASSAR)
    evidence = person(MARCH, doses=2, contact=13)
    for zone in ("UTC", "America/New_York", "Pacific/Kiritimati"):
        moved = at.astimezone(ZoneInfo(zone))
        assert screen(get(D), evidence, at=moved, zone=MAKASSAR) == screen(
            get(D), evidence, at=at, zone=MAKASSAR
        )


def test_a_rule_set_may_word_a_reason_its_own_way() -> None:
    assert "72" in reason_text(get(D), "negative_test", "id")
    assert "72" not in reason_text(get("C_2021-09-13"), "negative_test", "id")
    with pytest.raises(KeyError):
        reason_text(get(D), "no_such_reason", "id")
