"""A person in charge who fills in the form in a browser without scripts, page by page."""

import json
from datetime import timedelta
from typing import Any

import altcha
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gapura.registration.applying import proof
from gapura.registration.models import Draft
from tests.registration.files import pdf

LETTER = {
    "letter_number": "470/112/2021",
    "letter_date": (timezone.localdate() - timedelta(days=7)).isoformat(),
    "agency": "Pemerintah Desa Celuk",
}
PIC = {
    "pic_name": "Ni Luh Contoh",
    "pic_position": "Sekretaris Desa",
    "email": "sekretariat@celuk.desa.id",
    "phone": "0812 3456 7890",
}
PLACE = {
    "place_name": "Kantor Perbekel Desa Celuk",
    "category": "kantor_desa",
    "region": "51.04.01",
    "address": "Jalan Raya Celuk 1",
    "latitude": "-8.6, 115.26",
}
FIGURES = {
    "capacity": "40",
    "staff": "12",
    "daily_guests": "60",
    "door_1": "Pintu depan",
    "door_1_kind": "both",
    "mon_opens": "07.30",
    "mon_closes": "15.30",
}
STEPS = {"surat": LETTER, "pic": PIC, "tempat": PLACE, "rincian": FIGURES}


class Applicant:
    """Somebody with a browser who applies for the village office of Celuk."""

    def __init__(self, language: str = "id") -> None:
        self.browser = Client(headers={"accept-language": language})

    def begins(self) -> "Applicant":
        """Press Begin."""
        assert self.browser.post("/daftar")["Location"] == "/daftar/surat/"
        return self

    @property
    def draft(self) -> Draft:
        """The newest draft that there is."""
        return Draft.objects.latest("created_at")

    def writes(self, slug: str, press: str = "", **changes: str) -> Any:
        """Fill one step in, with some fields other than usual, and press Continue or another button."""
        data: dict[str, Any] = {"draft": str(self.draft.pk), **STEPS[slug], **changes}
        if press:
            data[press.partition("=")[0]] = press.partition("=")[2]
        return self.browser.post(f"/daftar/{slug}/", data)

    def adds(self, kind: str = "letter", body: bytes | None = None, press: str = "") -> Any:
        """Add a document."""
        file = SimpleUploadedFile("surat.pdf", pdf() if body is None else body)
        data = {"draft": str(self.draft.pk), kind: file, **({press: ""} if press else {})}
        return self.browser.post("/daftar/dokumen/", data)

    def fills_in(self, **changes: str) -> "Applicant":
        """Every step, and the letter."""
        for slug, fields in STEPS.items():
            mine = {name: text for name, text in changes.items() if name in fields}
            assert self.writes(slug, **mine).status_code == 302, slug
        assert self.adds()["Location"] == "/daftar/periksa/"
        return self

    def sends(self, proven: bool = False) -> Any:
        """Press Send."""
        data = {"draft": str(self.draft.pk), "proof": work(self.draft) if proven else ""}
        return self.browser.post("/daftar/periksa/", data)


def work(draft: Draft) -> str:
    """What a browser with scripts does for a draft."""
    challenge = altcha.Challenge.from_dict(json.loads(proof.challenge(draft)))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()
