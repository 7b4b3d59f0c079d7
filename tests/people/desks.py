"""What staff at a desk that prints passes do for whoever stands there."""

import re

from gapura.accounts.models import User
from gapura.people.models import Pass, Standing
from tests.staff import signed_in
from tests.web.world import dosed

NYOMAN = {"name": "Ni Nyoman Rai", "kind": "nik", "number": "5104014107500009", "days": "30"}


def printed(by: User, form: dict[str, str]) -> Pass:
    """The pass on paper that `by` prints for whoever showed a document."""
    response = signed_in(by).post("/kartu/", form)
    assert response.status_code == 302, response.content.decode()
    return Pass.objects.filter(withdrawn_at=None).latest("issued_at")


def written_down(by: User, **other: str) -> Pass:
    """Ni Nyoman's pass on paper, or another's by what is `other`; two doses are on record."""
    row = printed(by, {**NYOMAN, **other})
    standing = Standing.objects.get(pk=row.person_id)
    standing.evidence = {**standing.evidence, "doses": dosed(120, 90)}
    standing.save()
    return row


def code_for(row: Pass, by: User) -> str:
    """The code with which the holder of a pass on paper takes the record over on a phone."""
    page = signed_in(by).post(f"/kartu/{row.pk}/kode/").content.decode()
    found = re.search(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</strong>", page)
    assert found, page
    return found[1]
