"""What the trail calls what happens to visitors and their data."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "people.join": _("First sign-in"),
        "people.let_go": _("Phone number long not used: it no longer opens this record"),
        "people.sign_in": _("Signed in on a device"),
        "people.sign_out": _("Signed out of a device"),
        "people.identify": _("Own document entered"),
        "people.document_taken": _("Document refused: it belongs to somebody else already"),
        "people.see_document": _("Written down by staff who saw the document"),
        "people.document_shown": _("Staff saw a document with the number that this person only typed"),
        "people.correct_name": _("Name corrected by staff who saw the document"),
        "people.print_pass": _("Pass printed"),
        "people.print_sheet": _("Sheet of a pass opened to print"),
        "people.print_missed": _("Tried to print a pass for this number under another name"),
        "people.withdraw_pass": _("Pass withdrawn"),
        "people.issue_handover": _("Code handed out to take this record over on a phone"),
        "people.wrong_handover": _("Wrong code typed to take a record over"),
        "people.take_over": _("Record taken over on a phone with a code from staff"),
        "people.record_evidence": _("Evidence recorded"),
        "people.withdraw_evidence": _("Evidence withdrawn"),
        "people.ask_correction": _("Correction asked for"),
        "people.add_certificate": _("Health certificate added"),
        "people.remove_certificate": _("Health certificate taken off the record"),
        "people.certificate_revoked": _("Health certificate called back by its issuer"),
        "people.import_trust": _("Trust list for health certificates imported"),
        "people.import_revocations": _("List of health certificates called back imported"),
        "people.answer_correction": _("Correction answered"),
    }
)
