"""A Top 10 both ways by the pages of everybody concerned: draft, notice, reply, publication, archive."""

import hashlib
import json
import re
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.mail.models import Message
from gapura.oversight.models import Entry, Hearing, Ranking, VenueDay
from gapura.oversight.ranking import acts
from gapura.oversight.ranking.acts import deadlines, drafting
from gapura.oversight.ranking.models import LONGEST_REPLY
from gapura.oversight.ranking.states import State
from gapura.regions.models import Region
from gapura.venues.models import Venue
from tests.oversight.offices import Offices, drafted, entry_of, unreadable
from tests.oversight.world import World, signed_in


def address(ranking: Ranking, step: str = "") -> str:
    return f"/verifikasi/kepatuhan/{ranking.pk}/{step}"


def noticed(offices: Offices) -> Ranking:
    return acts.notify(ranking=drafted(offices), by=offices.world.agus)


def published(offices: Offices) -> Ranking:
    ranking = noticed(offices)
    return acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)


def test_a_reviewer_asks_for_a_ranking(offices: Offices) -> None:
    client = signed_in(offices.world.agus)
    form = {
        "region": "51.04",
        "category": "",
        "since": offices.since.isoformat(),
        "until": offices.until.isoformat(),
        "term_days": "7",
    }
    answer = client.post("/verifikasi/kepatuhan/", form)
    ranking = Ranking.objects.get()
    assert answer.headers["Location"] == address(ranking)
    assert "sedang dihitung" in client.get(address(ranking)).content.decode()
    acts.run(ranking.pk)
    page = client.get(address(ranking)).content.decode()
    assert offices.lowest.name in page
    assert offices.best.name in page


def test_the_draft_names_who_is_lowest_and_best(offices: Offices) -> None:
    ranking = drafted(offices)
    worst = ranking.entries.filter(side="worst").order_by("rank")
    best = ranking.entries.filter(side="best").order_by("rank")
    assert [entry.venue_id for entry in worst] == [venue.pk for venue in offices.venues[: len(worst)]]
    assert best[0].venue_id in {venue.pk for venue in offices.venues[-3:]}
    assert ranking.considered == len(offices.venues) + 2
    assert ranking.left_out == {"new": 2}
    assert ranking.ranked == len(offices.venues)


def test_nobody_waits_for_a_ranking_while_it_is_worked_out(offices: Offices) -> None:
    with CaptureQueriesContext(connection) as seen:
        drafted(offices)
    locked = [number for number, each in enumerate(seen) if "FOR UPDATE" in each["sql"]]
    measured = [number for number, each in enumerate(seen) if '"oversight_venueday"' in each["sql"]]
    assert max(measured) < min(locked)


def test_of_many_places_the_same_are_named_whoever_is_let_go_of_meanwhile(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(ranking: Ranking) -> list[tuple[str, int, UUID]]:
        return list(ranking.entries.order_by("side", "rank", "venue").values_list("side", "rank", "venue"))

    whole = named(drafted(offices))
    Ranking.objects.update(state=State.DISCARDED)
    monkeypatch.setattr(drafting, "HELD", 1)
    assert named(drafted(offices)) == whole


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": "2999-01-01"}, "until"),
        ({"since": "2000-01-01"}, "until"),
        ({"term_days": "1"}, "term_days"),
        ({"region": "51.04.01"}, "region"),
        ({"since": ""}, "since"),
    ],
)
def test_a_ranking_that_cannot_be_says_why(offices: Offices, changed: dict[str, str], field: str) -> None:
    form = {
        "region": "51.04",
        "since": offices.since.isoformat(),
        "until": offices.until.isoformat(),
        "term_days": "7",
        **changed,
    }
    answer = signed_in(offices.world.agus).post("/verifikasi/kepatuhan/", form)
    assert answer.status_code == 422
    assert f"#id_{field}" in answer.content.decode()
    assert not Ranking.objects.exists()


def test_days_whose_late_check_ins_may_still_come_are_not_ranked(offices: Offices) -> None:
    with pytest.raises(acts.AskError, match="unsettled"):
        acts.ask(
            region=offices.world.gianyar,
            category="",
            since=offices.since,
            until=timezone.localdate() - timedelta(days=2),
            term_days=7,
            by=offices.world.agus,
        )


def test_the_same_ranking_is_made_once(offices: Offices) -> None:
    drafted(offices)
    with pytest.raises(acts.AskError, match="double"):
        drafted(offices)


def test_a_reviewer_reads_beside_which_ranking_a_draft_tells_single_days(offices: Offices) -> None:
    first, client = noticed(offices), signed_in(offices.world.agus)
    assert "selisih keduanya" not in client.get(address(first)).content.decode()
    offices.since += timedelta(days=1)
    shorter = drafted(offices, category="kantor_desa")
    page = client.get(address(shorter)).content.decode()
    assert "selisih keduanya membuka beberapa hari saja" in page
    assert address(shorter, "beri-tahu/") in page, "whether it is worth that is for the reviewer to say"
    acts.notify(ranking=shorter, by=offices.world.agus)
    assert "selisih keduanya" in client.get(address(first)).content.decode()


def test_those_concerned_are_told_by_the_way_they_have(offices: Offices) -> None:
    ranking = drafted(offices)
    answer = signed_in(offices.world.agus).post(address(ranking, "beri-tahu/"))
    assert answer.status_code == 302
    low, best = (
        Message.objects.get(about=f"rank_entry:{entry_of(ranking, place).pk}")
        for place in (offices.lowest, offices.best)
    )
    assert (low.channel, best.channel) == ("email", "sms")
    assert f"/pic/tempat/{offices.lowest.pk}/kepatuhan/" in str(low.text)
    hearings = {hearing.entry.venue_id: hearing.told for hearing in Hearing.objects.select_related("entry")}
    assert hearings[offices.lowest.pk] == 1
    assert hearings[offices.venues[1].pk] == 0


def test_a_place_is_told_the_end_of_its_term_by_its_own_clock(offices: Offices) -> None:
    Venue.objects.filter(pk=offices.lowest.pk).update(time_zone="Asia/Jayapura")
    ranking = noticed(offices)
    assert ranking.reply_until is not None
    clock = ranking.reply_until.astimezone(ZoneInfo("Asia/Jayapura"))
    message = Message.objects.get(about=f"rank_entry:{entry_of(ranking, offices.lowest).pk}")
    assert f"{clock:%H.%M} WIT " in message.text
    page = signed_in(offices.low_pic).get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    assert f"{clock:%H.%M}." in page


def test_a_place_replies_and_may_change_its_mind(offices: Offices) -> None:
    ranking = noticed(offices)
    entry = entry_of(ranking, offices.lowest)
    client = signed_in(offices.low_pic)
    page = client.get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    assert "peringkat 1" in page
    there = f"/pic/tempat/{offices.lowest.pk}/kepatuhan/{entry.pk}/"
    for text in ("Pintu depan sedang diperbaiki.", "Pintu depan diperbaiki sampai akhir bulan."):
        assert client.post(there, {"text": text}).status_code == 302
    assert Hearing.objects.get(entry=entry).text == "Pintu depan diperbaiki sampai akhir bulan."
    assert client.post(there, {"text": ""}).status_code == 422


def test_a_reply_that_cannot_be_taken_stands_in_its_own_field_alone(offices: Offices) -> None:
    entry = entry_of(noticed(offices), offices.lowest)
    other = acts.notify(ranking=drafted(offices, "kantor_desa"), by=offices.world.agus)
    there = f"/pic/tempat/{offices.lowest.pk}/kepatuhan/{entry.pk}/"
    page = signed_in(offices.low_pic).post(there, {"text": "Pintu. " * 200}).content.decode()
    assert f"reply-{entry_of(other, offices.lowest).pk}" in page
    assert len(re.findall(r">\s*Pintu\. ", page)) == page.count('class="error"') == 1


def test_a_reply_of_many_lines_may_be_as_long_as_the_field_lets_it_be(offices: Offices) -> None:
    entry = entry_of(noticed(offices), offices.lowest)
    there = f"/pic/tempat/{offices.lowest.pk}/kepatuhan/{entry.pk}/"
    lines = "\r\n".join(["Pintu depan diperbaiki."] * 41)
    assert len(lines) > LONGEST_REPLY > len(lines.replace("\r\n", "\n"))
    assert signed_in(offices.low_pic).post(there, {"text": lines}).status_code == 302
    assert Hearing.objects.get(entry=entry).text == lines.replace("\r\n", "\n")


def test_after_the_term_nobody_replies(offices: Offices) -> None:
    ranking = noticed(offices)
    entry = entry_of(ranking, offices.lowest)
    with pytest.raises(acts.ReplyError, match="over"):
        acts.reply(entry=entry, text="Terlambat.", by=offices.low_pic, now=ranking.reply_until)


def test_who_sends_a_reply_after_the_publication_is_told_that_the_term_is_over(offices: Offices) -> None:
    entry = entry_of(published(offices), offices.lowest)
    own = f"/pic/tempat/{offices.lowest.pk}/kepatuhan/"
    answer = signed_in(offices.low_pic).post(f"{own}{entry.pk}/", {"text": "Terlambat."}, follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assert "Tenggat tanggapan sudah lewat" in answer.content.decode()
    assert not Hearing.objects.get(entry=entry).text


def test_nothing_is_published_before_everybody_was_heard(offices: Offices) -> None:
    ranking = noticed(offices)
    client = signed_in(offices.world.agus)
    client.post(address(ranking, "terbitkan/"))
    ranking.refresh_from_db()
    assert ranking.state == State.NOTICE
    Ranking.objects.update(reply_until=timezone.now())
    client.post(address(ranking, "terbitkan/"))
    ranking.refresh_from_db()
    assert ranking.state == State.PUBLISHED


def test_when_all_have_replied_the_term_need_not_pass(offices: Offices) -> None:
    ranking = noticed(offices)
    for entry in ranking.entries.select_related("venue"):
        acts.reply(entry=entry, text="Baik.", by=offices.low_pic)
    assert acts.publish(ranking=ranking, by=offices.world.agus).state == State.PUBLISHED


def test_the_public_page_shows_ranks_with_replies_and_arithmetic(offices: Offices) -> None:
    ranking = noticed(offices)
    entry = entry_of(ranking, offices.lowest)
    acts.reply(entry=entry, text="Kami <b>perbaiki</b>.", by=offices.low_pic)
    acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)
    anybody = Client()
    assert f"/kepatuhan/{ranking.pk}/" in anybody.get("/kepatuhan/").content.decode()
    page = anybody.get(f"/kepatuhan/{ranking.pk}/").content.decode()
    assert offices.lowest.name in page
    assert "Kami &lt;b&gt;perbaiki&lt;/b&gt;." in page
    assert "0,85 × 40 + 66" in anybody.get(f"/kepatuhan/{ranking.pk}/{entry.pk}/").content.decode()


def test_the_public_learns_no_small_count_of_people_and_those_in_charge_do(offices: Offices) -> None:
    a_day = VenueDay.objects.filter(venue_id=offices.lowest.pk, day__lte=offices.until).latest("day")
    VenueDay.objects.filter(pk=a_day.pk).update(
        people=F("people") + 3, entered=F("entered") + 3, verify=7, left_visitor=4
    )
    ranking = published(offices)
    entry = entry_of(ranking, offices.lowest)
    whole = entry.arithmetic["arithmetic"]
    assert (whole["companions"], whole["to_verify"], whole["check_outs"]) == (3, 7, 4)

    rows = json.loads(Client().get(f"/kepatuhan/{ranking.pk}/data.json").content)["entries"]
    (told,) = (row["arithmetic"] for row in rows if row["venue"] == str(offices.lowest.pk))
    assert told["counted"] == whole["counted"]
    hidden = ("check_ins", "companions", "companions_counted", "check_outs")
    assert [told[name] for name in hidden] == [None] * 4
    assert not {"to_verify", "verified"} & told.keys()
    for row in rows:
        assert all(row["arithmetic"][name] not in range(1, 10) for name in (*hidden, "elsewhen"))

    page = Client().get(f"/kepatuhan/{ranking.pk}/{entry.pk}/").content.decode()
    full = signed_in(offices.world.agus).get(address(ranking, f"{entry.pk}/")).content.decode()
    words = (f"{whole['check_ins']} + 3", "Dikirim ke petugas", "terlalu sedikit orang")
    assert [each in page for each in words] == [False, False, True]
    assert [each in full for each in words] == [True, True, False]


def test_what_is_archived_is_what_its_checksum_says(offices: Offices) -> None:
    ranking = published(offices)
    before = Client().get(f"/kepatuhan/{ranking.pk}/data.json").content
    signed_in(offices.world.agus).post(address(ranking, "arsipkan/"))
    ranking.refresh_from_db()
    after = Client().get(f"/kepatuhan/{ranking.pk}/data.json").content
    assert before == after
    assert hashlib.sha256(after).hexdigest() == ranking.checksum
    assert ranking.checksum in Client().get(f"/kepatuhan/{ranking.pk}/").content.decode()
    assert len(json.loads(after)["entries"]) == ranking.entries.count()


def test_later_changes_leave_a_frozen_ranking_alone(offices: Offices) -> None:
    ranking = published(offices)
    before = Client().get(f"/kepatuhan/{ranking.pk}/data.json").content
    offices.lowest.staff, offices.lowest.name = 1, "Kantor Baru"
    offices.lowest.save()
    assert Client().get(f"/kepatuhan/{ranking.pk}/data.json").content == before


def test_time_reminds_tells_the_reviewer_and_archives(offices: Offices) -> None:
    offices.world.agus.contact = "agus@kemkes.example"
    offices.world.agus.save()
    ranking = noticed(offices)
    deadlines.tick()
    assert not Message.objects.filter(template="oversight/term_over").exists()
    Ranking.objects.update(reply_until=timezone.now() + timedelta(days=1))
    deadlines.tick()
    deadlines.tick()
    about = f"rank_entry:{entry_of(ranking, offices.lowest).pk}"
    assert Message.objects.filter(about=about).count() == 2
    Ranking.objects.update(reply_until=timezone.now())
    deadlines.tick()
    deadlines.tick()
    assert Message.objects.filter(template="oversight/term_over").count() == 1
    acts.publish(ranking=ranking, by=offices.world.agus)
    Ranking.objects.update(published_at=timezone.now() - timedelta(days=31))
    deadlines.tick()
    ranking.refresh_from_db()
    assert ranking.state == State.ARCHIVED


def test_one_ranking_whose_people_cannot_be_told_holds_up_no_other(offices: Offices) -> None:
    shown = published(offices)
    acts.notify(ranking=drafted(offices, "kantor_desa"), by=offices.world.agus)
    Ranking.objects.filter(state=State.NOTICE).update(reply_until=timezone.now() + timedelta(days=1))
    Ranking.objects.filter(pk=shown.pk).update(published_at=timezone.now() - timedelta(days=31))
    unreadable(offices.low_pic)

    deadlines.tick()

    shown.refresh_from_db()
    assert shown.state == State.ARCHIVED


def test_a_draft_is_discarded_with_a_reason_and_can_be_made_again(offices: Offices) -> None:
    ranking = drafted(offices)
    client = signed_in(offices.world.agus)
    assert client.post(address(ranking, "buang/"), {"reason": ""}).status_code == 422
    client.post(address(ranking, "buang/"), {"reason": "Libur belum dicatat"})
    ranking.refresh_from_db()
    assert (ranking.state, ranking.reason) == (State.DISCARDED, "Libur belum dicatat")
    assert drafted(offices).state == State.DRAFT


def test_what_is_public_cannot_be_discarded(offices: Offices) -> None:
    with pytest.raises(MoveError):
        acts.discard(ranking=published(offices), reason="Salah", by=offices.world.agus)


def test_every_step_stands_in_the_trail(offices: Offices) -> None:
    ranking = acts.archive(ranking=published(offices), by=offices.world.agus)
    told = [entry.act for entry in trail.events_about(ranking.subject)]
    assert told == [f"ranking.{act}" for act in ("ask", "freeze", "notify", "publish", "archive")]


def test_nobody_outside_sees_a_draft_or_an_open_hearing(offices: Offices) -> None:
    ranking = drafted(offices)
    for _ in range(2):
        entry = entry_of(ranking, offices.lowest)
        world = offices.world
        others = (world.dayu, world.putu, world.komang, world.sari, world.made, world.stranger)
        for client in (Client(), *(signed_in(user) for user in (*others, offices.low_pic))):
            for path in (
                f"/kepatuhan/{ranking.pk}/",
                f"/kepatuhan/{ranking.pk}/data.json",
                f"/kepatuhan/{ranking.pk}/{entry.pk}/",
            ):
                assert client.get(path).status_code == 404
            assert str(ranking.pk) not in client.get("/kepatuhan/").content.decode()
            assert client.get(address(ranking)).status_code in (302, 403)
            assert client.get(address(ranking, f"{entry.pk}/")).status_code in (302, 403)
        ranking = acts.notify(ranking=ranking, by=world.agus) if ranking.state == State.DRAFT else ranking


def test_before_the_notice_not_even_the_place_sees_its_rank(offices: Offices) -> None:
    drafted(offices)
    page = signed_in(offices.low_pic).get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    assert "peringkat 1" not in page
    assert offices.lowest.name in page


def test_a_place_sees_and_answers_its_own_rank_only(offices: Offices) -> None:
    ranking = noticed(offices)
    mine, other = entry_of(ranking, offices.lowest), entry_of(ranking, offices.best)
    client = signed_in(offices.low_pic)
    assert other.name not in client.get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    for venue, entry in ((offices.best, other), (offices.lowest, other), (offices.best, mine)):
        there = f"/pic/tempat/{venue.pk}/kepatuhan/{entry.pk}/"
        assert client.post(there, {"text": "Bukan saya"}).status_code == 404
    assert not Hearing.objects.exclude(text="").exists()


def test_a_reviewer_of_another_region_sees_nothing(offices: Offices, world: World) -> None:
    from gapura.accounts.roles import Role
    from tests.oversight.world import staff

    badung = signed_in(staff("rai", "Rai", Role.REVIEWER, world.badung))
    ranking = drafted(offices)
    assert badung.get(address(ranking)).status_code == 404
    assert badung.post(address(ranking, "beri-tahu/")).status_code == 404
    assert str(ranking.pk) not in badung.get("/verifikasi/kepatuhan/").content.decode()


def test_a_ranking_of_one_category_names_no_other(offices: Offices) -> None:
    asked = acts.ask(
        region=Region.objects.get(code="51"),
        category="puskesmas",
        since=offices.since,
        until=offices.until,
        term_days=3,
        by=offices.world.agus,
    )
    ranking = acts.run(asked.pk)
    assert ranking is not None
    assert ranking.considered == 1
    assert not Entry.objects.exists()
