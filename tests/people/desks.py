"""What staff at a desk that prints passes do for whoever stands there."""

import re

from gapura.accounts.models import User
from gapura.people.models import Pass
from tests.staff import signed_in


def code_for(row: Pass, by: User) -> str:
    """The code with which the holder of a pass on paper takes the record over on a phone."""
    page = signed_in(by).post(f"/kartu/{row.pk}/kode/").content.decode()
    found = re.search(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</strong>", page)
    assert found, page
    return found[1]
