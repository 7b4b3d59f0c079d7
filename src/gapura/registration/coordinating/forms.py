"""What a coordinator fills in: an application, a sheet with what holds for all its rows, and small things."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm
from gapura.core.weekdays import WEEKDAYS
from gapura.regions.models import Level, Region
from gapura.registration import contacts, details
from gapura.registration.acts.reviewing import LONGEST_REMARK
from gapura.registration.coordinating import batches
from gapura.registration.coordinating.funnel import STEPS
from gapura.registration.details import Details, Hours
from gapura.registration.documents import NewDocument
from gapura.registration.findings import Finding
from gapura.registration.letters.checking import LARGEST, LetterError
from gapura.registration.models import Application, Document
from gapura.registration.states import State
from gapura.venues.categories import CATEGORIES
from gapura.venues.models import Door

USUAL_HOURS: Final = "Sen-Kam 07:30-15:30; Jum 07:30-13:00"
_DAYS: Final = dict(zip(WEEKDAYS, ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"), strict=True))
_WAYS: Final = {
    "masuk": Door.Kind.ENTRY,
    "in": Door.Kind.ENTRY,
    "keluar": Door.Kind.EXIT,
    "out": Door.Kind.EXIT,
}
_DOOR = re.compile(r"(?P<name>.*?)\s*\((?P<way>masuk|keluar|in|out)\)", re.IGNORECASE)


class ApplicationForm(PlainForm):
    """An application that a coordinator writes for a PIC; read by `details.read` as every other is."""

    place_name = forms.CharField(label=_("Name of the place"), required=False)
    category = forms.ChoiceField(label=_("Kind of place"), required=False)
    region = forms.ChoiceField(label=_("Village or kecamatan"), required=False)
    address = forms.CharField(label=_("Address"), required=False)
    capacity = forms.CharField(
        label=_("Capacity"),
        required=False,
        help_text=_("How many people may be inside at once."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    doors = forms.CharField(
        label=_("Doors"),
        required=False,
        help_text=_("How many, or their names: Pintu depan (masuk); Pintu belakang (keluar)"),
    )
    opening_hours = forms.CharField(
        label=_("Opening hours"), required=False, help_text=_("Such as: Sen-Kam 07:30-15:30; Jum 07:30-13:00")
    )
    staff = forms.CharField(label=_("People who work there"), required=False)
    daily_guests = forms.CharField(label=_("Guests on a usual day"), required=False)
    latitude = forms.CharField(
        label=_("Latitude"), required=False, help_text=_("May be left out. Both numbers may be pasted here.")
    )
    longitude = forms.CharField(label=_("Longitude"), required=False)

    pic_name = forms.CharField(
        label=_("Name of the person in charge"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pic_position = forms.CharField(label=_("Position"), required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("Office e-mail"),
        required=False,
        help_text=_("Leave it empty where there is none: you then hand over a printed slip."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )

    agency = forms.CharField(label=_("Agency"), required=False)
    letter_number = forms.CharField(label=_("Number of the letter"), required=False)
    letter_date = forms.CharField(
        label=_("Date of the letter"), required=False, help_text=_("Day, month, year: 05/10/2021")
    )
    letter = forms.FileField(
        label=_("Letter of application"),
        required=False,
        help_text=_("PDF or picture, at most 5 MB. Without it the reviewer will ask for it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )
    photo = forms.FileField(
        label=_("Photo of the place"),
        required=False,
        help_text=_("May be left out."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    groups: Final = (
        (
            _("The place"),
            (
                *("place_name", "category", "region", "address", "capacity", "doors", "opening_hours"),
                *("staff", "daily_guests", "latitude", "longitude"),
            ),
        ),
        (_("The person in charge"), ("pic_name", "pic_position", "phone", "email")),
        (_("The letter"), ("agency", "letter_number", "letter_date", "letter", "photo")),
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [("", "---"), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "---"), *_regions(region)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read everything at once; `details` and `documents` are what an application is made of."""
        cleaned: dict[str, Any] = super().clean() or {}
        data = {**cleaned, "doors": doors_of(cleaned.get("doors") or "")}
        found = details.read(data, may_be_empty={"email"})
        if isinstance(found, Details):
            cleaned["details"] = found
        else:
            self.add_findings(found)
        cleaned["documents"] = [
            document
            for kind in (Document.Kind.LETTER, Document.Kind.PHOTO)
            if (document := self._opened(kind))
        ]
        return cleaned

    def add_findings(self, found: Iterable[Finding]) -> None:
        """Say each finding at its field."""
        for finding in found:
            if finding.field not in self.errors:
                self.add_error(finding.field if finding.field in self.fields else None, finding.words)

    def by_group(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def _opened(self, kind: str) -> NewDocument | None:
        file = self.cleaned_data.get(kind)
        return opened(self, kind, file, kind) if file else None


class SheetForm(PlainForm):
    """A sheet of applications, and what holds for every row that does not say otherwise."""

    sheet = forms.FileField(
        label=_("The list"),
        help_text=_("XLSX or CSV, at most 2,000 rows and 5 MB."),
        error_messages={"required": _("Choose the list."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    letter = forms.FileField(
        label=_("Collective letter"),
        required=False,
        help_text=_("PDF or picture, at most 5 MB; it goes with every application of the list."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )
    letter_number = forms.CharField(label=_("Number of the letter"), required=False)
    letter_date = forms.CharField(
        label=_("Date of the letter"), required=False, help_text=_("Day, month, year: 05/10/2021")
    )
    agency = forms.CharField(label=_("Agency"), required=False)
    pic_name = forms.CharField(
        label=_("Name of the person in charge"), required=False, help_text=_("Where a row names nobody.")
    )
    pic_position = forms.CharField(label=_("Position of the person in charge"), required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), required=False, help_text=_("Where a row has no number.")
    )
    category = forms.ChoiceField(label=_("Kind of place"), required=False)
    capacity = forms.CharField(label=_("Capacity"), required=False)
    doors = forms.CharField(label=_("Doors"), required=False)
    opening_hours = forms.CharField(label=_("Opening hours"), required=False)

    about_letter: Final = ("letter", "letter_number", "letter_date", "agency")
    about_rows: Final = (
        *("pic_name", "pic_position", "phone", "category", "capacity", "doors", "opening_hours"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [("", "---"), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].choices = categories  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the sheet's head, the letter, and what holds for all; `defaults` is kept with the sheet."""
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = (*self.about_letter[1:], *self.about_rows)
        given = {field: cleaned[field] for field in wanted if cleaned.get(field)}
        _values, wrong = details.read_some(given, list(given))
        for finding in wrong:
            self.add_error(finding.field, finding.words)
        cleaned["defaults"] = given
        if (sheet := cleaned.get("sheet")) is not None:
            self._read(sheet)
        if (letter := cleaned.get("letter")) is not None:
            cleaned["document"] = opened(self, "letter", letter, Document.Kind.LETTER)
        return cleaned

    def letter_fields(self) -> list[forms.BoundField]:
        """The fields about the collective letter."""
        return [self[name] for name in self.about_letter]

    def row_fields(self) -> list[forms.BoundField]:
        """The fields about what rows leave out."""
        return [self[name] for name in self.about_rows]

    def _read(self, sheet: UploadedFile) -> None:
        try:
            if (sheet.size or 0) > batches.LARGEST:
                raise batches.UnfitSheetError(_("The file is larger than 5 MB. Split it into several."))
            self.cleaned_data["body"] = sheet.read()
            batches.readable(self.cleaned_data["body"])
        except batches.UnfitSheetError as unfit:
            self.add_error("sheet", str(unfit))


class ContactForm(PlainForm):
    """Where a PIC is really reached."""

    email = forms.CharField(
        label=_("Office e-mail"),
        required=False,
        help_text=_("Empty: from now on a slip is handed over in person."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        required=False,
        help_text=_("Empty: it stays as it is."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def clean_email(self) -> str:
        """An office's address, or nothing."""
        return contacts.email_of(self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """An Indonesian number, or nothing."""
        return contacts.phone_of(self.cleaned_data["phone"])


class TextForm(PlainForm):
    """A note, an answer or a reason."""

    text = LinesField(
        label=_("Text"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )


class AnswerForm(TextForm):
    """The answer to a reviewer's question, given for the PIC."""

    document = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("PDF or picture, at most 5 MB. May be left out."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def clean(self) -> dict[str, Any]:
        """Open the document."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (file := cleaned.get("document")) is not None:
            cleaned["opened"] = opened(self, "document", file, Document.Kind.OTHER)
        return cleaned


class Filter(PlainForm):
    """Which of a region's applications a coordinator wants to see."""

    search = forms.CharField(label=_("Place or number"), required=False, max_length=100)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    step = forms.ChoiceField(label=_("Has reached"), required=False)
    state = forms.ChoiceField(label=_("Stands at"), required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Region.objects.filter(region.within("code"), level=Level.KECAMATAN).order_by("name")
        choices: Mapping[str, Iterable[tuple[str, object]]] = {
            "kecamatan": ((each.code, each.name) for each in inside),
            "category": ((each.code, each.label) for each in CATEGORIES.values()),
            "step": ((step.code, step.label) for step in STEPS),
            "state": State.choices,
        }
        for field, values in choices.items():
            self.fields[field].choices = [("", _("All")), *values]  # type: ignore[attr-defined]


def opened(form: forms.Form, field: str, file: UploadedFile, kind: str) -> NewDocument | None:
    """The file as a document, or its fault said at the form's field."""
    try:
        # Not read at all where it is too large to be kept.
        body = file.read() if (file.size or 0) <= LARGEST else bytes(LARGEST + 1)
        return NewDocument.opened(kind, file.name or "", body)
    except LetterError as unfit:
        form.add_error(field, str(unfit))
        return None


def doors_of(text: str) -> object:
    """Doors as a coordinator writes them, in the form that `reading.doors` takes."""
    if not text.strip() or re.fullmatch(r"\s*[0-9]{1,4}\s*", text):
        return text
    return [_door(part.strip()) for part in text.split(";") if part.strip()]


def initial_of(application: Application) -> dict[str, Any]:
    """What an application says, as the form shows it to be put right and sent again."""
    said = details.plain(application.details)
    for field in ("latitude", "longitude", "staff", "daily_guests"):
        said[field] = "" if said[field] is None else said[field]
    letter_date = application.letter_date
    return {
        **said,
        "letter_date": f"{letter_date:%d/%m/%Y}",
        "doors": "; ".join(_written_door(door) for door in application.doors),
        "opening_hours": written_hours(application.opening_hours),
    }


def written_hours(hours: Hours) -> str:
    """`Sen-Kam 07:30-15:30; Jum 07:30-13:00`: opening hours as people write them."""
    spans: list[tuple[list[str], list[str]]] = []
    for day in WEEKDAYS:
        times = hours.get(day)
        if times and spans and spans[-1][1] == times and _follows(spans[-1][0][-1], day):
            spans[-1][0].append(day)
        elif times:
            spans.append(([day], times))
    return "; ".join(
        f"{_DAYS[days[0]]}{f'-{_DAYS[days[-1]]}' if len(days) > 1 else ''} {'-'.join(times)}"
        for days, times in spans
    )


def sheet_defaults() -> dict[str, object]:
    """What the form for a sheet begins with."""
    today = timezone.localdate()
    return {
        "letter_date": f"{today:%d/%m/%Y}",
        "pic_position": "Penanggung jawab",
        "capacity": "50",
        "doors": "1",
        "opening_hours": USUAL_HOURS,
    }


def _follows(day: str, next_day: str) -> bool:
    return WEEKDAYS.index(next_day) == WEEKDAYS.index(day) + 1


def _door(written: str) -> dict[str, str]:
    if match := _DOOR.fullmatch(written):
        return {"name": match["name"], "kind": _WAYS[match["way"].lower()]}
    return {"name": written, "kind": Door.Kind.BOTH}


def _written_door(door: Mapping[str, str]) -> str:
    ways = {Door.Kind.ENTRY: " (masuk)", Door.Kind.EXIT: " (keluar)"}
    return door["name"] + ways.get(Door.Kind(door.get("kind") or Door.Kind.BOTH), "")


def _regions(region: Region) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kecamatan of a region, each with its villages."""
    inside = list(Region.objects.filter(region.within("code")).order_by("code"))
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for each in inside:
        if each.level == Level.KECAMATAN:
            groups[each.code] = (each.name, [(each.code, f"Kecamatan {each.name}")])
        elif each.level == Level.VILLAGE:
            groups.setdefault(each.parent_id or "", (region.name, []))[1].append((each.code, each.name))
    return list(groups.values())
