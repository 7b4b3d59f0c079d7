"""A region's week on one page, and the letter that brings its figures, once a week until it is ended."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from gapura.accounts.models import User
from gapura.mail.models import Message
from gapura.mail.senders.letters import letter
from gapura.oversight.coverage.counting import count_today
from gapura.oversight.exports import report
from gapura.oversight.exports.figures import WeekFigures, figures_of, weeks_with_figures
from gapura.oversight.exports.models import Subscription, WeeklyLetter
from gapura.oversight.exports.sending import send_due
from gapura.oversight.exports.subscribing import NoAddressError, subscribe, unsubscribe
from gapura.oversight.exports.weeks import Week
from gapura.regions.models import Level, Region
from tests.oversight.weeks import a_week, last_week, long_since
from tests.oversight.world import World, make_world, signed_in
from tests.staff import region

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Makassar")
ADDRESS = "kominfo@gianyar.example"


def monday_after(week: Week, hour: int = 8) -> datetime:
    """A morning on which the week's letter is due."""
    return datetime.combine(week.sunday + timedelta(days=1), time(hour), ZONE)


def reachable(user: User, contact: str = ADDRESS) -> User:
    """An account with an address of its own."""
    user.contact = contact
    user.save()
    return user


def subscribed(world: World) -> Subscription:
    """Dayu of Gianyar, since long."""
    subscription = subscribe(region=world.gianyar, by=reachable(world.dayu))
    Subscription.objects.filter(pk=subscription.pk).update(since=timezone.now() - timedelta(days=60))
    subscription.refresh_from_db()
    return subscription


def document(figures: WeekFigures) -> bytes:
    """The report in Indonesian."""
    with translation.override("id"):
        return report.document(figures)


def text_of(pdf: bytes) -> tuple[int, str]:
    """How many sheets, and what is on them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(page.extract_text() for page in pages)


def test_a_week_is_named_as_the_calendar_does() -> None:
    week = Week.named("2021-W01")
    assert (week.monday.isoformat(), week.sunday.isoformat()) == ("2021-01-04", "2021-01-10")
    assert Week.of(week.sunday) == week
    assert week.before.name == "2020-W53"
    for name in ("2021-W54", "2021-1", "2021-W1", "x"):
        with pytest.raises(ValueError, match=r"week|W"):
            Week.named(name)


def test_the_report_says_the_week_on_one_sheet(world: World) -> None:
    week = a_week()
    long_since()
    count_today(monday_after(week) - timedelta(days=1))
    sheets, said = text_of(document(figures_of(world.gianyar, week)))

    assert sheets == 1
    assert "Laporan mingguan: Gianyar" in said
    assert "945 (+170,0 %)" in said
    assert "721 (76,3 %)" in said
    assert "Masuk" in said
    assert "Sukawati" in said
    assert week.name in said


def test_a_regency_of_forty_kecamatan_and_long_names_still_fits_on_one_sheet(world: World) -> None:
    for number in range(2, 41):
        region(
            f"51.04.{number:02}", f"Kecamatan yang namanya panjang {number}", Level.KECAMATAN, world.gianyar
        )

    sheets, said = text_of(document(figures_of(world.gianyar, a_week())))
    assert sheets == 1
    assert "panjang 40" in said


def test_the_figures_of_a_week_take_a_handful_of_statements(
    world: World, django_assert_num_queries: Any
) -> None:
    week = a_week()
    long_since()
    count_today(monday_after(week) - timedelta(days=1))
    with django_assert_num_queries(7):
        figures_of(world.gianyar, week)


def test_only_weeks_that_are_over_and_have_figures_are_offered(world: World) -> None:
    week = a_week()
    assert weeks_with_figures(world.gianyar, timezone.localdate()) == [week, week.before]
    client = signed_in(world.dayu)
    page = client.get("/laporan/").content.decode()

    assert f"/laporan/51.04/{week.name}.pdf" in page
    assert client.get(f"/laporan/51.04/{week.name}.pdf").content.startswith(b"%PDF")
    this_week = Week.of(timezone.localdate()).name
    assert client.get(f"/laporan/51.04/{this_week}.pdf").status_code == 404
    for name in ("2021-W99", "0001-W01", "9999-W52"):
        assert client.get(f"/laporan/51.04/{name}.pdf").status_code == 404


def test_another_regions_reports_do_not_exist(world: World) -> None:
    week = a_week()
    client = signed_in(world.stranger)

    assert client.get("/laporan/51.04/").status_code == 404
    assert client.get(f"/laporan/51.04/{week.name}.pdf").status_code == 404
    assert client.post("/laporan/51.04/langganan/").status_code == 404
    assert signed_in(world.putu).get("/laporan/").status_code == 403
    with pytest.raises(ValueError, match="does not see"):
        subscribe(region=world.gianyar, by=reachable(world.stranger))


def test_a_coordinator_subscribes_with_the_accounts_own_address_and_ends_it(world: World) -> None:
    client = signed_in(reachable(world.dayu))
    assert ADDRESS in client.get("/laporan/").content.decode()
    for _ in range(2):
        client.post("/laporan/51.04/langganan/", {"email": "someone@elsewhere.example"})

    assert Subscription.objects.filter(ended_at=None).count() == 1
    client.post("/laporan/51.04/langganan/berhenti/")
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_figures_with_small_counts_go_to_no_other_address(world: World) -> None:
    week = a_week()
    client = signed_in(reachable(world.dayu))
    client.post("/laporan/51.04/langganan/", {"email": "someone@elsewhere.example"})
    Subscription.objects.update(since=timezone.now() - timedelta(days=60))
    reachable(world.dayu, "dayu@gianyar.example")

    assert send_due(monday_after(week)) == 1
    assert Message.objects.get(template="oversight/weekly").to == "dayu@gianyar.example"


def test_an_account_without_an_address_is_told_so(world: World) -> None:
    subscription = subscribed(world)
    reachable(world.dayu, "+6281234500001")
    assert send_due(monday_after(a_week())) == 0
    unsubscribe(subscription=subscription, by=world.dayu)

    client = signed_in(world.dayu)
    page = client.post("/laporan/51.04/langganan/", follow=True).content.decode()
    assert "Akun Anda tidak punya alamat e-mail" in page
    assert not Subscription.objects.filter(ended_at=None).exists()
    with pytest.raises(NoAddressError):
        subscribe(region=world.gianyar, by=world.dayu)


def test_the_letter_comes_on_monday_morning_with_the_figures_and_a_way_out(world: World) -> None:
    week = a_week()
    subscription = subscribed(world)
    assert send_due(monday_after(week, 6)) == 0
    assert send_due(monday_after(week)) == 1
    message = Message.objects.get(template="oversight/weekly")

    assert message.to == ADDRESS
    assert "945" in message.text
    assert f"/laporan/51.04/{week.name}.pdf" in message.text
    assert subscription.token in message.text
    sent = letter(message, "Gapura <no-reply@gapura.example>").message()
    assert sent["List-Unsubscribe"] == f"<http://127.0.0.1:8000/laporan/berhenti/{subscription.token}/>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_week_is_sent_once_however_often_the_job_runs_and_the_next_one_again(world: World) -> None:
    week = a_week()
    subscribed(world)

    assert [send_due(monday_after(week)), send_due(monday_after(week)), send_due(monday_after(week, 23))] == [
        1,
        0,
        0,
    ]
    assert send_due(monday_after(week) + timedelta(days=7)) == 1
    assert Message.objects.filter(template="oversight/weekly").count() == 2


def test_a_job_that_is_killed_before_the_end_leaves_neither_letter_nor_mark(world: World) -> None:
    week = a_week()
    subscribed(world)

    class Killed(BaseException):
        """The power went."""

    def killed_at_the_end() -> None:
        with transaction.atomic():
            assert send_due(monday_after(week)) == 1
            raise Killed

    with pytest.raises(Killed):
        killed_at_the_end()

    assert not Message.objects.filter(template="oversight/weekly").exists()
    assert not WeeklyLetter.objects.exists()
    assert send_due(monday_after(week)) == 1


def test_one_letter_that_cannot_be_written_holds_up_no_other(world: World) -> None:
    week = a_week()
    subscribed(world)
    subscribe(region=world.gianyar, by=reachable(world.sari, "sari@dinkes.example"))
    Subscription.objects.update(since=timezone.now() - timedelta(days=60))
    with connection.cursor() as cursor:  # as a lost key leaves it
        cursor.execute("UPDATE accounts_user SET contact = %s WHERE id = %s", [b"\x01no seal", world.dayu.pk])

    assert send_due(monday_after(week)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_send_one_letter() -> None:
    world = make_world()
    week = a_week()
    subscribed(world)

    def run(_number: int) -> int:
        try:
            return send_due(monday_after(week))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 1
    assert Message.objects.filter(template="oversight/weekly").count() == 1


def test_who_subscribed_after_the_week_was_over_waits_for_the_next_one(world: World) -> None:
    week = last_week()
    subscribe(region=world.gianyar, by=reachable(world.dayu))

    assert send_due(monday_after(week)) == 0
    assert send_due(monday_after(week) + timedelta(days=7)) == 1


@pytest.mark.parametrize("change", ["closed", "moved", "other role", "ended"])
def test_who_left_the_post_hears_no_more(world: World, change: str) -> None:
    week = a_week()
    subscription = subscribed(world)
    if change == "closed":
        world.dayu.is_active = False
    elif change == "moved":
        world.dayu.region = world.badung
    elif change == "other role":
        world.dayu.role = "pic"
    else:
        unsubscribe(subscription=subscription, by=world.dayu)
    world.dayu.save()

    assert send_due(monday_after(week)) == 0


def test_the_link_in_the_letter_only_asks_and_one_press_ends_it(world: World) -> None:
    subscription = subscribed(world)
    address = f"/laporan/berhenti/{subscription.token}/"
    client = Client(enforce_csrf_checks=True)
    assert "One press ends it" in client.get(address, headers={"accept-language": "en"}).content.decode()
    assert Subscription.objects.filter(ended_at=None).exists()

    # As a mail program does it (RFC 8058): no cookie, no token of a form.
    answer = client.post(address, {"List-Unsubscribe": "One-Click"}, headers={"accept-language": "en"})
    assert "sent no more" in answer.content.decode()
    assert not Subscription.objects.filter(ended_at=None).exists()
    assert client.post(address).status_code == 200
    assert client.post("/laporan/berhenti/guessed/").status_code == 404


def test_a_report_of_a_region_where_nothing_happened_says_so(world: World) -> None:
    badung = Region.objects.get(code="51.03")
    sheets, said = text_of(document(figures_of(badung, last_week())))

    assert sheets == 1
    assert "Tidak ada yang check-in minggu ini." in said
