"""What the trail calls what happens to applications, and who its actors without account are."""

from collections.abc import Collection

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapura.audit import words
from gapura.audit.words import Who
from gapura.registration.models import Document


def _applicants(keys: Collection[str]) -> dict[str, Who]:
    return {key: Who(_now("the applicant")) for key in keys}


_OPENED = {"review": _("Opened for review: %(kind)s"), "help": _("Opened to help: %(kind)s")}


def _document_opened(data: words.Data) -> str:
    kinds = dict(Document.Kind.choices)
    kind = kinds.get(str(data.get("kind")), str(data.get("kind", "")))
    return str(_OPENED.get(str(data.get("purpose")), _OPENED["review"])) % {"kind": kind}


words.name_actors("application", _applicants)
words.name_actors("draft", _applicants)
words.register(
    {
        "application.submit": _("Application handed in"),
        "application.add_document": _("Document added"),
        "application.forget_documents": _("Documents deleted after their term"),
        "application.take": _("Taken for review"),
        "application.release": _("Given back to the queue"),
        "application.ask": _("Question asked"),
        "application.answer": _("Question answered"),
        "application.approve": _("Approved"),
        "application.decline": _("Declined"),
        "application.activate": _("Account activated"),
        "application.confirm": _("Confirmed: the place is registered"),
        "application.withdraw": _("Withdrawn"),
        "application.replace": _("Replaced by application %(newer)s"),
        "application.correct_contact": _("Address or phone corrected"),
        "application.resend": _("Message sent again"),
        "application.send_code": _("Code sent to the phone on record"),
        "application.print_slip": _("Activation slip printed"),
        "application.hand_over_slip": _("Activation slip handed over in person"),
        "application.note": _("Note added"),
        "application.remind": _("Reminder sent"),
        "application.open_document": _document_opened,
        "application.escalate": _("Marked as late"),
        "application.look_at_phone": _("Phone number looked at"),
        "application.report": _("Report downloaded: %(what)s"),
        "batch.start": _("Import of a sheet begun: %(rows)s rows"),
        "batch.done": _("Sheet imported: %(made)s handed in, %(known)s known already, %(unfit)s refused"),
        "delegation.make": _("%(reviewer)s may decide in region %(region)s, %(daily_limit)s a day"),
        "delegation.end": _("Delegation ended"),
    }
)
