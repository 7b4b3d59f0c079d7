"""Documents of a draft: add and take away, and the letter that Gapura writes."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura import config
from gapura.common.methods import require_form
from gapura.registration import details
from gapura.registration.acts.following import TooManyDocumentsError
from gapura.registration.applying import drafts, steps
from gapura.registration.applying.views.drafted import drafted
from gapura.registration.details import Details
from gapura.registration.documents import NewDocument
from gapura.registration.findings import Finding
from gapura.registration.letters.checking import LARGEST, LetterError
from gapura.registration.letters.places import place_of
from gapura.registration.letters.writing import write_letter
from gapura.registration.models import Document, Draft

KINDS = (Document.Kind.LETTER, Document.Kind.PHOTO)


@drafted
@require_form
def documents(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The letter and a photo of the place, and what to do where there is no letter yet."""
    if request.method != "POST":
        return _page(request, draft, {})
    if removed := request.POST.get("remove"):
        drafts.remove_document(draft=draft, document_id=removed)
        return HttpResponseRedirect(steps.DOCUMENTS.url)
    wrong = _keep_all(request, draft)
    if wrong:
        return _page(request, draft, wrong, status=400)
    if "add" in request.POST:
        return HttpResponseRedirect(steps.DOCUMENTS.url)
    if not draft.documents.filter(kind=Document.Kind.LETTER).exists():
        return _page(request, draft, {"letter": _("Add the signed letter as PDF or as a photo.")}, status=400)
    return HttpResponseRedirect(steps.CHECK.url)


@drafted
@require_safe
def letter(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The letter as PDF, written from what was typed; it is not ready while something is missing."""
    said = details.read({**drafts.written(draft), "language": draft.language})
    if not isinstance(said, Details):
        messages.warning(request, _still_missing(said))
        return HttpResponseRedirect(steps.of_field(said[0].field).url)
    pdf = write_letter(said, place=place_of(said.region), domain=config.current().host)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="surat-permohonan.pdf"'
    return response


def _keep_all(request: HttpRequest, draft: Draft) -> dict[str, str]:
    """Keep every file that was sent; what is wrong with the others, by kind."""
    wrong: dict[str, str] = {}
    for kind in KINDS:
        file = request.FILES.get(kind)
        if not isinstance(file, UploadedFile):
            continue
        try:
            opened = NewDocument.opened(kind, file.name or "", file.read(LARGEST + 1))
            drafts.add_document(draft=draft, document=opened)
        except LetterError as error:
            wrong[kind] = str(error)
        except TooManyDocumentsError:
            wrong[kind] = _("There are ten documents already. Take one away first.")
    return wrong


def _page(request: HttpRequest, draft: Draft, wrong: dict[str, str], status: int = 200) -> HttpResponse:
    here = steps.DOCUMENTS
    context = {
        "draft": draft,
        "step": here,
        "before": steps.before(here),
        "progress": steps.progress(here),
        "documents": list(draft.documents.all()),
        "wrong": wrong,
    }
    return render(request, here.template, context, status=status)


def _still_missing(said: list[Finding]) -> str:
    return _("Before Gapura can write the letter: %(what)s") % {"what": said[0].words}
