"""A ranking's one table of states: complete, drawn as documented, known to the database; frozen is frozen."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.mail.models import Message
from gapura.oversight.models import Entry, Hearing, Ranking
from gapura.oversight.ranking import acts, states
from gapura.oversight.ranking.states import State
from tests.at_once import at_once
from tests.oversight.offices import Offices, drafted, entry_of, make_offices
from tests.oversight.world import make_world

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "compliance.md"


def test_every_state_can_be_reached() -> None:
    assert {states.MOVES.first} | {move.target for move in states.MOVES} == set(State)


def test_the_database_knows_the_same_moves() -> None:
    migration = import_module("gapura.oversight.migrations.0002_compliance")
    assert set(migration.PAIRS) == set(states.MOVES.pairs())


def test_the_documentation_draws_the_same_moves() -> None:
    assert states.MOVES.drawing() in DOCS.read_text()


@pytest.mark.parametrize("state", sorted(set(State) - {State.DRAFT}))
def test_the_database_refuses_a_state_that_no_move_leads_to(offices: Offices, state: str) -> None:
    ranking = drafted(offices)
    allowed = ("draft", state) in set(states.MOVES.pairs())
    with connection.cursor() as cursor:
        change = "UPDATE oversight_ranking SET state = %s WHERE id = %s"
        if allowed:
            cursor.execute(change, [state, ranking.pk])
        else:
            with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
                cursor.execute(change, [state, ranking.pk])


def refused(act: Callable[[], object], says: str) -> None:
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        act()


def test_the_rows_of_a_draft_are_frozen_for_raw_sql_too(offices: Offices) -> None:
    ranking = drafted(offices)
    entry = entry_of(ranking, offices.lowest)
    rows = Entry.objects.filter(pk=entry.pk)
    refused(lambda: rows.update(rank=9), "frozen")
    refused(lambda: rows.delete(), "frozen")
    copy = Entry.objects.get(pk=entry.pk)
    copy.pk, copy.venue = None, offices.venues[5]
    refused(lambda: copy.save(force_insert=True), "frozen")
    refused(lambda: Ranking.objects.update(considered=1), "frozen")
    refused(lambda: Ranking.objects.update(left_out={}), "frozen")


def test_replies_change_only_within_the_term(offices: Offices) -> None:
    ranking = acts.notify(ranking=drafted(offices), by=offices.world.agus)
    acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)
    refused(lambda: Hearing.objects.update(text="Menyusul"), "term")
    refused(lambda: Hearing.objects.all().delete(), "term")


def test_an_archived_ranking_never_changes(offices: Offices) -> None:
    ranking = acts.notify(ranking=drafted(offices), by=offices.world.agus)
    acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)
    acts.archive(ranking=ranking, by=offices.world.agus)
    refused(lambda: Ranking.objects.update(archive="{}"), "never changes")
    with pytest.raises(MoveError):
        acts.archive(ranking=ranking, by=offices.world.agus)


@pytest.fixture
def lasting(transactional_db: None) -> Offices:
    """The same offices, in a database whose transactions really end."""
    return make_offices(make_world())


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_give_notice_publish_and_archive_once(lasting: Offices) -> None:
    ranking, by = drafted(lasting), lasting.world.agus
    notices = at_once(*[lambda: acts.notify(ranking=ranking, by=by)] * 2)
    assert sum(isinstance(each, MoveError) for each in notices) == 1
    low = f"rank_entry:{entry_of(ranking, lasting.lowest).pk}"
    assert Message.objects.filter(about=low).count() == 1
    Ranking.objects.update(reply_until=timezone.now())
    for act in (acts.publish, acts.archive):
        results = at_once(*[lambda act=act: act(ranking=ranking, by=by)] * 2)
        assert sum(isinstance(each, MoveError) for each in results) == 1
    told = [entry.act for entry in trail.events_about(ranking.subject)]
    assert sorted(told) == sorted(set(told))


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_the_publication_at_once_leave_no_reply_behind(lasting: Offices) -> None:
    ranking, by = acts.notify(ranking=drafted(lasting), by=lasting.world.agus), lasting.world.agus
    entry = entry_of(ranking, lasting.lowest)
    Ranking.objects.update(reply_until=timezone.now() + timedelta(milliseconds=1))
    at_once(
        lambda: acts.reply(entry=entry, text="Pada saat terakhir.", by=lasting.low_pic),
        lambda: acts.publish(ranking=ranking, by=by),
    )
    ranking.refresh_from_db()
    hearing = Hearing.objects.get(entry=entry)
    assert ranking.state in (State.PUBLISHED, State.NOTICE)
    assert bool(hearing.text) == bool(hearing.replied_at)
