"""What a health officer does on the pages of a record."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from gapura.accounts.models import User
from gapura.tracing import surveying
from gapura.tracing.models import Case
from tests.staff import signed_in
from tests.web.world import Visitor

SOURCE = {"source": "Labkesda Gianyar", "reference": "LAB-17"}
OPEN = {"kind": "nik", "purpose": "result", "words": "hasil dari laboratorium daerah"}


def opened(by: User, visitor: Visitor, **other: str) -> tuple[Client, str]:
    """The officer's browser and the address of the record that they have opened."""
    client = signed_in(by)
    form = {**OPEN, "number": str(visitor.person.document), **other}
    response = client.post("/dinkes/catatan/", form)
    assert response.status_code == 302, response.content.decode()
    return client, response["Location"]


def recorded(by: User, visitor: Visitor, word: str, /, **form: Any) -> str:
    """The page of the record after an item was recorded."""
    client, address = opened(by, visitor)
    response = client.post(f"{address}tambah/{word}/", {**SOURCE, **form})
    assert response.status_code == 302, response.content.decode()
    return client.get(address).content.decode()


def result(outcome: str, ago: timedelta = timedelta(minutes=5), kind: str = "pcr") -> dict[str, str]:
    """A test result as it is typed."""
    at = timezone.localtime() - ago
    return {"kind": kind, "result": outcome, "day": at.date().isoformat(), "time": f"{at:%H:%M}"}


def case_of(by: User, visitor: Visitor, **form: str) -> Case:
    """The case that `by` makes of a positive result of the visitor's, with its places counted."""
    recorded(by, visitor, "tes", **{**result("positive"), **form})
    surveying.survey_due()
    return Case.objects.latest("id")
