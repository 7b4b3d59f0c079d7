"""Makes the posters of a whole region into one file, saying how far it is."""

import errno
import logging
import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common import requests
from gapura.common.requests import RequestContext
from gapura.regions.models import Region
from gapura.venues import acts, printing, tasks
from gapura.venues.models import Door, Printing, State, Venue
from gapura.venues.posters import LongAddressError, PosterData, render_posters, zip_posters

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)
"""How long a finished file is kept."""

ORDERS_A_DAY = 20
"""So many of one account, since each may fill a disk's hundreds of megabytes and a job's minutes."""

MOST_IN_A_PDF = 1_000
"""Posters in one PDF, which is typeset as a whole: a megabyte of memory for each."""

MOST_IN_A_ZIP = 20_000
"""Places in one ZIP: a gigabyte of disk, and a job of some minutes."""

IN_A_PIECE = 100

Progress = Callable[[int], None]


class TooManyError(ValueError):
    """The region has more than fits into one file of that form; `most` posters or places do."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most}")
        self.most = most


class NothingError(ValueError):
    """No place of the region has a door in use."""


@transaction.atomic
def order(*, form: str, size: str, language: str, by: User) -> Printing:
    """Have the posters of the account's whole region made, or the same order that is being made already.

    ValueError for an unknown size or language, NothingError where there is no poster, TooManyError for what
    is too much for one file, pacing.TooOftenError after ORDERS_A_DAY.
    """
    if size not in printing.SIZES or language not in printing.LANGUAGES:
        raise ValueError("posters are printed on A4 or A3, in id, en or both")
    User.objects.select_for_update().get(pk=by.pk)
    wanted = {"region": by.region, "form": Printing.Form(form), "size": size, "language": language}
    waiting = Printing.objects.filter(asked_by=by, finished_at=None, **wanted).first()
    if waiting is not None:
        return waiting
    _refuse_none_and_too_many(Printing.Form(form), by.region)
    pacing.spend("posters", by.actor, most=ORDERS_A_DAY, within=KEPT)
    asked = Printing.objects.create(asked_by=by, **wanted)
    trail.record("venue.print_posters", by=by, subject=f"region:{by.region_id}", form=form, size=size)
    tasks.print_posters.defer(printing_id=str(asked.pk))
    return asked


@transaction.atomic
def note_downloaded(*, asked: Printing, by: User) -> None:
    """Note that a finished file is taken away to be printed; a job notes it of each place."""
    if not _unprinted(asked).exists():
        return
    trail.record("venue.download_posters", by=by, subject=f"region:{asked.region_id}", printing=str(asked.pk))
    tasks.note_printed.defer(printing_id=str(asked.pk), request_id=requests.current().request_id)


def note_each(printing_id: UUID, request_id: str) -> None:
    """Note of each place of a downloaded file that its poster is printed, where that is new."""
    asked = Printing.objects.select_related("region", "asked_by").filter(pk=printing_id).first()
    if asked is not None:  # else the job comes more than a day late
        with requests.continued(RequestContext(request_id)):
            acts.note_printed(venues=_unprinted(asked), by=asked.asked_by, printing=str(asked.pk))


def path_of(asked: Printing) -> Path:
    """Where the file lies, outside anything that is served by itself."""
    return _folder() / asked.file_name


def _folder() -> Path:
    return config.current().data_dir / "posters"


def run(printing_id: UUID) -> None:
    """Make the file; why there is none, if it fails, becomes the order's stated problem.

    Whoever ordered waits before a page that looks again and again until it is finished.
    """
    asked = Printing.objects.select_related("region").get(pk=printing_id)
    if asked.finished_at is not None:
        return
    try:
        _make(asked)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("the posters of %s could not be made", asked.region_id)
        asked.problem = _problem(error)
    asked.finished_at = timezone.now()
    asked.save(update_fields=["finished_at", "problem"])


def _problem(error: Exception) -> Printing.Problem:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Printing.Problem.ROOM
    reasons = {
        LongAddressError: Printing.Problem.ADDRESS,
        NothingError: Printing.Problem.NONE,
        TooManyError: Printing.Problem.TOO_MANY,
    }
    return reasons.get(type(error), Printing.Problem.FAULT)


def clear() -> int:
    """Delete the files and orders older than a day; how many orders. Files that no order owns go too."""
    before = timezone.now() - KEPT
    old = list(Printing.objects.filter(asked_at__lt=before))
    for asked in old:
        path_of(asked).unlink(missing_ok=True)
        asked.delete()
    for file in _folder().glob("*"):
        if file.stat().st_mtime < before.timestamp():
            file.unlink()
    return len(old)


def _make(asked: Printing) -> None:
    venues = _venues(asked.region)
    total = venues.count()
    if not total:
        raise NothingError("there is no poster")
    Printing.objects.filter(pk=asked.pk).update(done=0, total=total)
    offices = printing.offices(venues.iterator(chunk_size=IN_A_PIECE))
    target = path_of(asked)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with part.open("wb") as out:
            _WRITERS[asked.form](asked, offices, out, _teller(asked))
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _unprinted(asked: Printing) -> QuerySet[Venue]:
    return Venue.objects.filter(asked.region.within(), state=State.LIVE, poster_printed_at=None)


def _doors(region: Region) -> QuerySet[Door]:
    inside = region.within("venue__region__code")
    return Door.objects.filter(inside, withdrawn_at=None, venue__state=State.LIVE)


def _refuse_none_and_too_many(form: Printing.Form, region: Region) -> None:
    pdf = form == Printing.Form.PDF
    things, most = (_doors(region), MOST_IN_A_PDF) if pdf else (_venues(region), MOST_IN_A_ZIP)
    count = things.order_by()[: most + 1].count()
    if not count:
        raise NothingError("there is no poster")
    if count > most:
        raise TooManyError(most)


def _venues(region: Region) -> QuerySet[Venue]:
    in_use = Exists(Door.objects.filter(venue=OuterRef("pk"), withdrawn_at=None))
    live = Venue.objects.filter(in_use, region.within(), state=State.LIVE)
    return live.select_related("region__parent__parent").prefetch_related("numbers", "doors")


def _write_zip(asked: Printing, offices: Iterable[list[PosterData]], out: BinaryIO, tell: Progress) -> None:
    zip_posters(offices, out, tell, size=asked.size, language=asked.language)  # type: ignore[arg-type]


def _write_pdf(asked: Printing, offices: Iterable[list[PosterData]], out: BinaryIO, tell: Progress) -> None:
    every = list(offices)
    posters = [poster for doors in every for poster in doors]
    if len(posters) > MOST_IN_A_PDF:  # doors that were added since it was ordered
        raise TooManyError(MOST_IN_A_PDF)
    out.write(render_posters(posters, size=asked.size, language=asked.language))  # type: ignore[arg-type]
    tell(len(every))


_WRITERS = {Printing.Form.ZIP.value: _write_zip, Printing.Form.PDF.value: _write_pdf}


def _teller(asked: Printing) -> Progress:
    def tell(done: int) -> None:
        Printing.objects.filter(pk=asked.pk).update(done=done)

    return tell
