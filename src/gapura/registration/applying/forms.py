"""The steps of the form. What is typed is kept as it is; `details` and `checks` say what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm, by_sms
from gapura.mail.domains import has_mail_server
from gapura.regions.codes import regency_of
from gapura.regions.models import Level, Region
from gapura.regions.plans import Plan, plan_of_regency
from gapura.registration import reading
from gapura.registration.checks import addresses, figures, phones, positions
from gapura.registration.details import read_some
from gapura.registration.findings import Finding, errors_in
from gapura.venues.categories import CATEGORIES
from gapura.venues.models import HIGHEST_DOOR, Door
from gapura.venues.weekdays import DAY_NAMES

LONGEST = 1_000
LONGEST_LIST = 2_000
"""Villages that one list may hold; where there are more, the regency is chosen first."""

USUAL_HOURS = {**{day: ["07:30", "15:30"] for day in ("mon", "tue", "wed", "thu")}, "fri": ["07:30", "13:00"]}


def _line(label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"maxlength": None, **attrs}),
    )


class StepForm(PlainForm):
    """One step: `FIELDS` are the details it asks for.

    Once valid or not, `said` is what was typed, to be kept, and `warnings` were found by a look at it.
    """

    FIELDS: ClassVar[tuple[str, ...]]

    def __init__(self, data: Any = None, *, kept: Mapping[str, Any] | None = None) -> None:
        self.kept = dict(kept or {})
        self.warnings: list[Finding] = []
        self.suggestions: dict[str, str] = {}
        self.said: dict[str, Any] = {}
        super().__init__(data, initial=self.initial_of(self.kept))

    def initial_of(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of what was kept."""
        return {field: kept.get(field, "") for field in self.FIELDS}

    def typed(self) -> dict[str, Any]:
        """What is to be kept of what was typed, right or wrong."""
        return {field: self.cleaned_data.get(field, "") for field in self.FIELDS}

    def look(self, values: Mapping[str, Any]) -> list[Finding]:
        """What this step's values alone tell; only called with those that could be read."""
        return []

    def field_of(self, finding: Finding) -> str | None:
        """Beside which field a finding is shown; None for the whole step."""
        return finding.field if finding.field in self.fields else None

    def clean(self) -> dict[str, Any]:
        """Read the details and look at them."""
        # Before anything wrong is taken out of the cleaned data: it is kept all the same.
        self.said = self.typed()
        values, wrong = read_some({**self.kept, **self.said}, self.FIELDS)
        found = [*wrong, *self.look(values)]
        for finding in errors_in(found):
            self.add_error(self.field_of(finding), finding.words)
        self.warnings = [finding for finding in found if finding not in errors_in(found)]
        self.suggestions = {finding.field: finding.suggestion for finding in found if finding.suggestion}
        return self.cleaned_data


class LetterForm(StepForm):
    """The letter of application and who writes it."""

    FIELDS = ("letter_number", "letter_date", "agency")

    letter_number = _line(_("Number of the letter"), _("As in your office's register, such as 470/112/2021."))
    letter_date = forms.CharField(
        label=_("Date of the letter"),
        required=False,
        max_length=LONGEST,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
    )
    agency = _line(_("Agency that applies"), _("Such as Pemerintah Desa Celuk."), autocomplete="organization")

    def look(self, values: Mapping[str, Any]) -> list[Finding]:
        """Whether the date is possible."""
        if "letter_date" not in values:
            return []
        return figures.check_letter_date(values["letter_date"], today=timezone.localdate())


class PersonForm(StepForm):
    """The person in charge."""

    FIELDS = ("pic_name", "pic_position", "email", "phone")

    pic_name = _line(_("Name of the person in charge (PIC)"), autocomplete="name")
    pic_position = _line(_("Position"), _("Such as Sekretaris Desa."), autocomplete="organization-title")
    email = _line(
        _("The office's e-mail address"),
        _("The activation is sent there. Private addresses such as gmail.com are not accepted."),
        autocomplete="email",
        inputmode="email",
        autocapitalize="off",
        spellcheck="false",
    )
    phone = _line(
        _("Mobile phone"),
        by_sms(
            _("For a short message if an e-mail gets lost. Example: 0812 3456 7890"),
            _("For a call if an e-mail gets lost. Example: 0812 3456 7890"),
        ),
        autocomplete="tel",
        inputmode="tel",
    )

    def look(self, values: Mapping[str, Any]) -> list[Finding]:
        """Whether the address is an office's and the phone takes short messages."""
        return [
            *addresses.check(values.get("email", ""), has_mail_server=has_mail_server),
            *phones.check(values.get("phone", "")),
        ]


class PlaceForm(StepForm):
    """The place."""

    FIELDS = ("place_name", "category", "region", "address", "latitude", "longitude")

    place_name = _line(_("Name of the place"), _("As it stands at the door and will stand on the poster."))
    category = forms.CharField(label=_("Kind of place"), required=False, widget=forms.Select)
    region = forms.CharField(label=_("Village or kelurahan"), required=False, widget=forms.Select)
    address = _line(_("Address"), _("Street and number, banjar."), autocomplete="street-address")
    latitude = _line(
        _("Latitude"), _("Such as -8.5441. You may paste both numbers here."), spellcheck="false"
    )
    longitude = _line(_("Longitude"), _("Such as 115.3255."), spellcheck="false")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("Choose")), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].widget.choices = kinds
        self.by_regency = Region.objects.filter(level=Level.VILLAGE).count() > LONGEST_LIST
        within = ""
        if self.by_regency:
            within = self._regency()
            choices = [("", _("Choose")), *_regencies()]
            self.fields["regency"] = forms.CharField(
                label=_("Regency or city"), required=False, widget=forms.Select(choices=choices)
            )
            self.initial["regency"] = within
        self.fields["region"].widget.choices = list(_regions(within))

    def plan(self) -> Plan | None:
        """The outlines of the regency to point at the place in; None where they are not all known."""
        code = self._regency()
        return plan_of_regency("" if code == "-" and not self.by_regency else code)

    def _regency(self) -> str:
        """The regency that was chosen, or that of the village which is kept; `-` where there is neither."""
        kept = self.kept.get("regency") or regency_of(str(self.kept.get("region", "")))
        return str(self.data.get("regency") or kept or "-")

    def typed(self) -> dict[str, Any]:
        """A position pasted into one field is kept in both."""
        regency = {"regency": self.cleaned_data.get("regency", "")} if self.by_regency else {}
        return {**reading.with_pair_parted(super().typed()), **regency}

    def look(self, values: Mapping[str, Any]) -> list[Finding]:
        """Whether the position lies in the region."""
        if not {"latitude", "longitude", "region"} <= set(values):
            return []
        return positions.check((values["latitude"], values["longitude"]), region=values["region"])


class FiguresForm(StepForm):
    """Figures, doors and opening hours."""

    FIELDS = ("staff", "daily_guests", "capacity", "doors", "opening_hours")

    capacity = _line(
        _("Capacity"), _("People who may be inside at once, staff and guests."), inputmode="numeric"
    )
    staff = _line(_("People who work there"), inputmode="numeric")
    daily_guests = _line(_("Guests on a usual day"), inputmode="numeric")

    def __init__(self, data: Any = None, *, kept: Mapping[str, Any] | None = None, more: int = 0) -> None:
        super().__init__(data, kept=kept)
        rows = max(1, len(self.kept.get("doors") or ()) + more, _rows_in(data))
        self.rows = min(rows, HIGHEST_DOOR)
        for number in range(1, self.rows + 1):
            self.fields[f"door_{number}"] = _line(_("Name of door %(number)d") % {"number": number})
            self.fields[f"door_{number}_kind"] = forms.CharField(
                label=_("Door %(number)d is a") % {"number": number},
                required=False,
                widget=forms.Select(choices=Door.Kind.choices),
            )
        for day, name in DAY_NAMES.items():
            for end, words in (("opens", _("%(day)s opens")), ("closes", _("%(day)s closes"))):
                self.fields[f"{day}_{end}"] = forms.CharField(
                    label=words % {"day": name},
                    required=False,
                    max_length=20,
                    widget=forms.TextInput(
                        attrs={"class": "short", "maxlength": None, "autocomplete": "off"}
                    ),
                )

    def initial_of(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Doors and days spread over the fields; the usual hours of offices where nothing was kept."""
        initial = super().initial_of(kept)
        initial |= {f"door_{number}_kind": Door.Kind.BOTH for number in range(1, HIGHEST_DOOR + 1)}
        for number, door in enumerate(kept.get("doors") or [{"name": "Pintu utama", "kind": "both"}], 1):
            kind = door.get("kind") or Door.Kind.BOTH
            initial |= {f"door_{number}": door.get("name", ""), f"door_{number}_kind": kind}
        for day, times in kept.get("opening_hours", USUAL_HOURS).items():
            shown = (time.replace(":", ".") for time in times)
            initial |= dict(zip((f"{day}_opens", f"{day}_closes"), shown, strict=False))
        return initial

    def typed(self) -> dict[str, Any]:
        """Doors and days put together again; empty rows are left out."""
        said = self.cleaned_data
        doors = [
            {"name": said.get(f"door_{number}", ""), "kind": said.get(f"door_{number}_kind", "")}
            for number in range(1, self.rows + 1)
        ]
        ends = ("opens", "closes")
        hours = {day: [_time(said.get(f"{day}_{end}", "")) for end in ends] for day in DAY_NAMES}
        return {
            **{field: said.get(field, "") for field in ("staff", "daily_guests", "capacity")},
            "doors": [door for door in doors if door["name"]],
            "opening_hours": {day: times for day, times in hours.items() if any(times)},
        }

    def field_of(self, finding: Finding) -> str | None:
        """Doors are shown at the first door; hours above all days."""
        return "door_1" if finding.field == "doors" else super().field_of(finding)

    def doors(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each door."""
        for number in range(1, self.rows + 1):
            yield self[f"door_{number}"], self[f"door_{number}_kind"]

    def days(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each day's name and its two fields."""
        for day, name in DAY_NAMES.items():
            yield name, self[f"{day}_opens"], self[f"{day}_closes"]

    def look(self, values: Mapping[str, Any]) -> list[Finding]:
        """Whether the figures fit each other."""
        return figures.check(
            capacity=values.get("capacity"),
            staff=values.get("staff"),
            daily_guests=values.get("daily_guests"),
            doors=values.get("doors", ()),
        )


class DocumentForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(required=False, widget=forms.FileInput)


def _rows_in(data: Mapping[str, Any] | None) -> int:
    numbers = (re.fullmatch(r"door_([0-9]{1,2})", name) for name in data or ())
    return max((int(match[1]) for match in numbers if match), default=0)


def _time(text: str) -> str:
    """`7.30` as people write it becomes `07:30`; anything else stays."""
    match = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})", text.strip())
    return f"{int(match[1]):02}:{match[2]}" if match else text.strip()


def _regencies() -> Iterator[tuple[str, str]]:
    yield from Region.objects.filter(level=Level.REGENCY).order_by("name").values_list("code", "name")


def _regions(within: str) -> Iterator[tuple[Any, Any]]:
    """Villages by kecamatan, and each kecamatan for a place of no village; of one regency or of all."""
    yield "", _("Choose")
    inside = Region.objects.filter(code__startswith=f"{within}.") if within else Region.objects.all()
    villages: dict[str | None, list[tuple[str, str]]] = {}
    for village in inside.filter(level=Level.VILLAGE).order_by("name"):
        villages.setdefault(village.parent_id, []).append((village.code, village.name))
    for kecamatan in inside.filter(level=Level.KECAMATAN).order_by("name"):
        whole = _("Kecamatan %(name)s (no village)") % {"name": kecamatan.name}
        yield f"Kecamatan {kecamatan.name}", [*villages.get(kecamatan.code, []), (kecamatan.code, whole)]
