"""What the trail calls what happens to what registries sent."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "fhir.take_back": _("All that %(registry)s brought taken back: %(count)s resources"),
        "fhir.vaccine_code": _("Code of a vaccine set: %(code)s means %(product)s"),
    }
)
