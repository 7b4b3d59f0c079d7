"""What the trail calls what happens to partners and links, and who acted for a partner."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from gapura.audit import words
from gapura.audit.words import Who


def _names(keys: Collection[str]) -> Mapping[str, Who]:
    from gapura.partners.models import Partner  # models are not loaded when words are found

    found = Partner.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return {str(partner.pk): Who(partner.name) for partner in found}


words.name_actors("partner", _names)
words.register(
    {
        "partners.register": _("Partner app registered: %(partner)s"),
        "partners.change": _("Partner app changed: %(partner)s"),
        "partners.renew_secret": _("New secret for the partner app %(partner)s"),
        "partners.renew_webhook_secret": _("New signing secret for the partner app %(partner)s"),
        "partners.suspend": _("Partner app suspended: %(partner)s"),
        "partners.resume": _("Partner app resumed: %(partner)s"),
        "partners.link": _("App linked: %(partner)s"),
        "partners.unlink": _("App unlinked: %(partner)s"),
    }
)
