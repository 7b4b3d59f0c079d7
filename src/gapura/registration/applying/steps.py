"""The steps from a letter to an application that is sent, in their order."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.registration.applying.forms import FiguresForm, LetterForm, PersonForm, PlaceForm, StepForm


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form; `slug` is its address, `form` what it asks where it asks anything."""

    slug: str
    title: str | Promise
    form: type[StepForm] | None = None

    @property
    def url(self) -> str:
        """Where the step is."""
        return reverse("apply_step", args=[self.slug])

    @property
    def template(self) -> str:
        """How the step looks."""
        return f"registration/apply/{self.slug}.html"


DOCUMENTS = Step("dokumen", _("Documents"))
CHECK = Step("periksa", _("Check and send"))
STEPS = (
    Step("surat", _("Letter and agency"), LetterForm),
    Step("pic", _("Person in charge"), PersonForm),
    Step("tempat", _("Place"), PlaceForm),
    Step("rincian", _("Figures, doors, hours"), FiguresForm),
    DOCUMENTS,
    CHECK,
)
BY_SLUG = {step.slug: step for step in STEPS}
_OF_FIELD = {field: step for step in STEPS if step.form for field in step.form.FIELDS}


def after(step: Step) -> Step:
    """The next step; the last one's is itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step | None:
    """The step before."""
    return STEPS[STEPS.index(step) - 1] if STEPS.index(step) else None


def of_field(field: str) -> Step:
    """Where a field is asked; documents where it is no field."""
    return _OF_FIELD.get(field, DOCUMENTS)


def progress(current: Step) -> list[dict[str, Any]]:
    """The steps as a list to go by: number, step, and which is the current one."""
    return [
        {"number": number, "step": step, "current": step is current} for number, step in enumerate(STEPS, 1)
    ]
