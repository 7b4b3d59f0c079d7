"""What the reviewer's screens say: names of fields, what checks found, and reasons to begin from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.registration.acts.delegating import DelegationError
from gapura.registration.findings import Level
from gapura.venues.weekdays import DAY_NAMES

FIELDS: Final[Mapping[str, Promise]] = {
    "letter": _("Letter"),
    "letter_number": _("Letter number"),
    "letter_date": _("Date of the letter"),
    "agency": _("Agency"),
    "pic_name": _("Person in charge"),
    "pic_position": _("Position"),
    "email": _("E-mail"),
    "phone": _("Mobile phone"),
    "place_name": _("Name of the place"),
    "category": _("Category"),
    "address": _("Address"),
    "region": _("Village or kecamatan"),
    "latitude": _("Coordinates"),
    "longitude": _("Coordinates"),
    "staff": _("Staff"),
    "daily_guests": _("Guests a day"),
    "capacity": _("Capacity"),
    "doors": _("Doors"),
    "opening_hours": _("Opening hours"),
}

_LOOKS: Final = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}
_LEVELS: Final[Mapping[str, Promise]] = {
    Level.OK: _("all is well"),
    Level.WARNING: _("look at this"),
    Level.ERROR: _("not right"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check for a reviewer: which field, how it went as colour, shape and word, and what it says."""

    field: str
    look: str
    word: str
    words: str


def checks_in_words(checks: Iterable[Mapping[str, str]]) -> list[Check]:
    """What `Application.checks` keeps, in the reader's language, the worst first."""
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.OK: 2}
    ranked = sorted(checks, key=lambda check: order[Level(check["level"])])
    return [_in_words(check) for check in ranked]


def _in_words(check: Mapping[str, str]) -> Check:
    level = Level(check["level"])
    return Check(
        field=str(FIELDS.get(check["field"], check["field"])),
        look=_LOOKS[level],
        word=str(_LEVELS[level]),
        words=said_of(check["code"]),
    )


def said_of(code: str) -> str:
    """What a check's code means to a reviewer; the code itself where nobody wrote a sentence."""
    return str(_FOUND.get(code, code))


_FOUND: Final[Mapping[str, Promise]] = {
    "letter_missing": _("No letter came with this application."),
    "registered_already": _("A place of this name is registered in this region already."),
    "applied_already": _("Another application for a place of this name is under way."),
    "much_alike": _("A place with much the same name, or at the same spot, is known already."),
    "misspelt_domain": _("The e-mail's domain is nearly one that is known; it may be misspelt."),
    "landline": _("The phone is a landline: no short message arrives there."),
    "old_letter": _("The letter is older than 90 days."),
    "less_than_staff": _("More people work there than may be inside at once."),
    "too_many_guests": _("So many guests a day hardly fit the capacity."),
    "near_the_border": _("The position lies just outside the region."),
    "far_from_the_others": _("The position is far from other places in this kecamatan."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to begin from: what it is called in a list, and what it says to the applicant."""

    code: str
    label: Promise
    text: Promise


def _by_code(*reasons: Reason) -> dict[str, Reason]:
    return {reason.code: reason for reason in reasons}


QUESTIONS: Final = _by_code(
    Reason(
        "unreadable",
        _("The letter cannot be read"),
        _(
            "We cannot read the letter of application. Please scan it again, or take a photo by daylight "
            "that shows the whole page, and add it on the page of your application."
        ),
    ),
    Reason(
        "unsigned",
        _("Signature or stamp is missing"),
        _(
            "The letter bears no signature or no stamp of your office. Please have it signed and stamped by "
            "the head of the office and add it on the page of your application."
        ),
    ),
    Reason(
        "differs",
        _("Letter and form do not agree"),
        _(
            "The letter names another place or another person in charge than the form. Please tell us which "
            "is right, and add a corrected letter if the letter is wrong."
        ),
    ),
    Reason(
        "no_letter",
        _("There is no letter"),
        _(
            "No letter of application came with the form. Please add it on the page of your application, as "
            "PDF or as a photo."
        ),
    ),
    Reason(
        "position",
        _("Where exactly is the place?"),
        _(
            "The coordinates and the address do not lead to the same place. Please tell us where it is: the "
            "nearest crossing or a building that everybody knows."
        ),
    ),
    Reason(
        "capacity",
        _("How many people fit in?"),
        _(
            "The capacity seems too large or too small for this place. Please tell us how many people may be "
            "inside at once, and how you counted."
        ),
    ),
)

REFUSALS: Final = _by_code(
    Reason(
        "registered",
        _("The place is registered already"),
        _(
            "This place is registered already and has a person in charge. If that person has changed, ask "
            "the coordinator of your region to hand the place over; no new application is needed."
        ),
    ),
    Reason(
        "no_office",
        _("Not a place that takes part"),
        _(
            "Only places that are open to the public and named in the circular take part, and this one is "
            "not among them. If it should be, ask the coordinator of your region."
        ),
    ),
    Reason(
        "not_entitled",
        _("The letter is not from the head of the office"),
        _(
            "The letter of application is not signed by the head of the office or somebody who acts for "
            "them. Please apply again with a letter that is."
        ),
    ),
    Reason(
        "wrong_place",
        _("Letter and form are of different places"),
        _(
            "The letter is about another place than the form. Please apply again, with a form for each place "
            "that the letter names."
        ),
    ),
    Reason(
        "no_answer",
        _("Our question was not answered"),
        _(
            "We asked for more and could not decide with what we have. Please apply again with what was "
            "asked."
        ),
    ),
)


_DELEGATION: Final[Mapping[str, tuple[str, Promise]]] = {
    "not_national": ("reviewer", _("Only the nation's reviewer delegates.")),
    "not_a_reviewer": ("reviewer", _("This is not an active reviewer of a region.")),
    "outside": ("region", _("This lies outside the region of that reviewer.")),
    "unknown_category": ("category", _("There is no such category.")),
    "bad_limit": ("daily_limit", _("Between 1 and 10,000 decisions a day, please.")),
    "past": ("until", _("This day is over. Choose today or later.")),
    "no_reason": ("reason", _("Write the reason, in at most 300 characters.")),
}


def delegation_problem(error: DelegationError) -> tuple[str, str]:
    """The form's field that a delegation fails on, and why in words."""
    field, words = _DELEGATION[str(error)]
    return field, str(words)


def hours_in_words(hours: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Opening hours day by day, as `(Monday, 07.30–15.30)`."""
    return [(str(name), "–".join(hours[day])) for day, name in DAY_NAMES.items() if hours.get(day)]
