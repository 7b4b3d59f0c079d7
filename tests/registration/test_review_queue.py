"""The reviewer's queue: what it shows to whom, by which filters, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gapura.accounts.models import User
from gapura.registration.acts import delegating, reviewing
from gapura.registration.models import Application
from tests.postgresql.plans import plans_of
from tests.registration.world import World, applied, asks, in_review
from tests.staff import signed_in

STATEMENTS = 7
"""What the queue asks of the database, the session and the second factor among it."""


def queue(user: User, query: str = "") -> str:
    return signed_in(user).get(f"/verifikasi/{query}").content.decode()


def delegated(world: World, **changes: object) -> None:
    terms = {"reviewer": world.wira, "region": world.gianyar, "daily_limit": 5, "reason": "Bantuan"}
    delegating.delegate(**{**terms, "until": timezone.localdate(), "by": world.agus, **changes})  # type: ignore[arg-type]


def made(count: int, **columns: object) -> None:
    """So many more applications, as rows."""
    pattern = {**asks_columns(), **columns}
    Application.objects.bulk_create(
        Application(**{**pattern, "place_name": f"Kantor Desa Contoh {number}"}) for number in range(count)
    )


def asks_columns() -> dict[str, object]:
    from gapura.registration.acts.applying import columns_of

    return columns_of(asks())


def test_the_nations_reviewer_sees_what_waits_and_who_has_it(world: World) -> None:
    applied()
    in_review(applied("Kantor Desa Guwang"), world.agus)
    page = queue(world.agus)
    assert "Kantor Perbekel Desa Celuk" in page
    assert "Kantor Desa Guwang" in page
    assert "belum diambil" in page
    assert "Anda yang memegang" in page


def test_nothing_but_what_was_delegated_is_seen_by_a_regional_reviewer(world: World) -> None:
    applied(), applied("Puskesmas Celuk", category="puskesmas")
    assert "Kantor Perbekel Desa Celuk" not in queue(world.wira)
    assert "Belum ada yang dilimpahkan" in queue(world.wira)
    delegated(world, category="kantor_desa")
    page = queue(world.wira)
    assert "Kantor Perbekel Desa Celuk" in page
    assert "Puskesmas Celuk" not in page
    assert "5 keputusan lagi hari ini" in page


@pytest.mark.parametrize("path", ["", "delegasi/"])
def test_other_staff_are_turned_away(world: World, path: str) -> None:
    for user in (world.dayu, world.putu, world.komang, world.sari, world.made):
        assert signed_in(user).get(f"/verifikasi/{path}").status_code == 403


def test_whoever_has_not_signed_in_is_asked_to(world: World) -> None:
    answer = Client().get("/verifikasi/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/akun/login/")


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?search=guwang", {"Guwang"}),
        ("?category=puskesmas", {"Puskesmas"}),
        ("?region=51.04.01", {"Celuk", "Guwang", "Puskesmas"}),
        ("?state=mine", {"Guwang"}),
        ("?state=late", {"Celuk"}),
        ("?state=declined", set()),
        ("?state=all", {"Celuk", "Guwang", "Puskesmas"}),
        ("?state=nonsense", set()),
        ("?green=on", {"Puskesmas"}),
    ],
)
def test_a_filter_shows_what_fits(world: World, query: str, seen: set[str]) -> None:
    celuk, guwang = applied(), applied("Kantor Desa Guwang")
    puskesmas = applied("Puskesmas Sukawati II", category="puskesmas")
    in_review(guwang, world.agus)
    Application.objects.filter(pk=celuk.pk).update(due_at=timezone.now() - timedelta(hours=1))
    Application.objects.update(green=False)
    Application.objects.filter(pk=puskesmas.pk).update(green=True)
    page = queue(world.agus, query + "&region=51.04" if "region" not in query else query)
    names = {"Celuk": celuk.place_name, "Guwang": guwang.place_name, "Puskesmas": puskesmas.place_name}
    assert {short for short, name in names.items() if f">{name}</a>" in page} == seen


def test_it_is_found_by_its_number_however_typed(world: World) -> None:
    celuk = applied()
    applied("Kantor Desa Guwang")
    page = queue(world.agus, f"?search={celuk.pretty_number.lower()}")
    assert "Kantor Desa Guwang" not in page
    assert celuk.pretty_number in page


def test_what_is_late_bears_a_word_and_a_shape(world: World) -> None:
    applied()
    Application.objects.update(due_at=timezone.now() - timedelta(hours=1), escalated_at=timezone.now())
    page = queue(world.agus)
    assert '<span class="badge red"><svg' in page
    assert "terlambat" in page
    assert "diteruskan" in page


def test_five_hundred_cost_no_more_statements_than_one(world: World) -> None:
    made(1)
    client = signed_in(world.agus)
    client.get("/verifikasi/")
    with CaptureQueriesContext(connection) as few:
        client.get("/verifikasi/")
    made(499, green=True)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/verifikasi/?region=51.04").content.decode()
    assert len(few) == len(many) == STATEMENTS
    assert "500 permohonan" in page
    assert "Halaman 1 dari 10" in page


def test_of_more_than_a_thousand_as_many_are_counted_as_can_be_chosen_at_once(world: World) -> None:
    made(1_005, green=True)
    made(5, green=False)
    page = queue(world.agus, "?region=51.04")
    assert "Lebih dari 1.000 permohonan" in page
    assert "Semua 1000 yang hijau" in page
    assert "1005 permohonan" not in page


def test_regions_to_choose_from_are_compared_with_codes_and_not_with_every_application(world: World) -> None:
    made(3)
    delegated(world)
    with CaptureQueriesContext(connection) as seen:
        queue(world.wira)
    by_code = 'ORDER BY "regions_region"."code" ASC'
    (regions,) = (each["sql"] for each in seen.captured_queries if each["sql"].endswith(by_code))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF, FORMAT JSON) {regions}")
        ((plan,),) = cursor.fetchall()
    subplans = _subplans(plan[0]["Plan"])
    assert len(subplans) == 2
    assert {each["Node Type"] for each in subplans} <= {"Aggregate", "Unique"}


def _subplans(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = [each for child in node.get("Plans", []) for each in _subplans(child)]
    return [node, *below] if node.get("Parent Relationship") == "SubPlan" else below


def test_a_regional_reviewer_costs_three_statements_more_however_much_is_delegated(world: World) -> None:
    for category in ("kantor_desa", "puskesmas", "sekolah"):
        delegated(world, category=category)
    made(60)
    client = signed_in(world.wira)
    with CaptureQueriesContext(connection) as seen:
        client.get("/verifikasi/")
    assert len(seen) == STATEMENTS + 3


def test_the_rule_sets_are_one_step_away(world: World) -> None:
    assert 'href="/verifikasi/aturan/"' in queue(world.agus)
    assert signed_in(world.agus).get("/verifikasi/aturan/").status_code == 200


def test_a_decided_one_leaves_the_queue(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.decline(application=application, reason="Tidak lengkap", by=world.agus)
    assert application.place_name not in queue(world.agus)
    assert application.place_name in queue(world.agus, "?state=declined")


def test_a_nations_queue_and_list_are_read_in_the_order_of_an_index(world: World) -> None:
    made(3)
    User.objects.filter(pk=world.dayu.pk).update(region="ID")
    world.dayu.refresh_from_db()
    for user, path, index in (
        (world.agus, "/verifikasi/", "application_to_decide"),
        (world.dayu, "/koordinator/permohonan/", "application_by_name"),
    ):
        client = signed_in(user)
        plans = plans_of(lambda client=client, path=path: client.get(path), dear=("seqscan", "sort"))  # type: ignore[misc]
        ordered = [plan for plan in plans if "registration_application" in plan and "Aggregate" not in plan]
        assert any(f"using {index}" in plan for plan in ordered), ordered
        assert [plan for plan in ordered if "Sort" in plan] == []


def test_the_nations_reviewer_chooses_among_all_regencies_and_no_application_is_asked_where_it_lies(
    world: World,
) -> None:
    made(3)
    client = signed_in(world.agus)
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/verifikasi/?region=51.04").content.decode()
    about = [each["sql"] for each in seen if 'FROM "registration_application"' in each["sql"]]
    assert [sql for sql in about if "LIMIT" not in sql] == []
    for code in ("51.03", "51.04", "51.04.01"):
        assert f'value="{code}"' in page
