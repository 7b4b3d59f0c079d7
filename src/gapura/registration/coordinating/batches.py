"""Importing a sheet of applications: looked at row by row first, handed in once its coordinator says so."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.mail.domains import has_mail_server
from gapura.registration import checks, findings
from gapura.registration.acts import applying
from gapura.registration.acts.applying import UnfitApplicationError
from gapura.registration.checks.addresses import HasMailServer
from gapura.registration.coordinating.columns import ColumnsError, is_example, places_of
from gapura.registration.coordinating.geography import Geography
from gapura.registration.coordinating.rows import key_of, read, texts_of
from gapura.registration.details import Details
from gapura.registration.documents import NewDocument
from gapura.registration.findings import Finding, Level, errors_in
from gapura.registration.letters.checking import CheckedFile
from gapura.registration.models import Application, Batch, Content, Document, Source
from gapura.registration.scope import applications_of
from gapura.registration.states import UNDER_WAY, State
from gapura.venues.importing.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    LongCellError,
    Sheet,
    SheetError,
    TooManyCellsError,
    sheet_of,
)

LARGEST: Final = 5 * 2**20
"""Bytes of a sheet."""

MOST_ROWS: Final = 2_000
AT_ONCE: Final = 25
"""So many rows are looked at within the request; more, and every import, by a job with a progress page."""

KEPT: Final = timedelta(days=7)
_TOLD_EVERY: Final = 10


class UnfitSheetError(ValueError):
    """The sheet as a whole cannot be used; the message says why and what to do."""


@dataclass(slots=True)
class Verdict:
    """What becomes of one row: `fit`, `known` or `unfit` before the import, `made` after it.

    `problems` are (field, code, words), of an unfit row what is wrong, of others what to think about;
    `number` is the tracking number of the application that there is, or that it replaces.
    """

    row: int
    name: str
    state: str
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    number: str = ""
    replaces: bool = False


@transaction.atomic
def order(
    *,
    body: bytes,
    name: str,
    letter: NewDocument | None,
    defaults: Mapping[str, Any],
    language: str,
    by: User,
) -> Batch:
    """Keep a sheet to be looked at; nothing is handed in yet. Raises UnfitSheetError."""
    sheet = readable(body)
    file = letter.file if letter else None
    batch = Batch.objects.create(
        region=by.region,
        asked_by=by,
        language=language,
        name=name[:100],
        sheet=body,
        letter=json.dumps(_facts(file)) if file else "",
        letter_content=Content.objects.create(body=file.body) if file else None,
        defaults=json.dumps(dict(defaults)),
        total=len(sheet.rows),
    )
    _go_on(batch)
    return batch


@transaction.atomic
def start(*, batch: Batch, by: User) -> bool:
    """Begin the import of a sheet that was looked at; False where it has begun already."""
    waiting = Batch.objects.filter(pk=batch.pk, state=Batch.State.READY)
    if not waiting.update(state=Batch.State.IMPORTING, done=0):
        return False
    batch.state = Batch.State.IMPORTING
    trail.record("batch.start", by=by, subject=f"batch:{batch.pk}", rows=batch.total)
    _go_on(batch)
    return True


def readable(body: bytes) -> Sheet:
    """The rows of a sheet that can be used, without the template's example. Raises UnfitSheetError."""
    if len(body) > LARGEST:
        raise UnfitSheetError(_("The file is larger than 5 MB. Split it into several."))
    try:
        sheet = sheet_of(body)
        places_of(sheet.header)
    except SheetError as error:
        raise UnfitSheetError(_unreadable(error)) from None
    except ColumnsError as error:
        raise UnfitSheetError(_wrong_columns(error)) from None
    if more := [name for name, other in sheet.further if _names_places(other)]:
        words = _(
            "Only the first sheet is read, and there are places on another, too: %(names)s. "
            "Put all rows on the first sheet, or save each sheet as a file of its own."
        )
        raise UnfitSheetError(words % {"names": ", ".join(more)})
    rows = _own_rows(sheet)
    if not rows:
        raise UnfitSheetError(_("The file has a first row with the columns' names and no other row."))
    if len(rows) > MOST_ROWS:
        words = _("The file has %(rows)d rows; at most %(most)d are imported at once. Split it into several.")
        raise UnfitSheetError(words % {"rows": len(rows), "most": MOST_ROWS})
    return Sheet(sheet.header, rows)


def _own_rows(sheet: Sheet) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((number, cells) for number, cells in sheet.rows if not is_example(cells))


def _names_places(sheet: Sheet) -> bool:
    """Whether a sheet is a list of places, too, that would be left out unseen."""
    try:
        place = places_of(sheet.header)["place_name"]
    except ColumnsError:
        return False
    return any(place < len(cells) and cells[place] for _number, cells in _own_rows(sheet))


def run(batch_id: UUID) -> None:
    """Do what the batch waits for: look at its rows, or hand them in. Done twice, it does nothing twice."""
    batch = Batch.objects.select_related("region", "asked_by__region").get(pk=batch_id)
    with translation.override(batch.language):
        if batch.state == Batch.State.READING:
            _finish(batch, _Looking(batch).all(), Batch.State.READY)
        elif batch.state == Batch.State.IMPORTING:
            verdicts = _Looking(batch).all(_hand_in)
            counts = counted(verdicts)
            trail.record("batch.done", by=batch.asked_by, subject=f"batch:{batch.pk}", **counts)
            _finish(batch, verdicts, Batch.State.DONE)


def verdicts_of(batch: Batch) -> list[Verdict]:
    """What was found of each row."""
    return [Verdict(**{**each, "problems": [tuple(p) for p in each["problems"]]}) for each in _kept(batch)]


def counted(verdicts: list[Verdict]) -> dict[str, int]:
    """How many rows became what."""
    counts = dict.fromkeys(("fit", "made", "known", "unfit"), 0)
    for verdict in verdicts:
        counts[verdict.state] += 1
    return counts


@transaction.atomic
def clear() -> int:
    """Delete sheets some days later, with what was found of them and letters no application has; how many."""
    old = Batch.objects.filter(asked_at__lt=timezone.now() - KEPT)
    letters = list(old.exclude(letter_content=None).values_list("letter_content", flat=True))
    count = old.delete()[1].get("registration.Batch", 0)
    used = Document.objects.filter(content=OuterRef("pk"))
    Content.objects.filter(~Exists(used), pk__in=letters).delete()
    return count


def _go_on(batch: Batch) -> None:
    from gapura.registration import tasks

    if batch.state == Batch.State.READING and batch.total <= AT_ONCE:
        run(batch.pk)
    else:
        tasks.run_batch.defer(batch_id=str(batch.pk))


class _Looking:
    """Looks at a batch's rows in order, knowing the region, what is applied for already, and the letter.

    At the import it knows what its coordinator was shown: only rows that were fit are handed in, and none of
    them is refused because its domain's name server answers otherwise, or at all, only now.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.sheet = readable(bytes(batch.sheet))
        self.places = places_of(self.sheet.header)
        self.letter = _letter_of(batch)
        self.seen = {each.row: each for each in verdicts_of(batch)}
        self.read = dict(self._read())
        self.rows: dict[tuple[str, str], int] = {}
        self.open: dict[tuple[str, str], Application] = {}
        self.over: dict[tuple[str, str], Application] = {}
        self._find_known()

    def all(self, then: Callable[["_Looking", Verdict, Details], None] | None = None) -> list[Verdict]:
        """A verdict on each row; `then` is done with each that is fit."""
        verdicts = []
        for done, (verdict, details) in enumerate(self._each(), 1):
            if then and details is not None:
                then(self, verdict, details)
            verdicts.append(verdict)
            if done % _TOLD_EVERY == 0:
                Batch.objects.filter(pk=self.batch.pk).update(done=done)
        return verdicts

    def replaced_by(self, details: Details) -> Application | None:
        """The application of the same place that was declined or withdrawn, which this one comes after."""
        found = self.over.get(key_of(details.region, details.place_name))
        return found if found and found.state in (State.DECLINED, State.WITHDRAWN) else None

    def takes_mail(self, row: int) -> HasMailServer:
        """Whether mail can be sent to a domain, as it was shown of its row: some doubt, or none."""
        if (shown := self.seen.get(row)) is None:
            return has_mail_server
        doubt = any(code == "misspelt_domain" for _field, code, _words in shown.problems)
        return lambda domain: None if doubt else True

    def _read(self) -> Iterator[tuple[int, Verdict | Details]]:
        """What each row says, or the verdict that stands already."""
        geography = Geography(self.batch.region)
        defaults: dict[str, Any] = json.loads(self.batch.defaults)
        for number, cells in self.sheet.rows:
            shown = self.seen.get(number)
            if shown and shown.state in ("unfit", "known"):
                yield number, shown
                continue
            texts = texts_of(cells, self.places)
            found = read(texts, defaults, geography)
            yield number, _unfit(number, texts["place_name"], found) if isinstance(found, list) else found

    def _find_known(self) -> None:
        """What is applied for of the sheet's own places, the newest of each; a region may have any number."""
        said = [found for found in self.read.values() if isinstance(found, Details)]
        wanted = {key_of(details.region, details.place_name) for details in said}
        inside = applications_of(self.batch.asked_by).filter(region__in={region for region, _name in wanted})
        known = inside.select_related(None).order_by("submitted_at")
        for each in known.only("number", "state", "region", "place_name", "replaces").iterator():
            if (key := key_of(each.region_id, each.place_name)) in wanted:
                kept = self.open if each.state in UNDER_WAY or each.state == State.CONFIRMED else self.over
                kept[key] = each

    def _each(self) -> Iterator[tuple[Verdict, Details | None]]:
        for number, found in self.read.items():
            yield (found, None) if isinstance(found, Verdict) else self._judged(number, found)

    def _judged(self, number: int, details: Details) -> tuple[Verdict, Details | None]:
        key = key_of(details.region, details.place_name)
        if earlier := self.rows.get(key):
            words = _("The same place as in row %(row)d. Keep one of the two.") % {"row": earlier}
            return _unfit(number, details.place_name, [findings.error("place_name", "twice", words)]), None
        self.rows[key] = number
        if known := self.open.get(key):
            return Verdict(number, details.place_name, "known", number=known.pretty_number), None
        replaces = self.replaced_by(details)
        found = checks.look(
            details,
            source=Source.IMPORT,
            replaces=replaces,
            letters=1 if self.letter else 0,
            takes_mail=self.takes_mail(number),
        )
        if errors := errors_in(found):
            return _unfit(number, details.place_name, errors), None
        to_think_about = [_told(each) for each in found if each.level is Level.WARNING]
        verdict = Verdict(number, details.place_name, "fit", to_think_about)
        if replaces:
            verdict.number, verdict.replaces = replaces.pretty_number, True
        return verdict, details


def _hand_in(looking: _Looking, verdict: Verdict, details: Details) -> None:
    try:
        made = applying.submit(
            details=details,
            by=looking.batch.asked_by,
            source=Source.IMPORT,
            documents=[looking.letter] if looking.letter else [],
            replaces=looking.replaced_by(details),
            takes_mail=looking.takes_mail(verdict.row),
        )
    except UnfitApplicationError as unfit:
        # Somebody has applied for the place since it was looked at.
        verdict.state, verdict.problems = "unfit", [_told(each) for each in unfit.findings]
        return
    verdict.state, verdict.number = "made", made.pretty_number


def _unfit(number: int, name: str, wrong: list[Finding]) -> Verdict:
    return Verdict(number, name, "unfit", [_told(each) for each in wrong])


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.field, finding.code, finding.words


def _finish(batch: Batch, verdicts: list[Verdict], state: str) -> None:
    batch.state, batch.done = state, batch.total
    batch.result = json.dumps([asdict(each) for each in verdicts])
    batch.finished_at = timezone.now()
    batch.save(update_fields=["state", "done", "result", "finished_at"])


def _kept(batch: Batch) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = json.loads(batch.result)
    return kept


def _facts(file: CheckedFile) -> dict[str, Any]:
    return {
        "kind": file.kind,
        "content_type": file.content_type,
        "pages": file.pages,
        "name": file.name,
        "sha256": file.sha256,
    }


def _letter_of(batch: Batch) -> NewDocument | None:
    if batch.letter_content is None:
        return None
    content = batch.letter_content
    file = CheckedFile(**json.loads(batch.letter), body=bytes(content.body))
    return NewDocument(Document.Kind.LETTER, file, content)


def _unreadable(error: SheetError) -> str:
    if isinstance(error, TooManyCellsError):
        words = _(
            "The list has more than %(rows)d rows or %(columns)d columns. "
            "Split it into several, or leave out columns that are not needed."
        )
        return words % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
    if isinstance(error, LongCellError):
        words = _("Row %(row)d has a cell of more than %(most)d characters. Shorten it.")
        return words % {"row": error.row, "most": LONGEST_CELL}
    return _("This file cannot be read as a list. Save it as .xlsx without a password, or as CSV (UTF-8).")


def _wrong_columns(error: ColumnsError) -> str:
    if error.twice:
        words = _("Two columns say the same: %(first)s and %(second)s. Remove one of them.")
        return words % {"first": error.twice[0][:60], "second": error.twice[1][:60]}
    words = _("The first row must name the columns. The column %(name)s is missing; see the template.")
    return words % {"name": error.missing[0]}
