"""What came with applications that led to no place is kept for a term, and no longer."""

from datetime import timedelta

from django.utils import timezone

from gapura.mail.models import Message
from gapura.registration.acts import digest, following, forgetting
from gapura.registration.models import Content, Document
from tests.registration.world import World, applied, letter, registered


def test_papers_of_a_withdrawn_application_go_half_a_year_later(world: World) -> None:
    kept = registered(applied(), world.agus)
    over = applied("Kantor BPD Celuk")
    following.withdraw(application=over, reason="Salah tempat", by=world.dayu)
    now = timezone.now()

    assert forgetting.forget_papers(now + forgetting.KEPT - timedelta(days=1)) == 0
    assert forgetting.forget_papers(now + forgetting.KEPT + timedelta(days=1)) == 1

    assert [each.application for each in Document.objects.all()] == [kept]
    assert Content.objects.count() == 1
    assert forgetting.forget_papers(now + forgetting.KEPT + timedelta(days=1)) == 0


def test_a_letter_that_another_application_shares_stays(world: World) -> None:
    kept, over = applied(), applied("Kantor BPD Celuk")
    shared = Document.objects.get(application=kept).content
    Document.objects.filter(application=over).update(content=shared)
    following.add_documents(application=over, documents=[letter()], by=world.dayu)
    following.withdraw(application=over, reason="Salah tempat", by=world.dayu)

    forgetting.forget_papers(timezone.now() + forgetting.KEPT + timedelta(days=1))

    assert Document.objects.get().content == shared
    assert not Document.objects.filter(application=over).exists()


def test_digests_to_staff_go_a_month_later_and_messages_to_applicants_stay(world: World) -> None:
    world.agus.contact = "agus@kemkes.example"
    world.agus.save()
    application = applied()
    assert digest.send_all() == 1
    now = timezone.now()

    assert digest.forget_old(now + digest.KEPT - timedelta(days=1)) == 0
    digest.forget_old(now + digest.KEPT + timedelta(days=1))

    assert [message.about for message in Message.objects.all()] == [application.subject]
