"""Gianyar's offices, all of them: from a coordinator's spreadsheet to posters, every step through the web.

Everyday a dozen offices; with GAPURA_LONG=1 all 189. Letters travel through a real mail server, and each
person in charge is played from what the letters say.
"""

import gc
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gapura.mail import delivery
from gapura.mail.models import Message
from gapura.registration.acts import waiting
from gapura.registration.coordinating import batches
from gapura.registration.coordinating.funnel import funnel
from gapura.registration.models import Application, Round
from gapura.registration.review import rounds
from gapura.registration.states import State
from gapura.server import warming
from gapura.venues.models import Post, Venue
from tests.mail.conftest import PostOffice
from tests.registration.coordinator import all_villages, lines, offices, only_batch, row, sent, xlsx
from tests.registration.test_import import BROKEN
from tests.registration.world import PASSWORD, World
from tests.staff import signed_in

COUNT = 189 if os.environ.get("GAPURA_LONG") else 12
MOST_QUERIES = 50
# Twenty rows of twenty kinds that stand in one sheet with the offices.
BROKEN_ROWS = list(BROKEN.values())[:20]
_NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/konfirmasi/)\w+|\?.*")


@pytest.fixture
def server_like() -> Iterator[None]:
    """This process as the server is when its port opens: warm, and what is loaded spared by the collector.

    The modules and tests of a whole run are many times what a server has loaded; unspared, one walk of the
    collector over them takes longer than any page, and stands in the time of whichever page it falls on.
    """
    thresholds = gc.get_threshold()
    warming.warm()
    warming.spare_the_collector()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Watch:
    """Counts the queries of every page that is opened, and remembers what each kind of page cost."""

    def __init__(self) -> None:
        self.greediest = (0, "")
        self.walls: dict[str, list[float]] = defaultdict(list)
        self.processors: dict[str, list[float]] = defaultdict(list)

    def open(self, client: Client, method: str, address: str, data: Any = None) -> HttpResponse:
        """Open a page; it must not run more than its share of queries."""
        reset_queries()  # Django keeps the last 9,000 only, and then counts none
        with CaptureQueriesContext(connection) as queries:
            began, busy = time.perf_counter(), time.thread_time()
            answer = getattr(client, method)(address, data)
            took, worked = time.perf_counter() - began, time.thread_time() - busy
        assert answer.status_code in (200, 302), (address, answer.status_code)
        asked = sum(_is_asked(query["sql"]) for query in queries.captured_queries)
        assert asked <= MOST_QUERIES, (address, asked)
        page = f"{method.upper()} {_NAMES.sub('…', address)}"
        self.walls[page].append(took)
        self.processors[page].append(worked)
        self.greediest = max(self.greediest, (asked, page))
        assert isinstance(answer, HttpResponse)
        return answer

    def report(self) -> str:
        """What each kind of page cost: how often it was opened, and milliseconds at the median and at worst.

        The time is that of the process that answers, by the clock and by its processor; other work on the
        machine makes the first longer, not the second.
        """
        lines = [f"{'page':<48}{'times':>6}{'clock':>12}{'processor':>14}"]
        for page, walls in sorted(self.walls.items(), key=lambda each: -max(each[1])):
            clock, processor = (_spread(each) for each in (walls, self.processors[page]))
            lines.append(f"{page:<48}{len(walls):>6}{clock:>12}{processor:>14}")
        return "\n".join(lines)


def _is_asked(statement: str) -> bool:
    """Whether a statement counts: no savepoint, no sweep of the cache, which one write in a hundred does."""
    return "SAVEPOINT" not in statement and "django_cache WHERE expires" not in statement


def _spread(times: list[float]) -> str:
    return f"{median(times) * 1000:.0f}/{max(times) * 1000:.0f} ms"


def sheet(data_files: Path) -> bytes:
    """The offices of Gianyar as a coordinator types them, each with its person in charge, and broken rows."""
    good = [
        row(
            name,
            kategori=category,
            kecamatan=kecamatan,
            desa_kelurahan=village,
            telepon_pic=f"0812{int(number):08}",
            e_mail=f"kantor-{number}@kantor{number}.desa.id",
        )
        for number, category, name, kecamatan, village, *_ in offices(data_files)[1 : COUNT + 1]
    ]
    return xlsx(lines([*good, *BROKEN_ROWS]))


def numbers(world: World) -> dict[str, int]:
    """How many have come how far, by the funnel."""
    return {step.code: number for step, number in funnel(world.dayu).total.numbers}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_office_arrives(
    world: World,
    data_files: Path,
    post_office: tuple[PostOffice, str],
    deploy: Callable[..., None],
    server_like: None,
) -> None:
    office, address = post_office
    deploy(EMAIL_SENDER="smtp", SMTP_URL=address)
    all_villages(data_files)
    Post.objects.all().delete()
    watch, dayu, wira, agus = Watch(), signed_in(world.dayu), signed_in(world.wira), signed_in(world.agus)

    today = f"{timezone.localdate():%d/%m/%Y}"
    assert sent(dayu, sheet(data_files), letter_date=today).status_code == 302
    batch = only_batch()
    batches.run(batch.pk)
    page = watch.open(dayu, "get", f"/koordinator/impor/{batch.pk}/").content.decode()
    refused = [each.problems[0][:2] for each in batches.verdicts_of(only_batch()) if each.state == "unfit"]
    assert len(refused) == len(BROKEN_ROWS)
    assert len({tuple(each) for each in refused}) == len(BROKEN_ROWS), "each for a reason of its own"
    assert all(f'data-code="{code}"' in page for _field, code in refused)
    watch.open(dayu, "post", f"/koordinator/impor/{batch.pk}/mulai/")
    batches.run(batch.pk)
    assert numbers(world)["applied"] == COUNT
    assert carried(office) == COUNT

    delegate(watch, agus, world)
    for _ in range(3):
        watch.open(wira, "get", "/verifikasi/")
    watch.open(wira, "post", "/verifikasi/sekaligus/", {"all": "1"})
    assert not Application.objects.exclude(green=True).values_list("place_name", "checks")
    together = Round.objects.get()
    watch.open(wira, "post", f"/verifikasi/sekaligus/{together.pk}/mulai/")
    rounds.run(together.pk)
    watch.open(wira, "get", f"/verifikasi/sekaligus/{together.pk}/")
    assert numbers(world)["approved"] == COUNT
    office.letters.clear()
    assert carried(office) == COUNT
    waiting.note_handed_over()
    assert numbers(world)["invited"] == COUNT

    browsers = [activated(watch, letter) for letter in list(office.letters)]
    assert numbers(world)["activated"] == COUNT
    office.letters.clear()
    assert carried(office) == COUNT
    for letter in office.letters:
        confirmed(watch, letter)
    assert numbers(world)["confirmed"] == COUNT
    for browser in browsers:
        printed(watch, browser)
    assert numbers(world)["printed"] == COUNT

    for _ in range(3):
        watch.open(dayu, "get", "/koordinator/")
        watch.open(dayu, "get", "/koordinator/permohonan/")
    told = funnel(world.dayu)
    for rows in (told.categories, told.kecamatan):
        for step, whole in told.total.numbers:
            assert sum(dict(line.numbers)[step] for line in rows) == whole
    assert set(Application.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    assert Venue.objects.filter(applications__state=State.CONFIRMED).distinct().count() == COUNT
    print(f"\n{COUNT} offices; most queries: {watch.greediest}\n{watch.report()}")


def carried(office: PostOffice) -> int:
    """Carry every message that waits to the mail server; how many letters lie there now."""
    for id in Message.objects.filter(state="queued").values_list("pk", flat=True):
        delivery.deliver(id)
    return len(office.letters)


def delegate(watch: Watch, agus: Client, world: World) -> None:
    """The nation's reviewer hands Gianyar to Wira."""
    watch.open(agus, "get", "/verifikasi/delegasi/")
    watch.open(
        agus,
        "post",
        "/verifikasi/delegasi/",
        {
            "reviewer": world.wira.pk,
            "region": world.gianyar.code,
            "category": "",
            "daily_limit": "500",
            "until": "31/12/2099",
            "reason": "Pekan pendaftaran",
        },
    )
    assert world.wira.delegations.count() == 1


def words_of(letter: EmailMessage) -> str:
    """The text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def activated(watch: Watch, letter: EmailMessage) -> Client:
    """The PIC's browser after doing what the letter of approval says, second factor included."""
    text, browser = words_of(letter), Client()
    username, secret = (
        re.findall(rf"{label}: (\S+)", text)[0] for label in ("Nama pengguna", "Kata sandi sekali pakai")
    )
    watch.open(browser, "get", path_in(text, "/aktivasi"))
    given = {"username": username, "secret": secret, "password": PASSWORD, "again": PASSWORD}
    answer = watch.open(browser, "post", "/aktivasi", given)
    assert answer.headers["Location"] == "/akun/2fa/totp/activate/"
    page = watch.open(browser, "get", "/akun/2fa/totp/activate/").content.decode()
    key = re.findall(r'<p class="mono">([A-Z2-7]+)</p>', page)[0]
    code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
    watch.open(browser, "post", "/akun/2fa/totp/activate/", {"code": code})
    return browser


def confirmed(watch: Watch, letter: EmailMessage) -> None:
    """The link of the last letter, opened on another device, and its button."""
    browser, address = Client(), path_in(words_of(letter), "/konfirmasi/")
    opened = watch.open(browser, "get", address)
    page = opened.headers.get("Location", address)
    assert "Ya, daftarkan tempat ini" in watch.open(browser, "get", page).content.decode()
    assert "sudah terdaftar" in watch.open(browser, "post", page).content.decode()


def printed(watch: Watch, browser: Client) -> None:
    """The PIC's place, and a poster from it."""
    page = watch.open(browser, "get", "/pic/").content.decode()
    venue = re.findall(r"/tempat/([0-9a-f-]{36})/poster\.pdf", page)[0]
    answer = watch.open(browser, "get", f"/tempat/{venue}/poster.pdf", {"size": "A4", "language": "id"})
    assert answer.content.startswith(b"%PDF")


def path_in(text: str, beginning: str) -> str:
    """The address in a letter that begins so, without its host."""
    return str(re.findall(rf"https?://[^/\s]+({beginning}\S*)", text)[0])
