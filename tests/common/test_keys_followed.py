"""A rotated key of Django's signs nobody out, in a process that runs or in the next one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.signing import dumps, loads

from gapura import config
from gapura.core.keys import SETTLING
from tests.staff import make_world, signed_in

LONG_AGO = datetime.now(UTC) - 2 * SETTLING


@pytest.mark.django_db
def test_a_session_outlives_the_rotation_of_the_key_that_signed_it(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Said here, so that what the process follows is put back for the tests after this one.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    client = signed_in(make_world().made)
    assert client.get("/admin/").status_code == 200
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    signed, secret = dumps("letter 7"), settings.SECRET_KEY
    held = config._held
    assert held is not None
    monkeypatch.setattr(
        config, "_held", replace(held, ring=held.ring.rotate("django", LONG_AGO), look_again=1e12)
    )
    assert client.get("/admin/").status_code == 200
    assert secret != settings.SECRET_KEY
    assert secret in settings.SECRET_KEY_FALLBACKS
    assert loads(signed, max_age=timedelta(minutes=1)) == "letter 7"
    assert client.get("/admin/").status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == session  # as what is under way knows it
