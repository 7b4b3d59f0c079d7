"""Follow an application: where it stands, what was sent, and what the applicant can do about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.common.methods import require_form
from gapura.common.moves import MoveError
from gapura.common.requests import client_network
from gapura.core.codes import tracking
from gapura.mail import history
from gapura.people.forms import wrong_code
from gapura.registration import reading
from gapura.registration.acts import following, proving
from gapura.registration.acts.following import TooManyDocumentsError, TooSoonError
from gapura.registration.acts.reviewing import ReasonMissingError
from gapura.registration.acts.telling import is_reachable
from gapura.registration.applying import cookies, drafts, steps
from gapura.registration.documents import NewDocument
from gapura.registration.following import session
from gapura.registration.following.forms import (
    AnswerForm,
    ContactForm,
    DocumentForm,
    DoorForm,
    ProvenContactForm,
    WithdrawForm,
)
from gapura.registration.following.standing import standing_of
from gapura.registration.letters.checking import LARGEST, LetterError
from gapura.registration.models import Application, Remark
from gapura.registration.states import State

WRONG_FROM_AN_ADDRESS = 30
WRONG_FOR_A_NUMBER_HERE = 10
"""For one number from one network address: whoever guesses elsewhere shuts nobody out."""
WRONG_FOR_A_NUMBER = 100
"""For one number from everywhere: many networks together guess no faster."""
CODES_AN_HOUR = 3
View = Callable[[HttpRequest, Application], HttpResponse]


@everybody
@never_cache
@require_form
def door(request: HttpRequest) -> HttpResponse:
    """Ask for the number and the address that belongs to it. A wrong pair does not say which was wrong."""
    if request.method != "POST":
        return _door_page(request, DoorForm(initial={"number": request.GET.get("nomor", "")}))
    form = DoorForm(request.POST)
    if not form.is_valid():
        return _door_page(request, form, status=400)
    number, address = form.cleaned_data["number"], client_network(request)
    if _too_many_wrong(number, address):
        form.add_error(None, _("Number and address were wrong too often. Please try again in an hour."))
        return _door_page(request, form, status=429)
    application = _application_of(number, form.cleaned_data["reach"])
    if application is None:
        _count_wrong(number, address)
        form.add_error(None, _("There is no application with this number and this address."))
        return _door_page(request, form, status=400)
    response = HttpResponseRedirect(address_of(application))
    session.keep(response, application)
    return response


def followed(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give a view the application that this browser proved; send everybody else to the door."""

    @everybody
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, number: str) -> HttpResponse:
        try:
            application = session.application_of(request, tracking.read(number))
        except tracking.TrackingError:
            application = None
        if application is None:
            return HttpResponseRedirect(f"{reverse('follow_door')}?{urlencode({'nomor': number[:40]})}")
        return view(request, application)

    return found


@followed
@require_safe
def follow(request: HttpRequest, application: Application) -> HttpResponse:
    """Where it stands, every message with what became of it, and what can be done."""
    return _page(request, application)


@followed
@require_POST
def resend(request: HttpRequest, application: Application) -> HttpResponse:
    """Send what the person in charge waits for once more."""
    try:
        following.resend(application=application, by=application)
        messages.success(request, _("The message is on its way again."))
    except TooSoonError:
        messages.warning(request, _("A message was sent only just now. Please wait five minutes."))
    except MoveError:
        messages.warning(request, _over())
    return _back(application)


@followed
@require_POST
def contact(request: HttpRequest, application: Application) -> HttpResponse:
    """Put right where the person in charge is reached; what was sent to the old address stops working."""
    form = ContactForm(request.POST, email_needed=bool(application.email))
    if not form.is_valid():
        return _page(request, application, contact_form=form, status=400)
    email, phone = form.cleaned_data["email"], form.cleaned_data["phone"]
    try:
        pacing.spend("contact", str(application.pk), most=5, within=pacing.HOUR)
        application = following.correct_contact(
            application=application,
            email=email if email != application.email else None,
            phone=phone if phone != application.phone else None,
            by=application,
        )
        messages.success(request, _("Corrected. What you wait for is on its way to the new address."))
    except pacing.TooOftenError:
        messages.warning(request, _("This was corrected several times just now. Please wait an hour."))
    except following.NotByApplicantError:
        messages.warning(request, _by_the_coordinator())
    except MoveError:
        messages.warning(request, _over())
    response = _back(application)
    session.keep(response, application)
    return response


@followed
@require_POST
def send_code(request: HttpRequest, application: Application) -> HttpResponse:
    """Send a code to the phone on record: whoever has it in hand may have a secret sent elsewhere."""
    try:
        pacing.spend("contact code", str(application.pk), most=CODES_AN_HOUR, within=pacing.HOUR)
        pacing.spend("contact code from", client_network(request), most=5 * CODES_AN_HOUR, within=pacing.HOUR)
        proving.send_code(application=application, by=application)
        messages.success(request, _("A code is on its way to your phone. It is good for ten minutes."))
    except pacing.TooOftenError:
        messages.warning(request, _("Codes were sent several times just now. Please wait an hour."))
    except proving.NoPhoneCodesError:
        messages.warning(request, _by_the_coordinator())
    except MoveError:
        messages.warning(request, _over())
    return HttpResponseRedirect(f"{address_of(application)}#correct")


@followed
@require_POST
def contact_by_code(request: HttpRequest, application: Application) -> HttpResponse:
    """Put the e-mail address right with the code that came to the phone on record."""
    form = ProvenContactForm(request.POST)
    if not form.is_valid():
        return _page(request, application, proven_form=form, status=400)
    try:
        proving.prove(application=application, digits=form.cleaned_data["code"])
    except proving.CodeError as error:
        form.add_error("code", wrong_code(error.left))
        return _page(request, application, proven_form=form, status=400)
    try:
        email = form.cleaned_data["new_email"]
        application = following.correct_contact(
            application=application, email=email, proven=True, by=application
        )
        messages.success(request, _("Corrected. What you wait for is on its way to the new address."))
    except MoveError:
        messages.warning(request, _over())
    response = _back(application)
    session.keep(response, application)
    return response


@followed
@require_POST
def answer(request: HttpRequest, application: Application) -> HttpResponse:
    """Answer the reviewer's question, with a document where one was asked for."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        _keep_file(request, application)
        return _page(request, application, answer_form=form, status=400)
    try:
        following.answer(
            application=application,
            text=form.cleaned_data["text"],
            documents=_files(request, "other"),
            by=application,
        )
        messages.success(request, _("Thank you. Your answer went to the reviewers."))
    except (LetterError, TooManyDocumentsError) as error:
        form.add_error(None, _words_of(error))
        return _page(request, application, answer_form=form, status=400)
    except ReasonMissingError:
        form.add_error("text", _("Write your answer."))
        return _page(request, application, answer_form=form, status=400)
    except MoveError:
        messages.warning(request, _("This question was answered already."))
    return _back(application)


@followed
@require_POST
def add_document(request: HttpRequest, application: Application) -> HttpResponse:
    """Add one more document while nothing is decided."""
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return _page(request, application, document_form=form, status=400)
    try:
        documents = _files(request, form.cleaned_data["kind"])
        if not documents:
            raise LetterError("empty")
        following.add_documents(application=application, documents=documents, by=application)
        messages.success(request, _("The document was added."))
    except (LetterError, TooManyDocumentsError) as error:
        form.add_error(None, _words_of(error))
        return _page(request, application, document_form=form, status=400)
    except MoveError:
        messages.warning(request, _over())
    return _back(application)


@followed
@require_POST
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Withdraw the application."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, application, withdraw_form=form, status=400)
    try:
        following.withdraw(application=application, reason=form.cleaned_data["reason"], by=application)
        messages.success(request, _("The application is withdrawn."))
    except MoveError:
        messages.warning(request, _over())
    return _back(application)


@followed
@require_POST
def apply_again(request: HttpRequest, application: Application) -> HttpResponse:
    """Begin a new application with what this one said, to take its place."""
    if application.state in (State.CONFIRMED, State.REPLACED):
        messages.warning(request, _over())
        return _back(application)
    _draft, key = drafts.start(language=get_language() or "id", replaces=application)
    response = HttpResponseRedirect(steps.STEPS[0].url)
    cookies.keep_draft(response, key)
    return response


@everybody
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Let this browser no longer follow."""
    response = HttpResponseRedirect(reverse("follow_door"))
    session.end(response)
    return response


def address_of(application: Application) -> str:
    """Where an application is followed."""
    return reverse("follow", args=[application.pretty_number])


def _application_of(number: str, reach: str) -> Application | None:
    """The application of a number, if the e-mail address, or without one the phone, is the right one."""
    application = Application.objects.filter(number=number).first()
    if application is None:
        return None
    if application.email:
        given = lookup_hash("application email", reach)
        return application if given == bytes(application.email_hash or b"") else None
    try:
        return application if reading.phone(reach) == application.phone else None
    except reading.UnfitError:
        return None


def _too_many_wrong(number: str, address: str) -> bool:
    counted = _counted(number, address)
    return any(pacing.is_spent(kind, who, most=most, within=pacing.HOUR) for kind, who, most in counted)


def _count_wrong(number: str, address: str) -> None:
    for kind, who, _most in _counted(number, address):
        pacing.count(kind, who, within=pacing.HOUR)


def _counted(number: str, address: str) -> tuple[tuple[str, str, int], ...]:
    return (
        ("follow from", address, WRONG_FROM_AN_ADDRESS),
        ("follow number from", f"{number} {address}", WRONG_FOR_A_NUMBER_HERE),
        ("follow number", number, WRONG_FOR_A_NUMBER),
    )


def _keep_file(request: HttpRequest, application: Application) -> None:
    """Add the file that came with a refused answer, so that nobody has to choose it again."""
    try:
        if documents := _files(request, "other"):
            following.add_documents(application=application, documents=documents, by=application)
            messages.success(request, _("The document is kept: you need not choose it again."))
    except (LetterError, TooManyDocumentsError) as error:
        messages.warning(request, _words_of(error))
    except MoveError:
        messages.warning(request, _over())


def _files(request: HttpRequest, kind: str) -> list[NewDocument]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return []
    return [NewDocument.opened(kind, file.name or "", file.read(LARGEST + 1))]


def _door_page(request: HttpRequest, form: DoorForm, status: int = 200) -> HttpResponse:
    return render(request, "registration/follow/door.html", {"form": form}, status=status)


def _page(request: HttpRequest, application: Application, status: int = 200, **forms: Form) -> HttpResponse:
    newer = application.replaced_by.first() if application.state == State.REPLACED else None
    remarks = application.remarks.exclude(kind=Remark.Kind.NOTE)
    context: dict[str, Any] = {
        "application": application,
        "standing": standing_of(application, timezone.now()),
        "remarks": list(remarks),
        "documents": list(application.documents.all()),
        "mails": history.messages_about(application.subject),
        "entries": trail.events_about(application.subject, full=False, before=request.GET.get("before")),
        "newer": newer,
        "may_answer": application.state == State.QUESTION,
        "may_add": application.state in (State.SUBMITTED, State.IN_REVIEW),
        "may_apply_again": application.state not in (State.CONFIRMED, State.REPLACED),
        "may_correct": following.may_correct(application),
        "may_resend": application.under_way and is_reachable(application),
        "phone_codes": config.current().sends_sms,
        "code_sent": proving.open_code(application) is not None,
        "proven_form": ProvenContactForm(),
        "contact_form": ContactForm(initial={"email": application.email, "phone": application.phone}),
        "answer_form": AnswerForm(),
        "document_form": DocumentForm(),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return render(request, "registration/follow/application.html", context, status=status)


def _back(application: Application) -> HttpResponse:
    return HttpResponseRedirect(address_of(application))


def _words_of(error: Exception) -> str:
    if isinstance(error, TooManyDocumentsError):
        return _("There are ten documents already.")
    return str(error)


def _by_the_coordinator() -> str:
    if not config.current().sends_sms:
        return _(
            "Since the application is approved, a secret goes to the address: your coordinator (Dinas "
            "Kominfo) corrects it. Call and name the tracking number."
        )
    return _(
        "Since it is approved, a secret goes to the address: prove by a code to your phone that it is you."
    )


def _over() -> str:
    return _("This is no longer possible: the application has moved on.")
