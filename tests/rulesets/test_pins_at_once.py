"""Two reviewers who end a pin at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from gapura.regions.models import Region
from gapura.rulesets import acts
from tests.staff import make_world, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_ends_a_pin_a_moment_later_is_told_that_it_has_ended() -> None:
    world = make_world()
    pin = acts.pin(region=world.gianyar, ruleset="B_2021-09", reason="Keputusan 12/2021", by=world.agus)
    client = signed_in(world.agus)

    def press() -> str:
        try:
            address = f"/verifikasi/sematan/{pin.pk}/akhiri/"
            return client.post(address, {"reason": "selesai"}, follow=True).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # Whoever holds the region's lock acts first; the other has seen the pin and waits.
            Region.objects.select_for_update().get(pk=world.gianyar.pk)
            later = pool.submit(press)
            with pytest.raises(TimeoutError):
                later.result(2)
            acts.unpin(region=world.gianyar, reason="selesai", by=world.agus)
        assert "Sematan ini sudah diakhiri orang lain." in later.result(30)
