"""Why a certificate was not taken, in plain words and with what can be done."""

from django.utils.translation import gettext as _

from gapura.people.certificates import acts


def why(error: Exception) -> str:
    """The sentence for one of the refusals of `acts.add`."""
    match error:
        case acts.NotInForceError():
            return _not_in_force(error)
        case acts.OtherPersonError():
            return _other_person(error)
        case acts.NothingInItError():
            return _("The certificate is genuine, but it says nothing that the rules ask for.")
        case acts.DoubtedError():
            return _(
                "A health office has taken back what this certificate says. You can read why with your"
                " evidence; if it is wrong, ask for a correction."
            )
        case acts.TakenError():
            return _(
                "This certificate is on somebody else's record already. Each counts for one person. If it is"
                " yours, show your identity card at a puskesmas, and add it again after that."
            )
        case acts.TooManyError():
            return _("Your record is full. Take a certificate off it first.")
    return _(
        "This is no certificate that we can read. It must be the text of its QR code, whole, beginning with"
        " HC1: or shc:/."
    )


def _not_in_force(error: acts.NotInForceError) -> str:
    issuer = error.issuer
    match error.problem:
        case "unknown_issuer":
            return _("Whoever issued this certificate is not on our list of trusted issuers.")
        case "forged":
            return _("This certificate was changed, or was not signed by whoever it says. It does not count.")
        case "not_allowed":
            return _("%(issuer)s is not trusted for this kind of certificate.") % {"issuer": issuer}
        case "revoked":
            return _("%(issuer)s has called this certificate back. It no longer counts.") % {"issuer": issuer}
        case "expired":
            return _("This certificate has expired. Ask %(issuer)s for a new one.") % {"issuer": issuer}
    return _("This certificate is not valid yet.")


def _other_person(error: acts.OtherPersonError) -> str:
    match error.mismatch:
        case "name":
            return _(
                "The name on the certificate is not like the one you gave us. You can add your own only."
            )
        case "birth_date":
            return _("The birth date on the certificate is not yours. You can add your own only.")
    return _("The certificate does not say the whole birth date, so we cannot tell whether it is yours.")
