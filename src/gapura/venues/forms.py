"""What members of staff type about venues."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm
from gapura.regions.models import Level, Region
from gapura.venues.acts.declaring import BACK, DeclaredError
from gapura.venues.categories import CATEGORIES
from gapura.venues.models import Printing
from gapura.venues.printing import LANGUAGES, SIZES

_LANGUAGE_NAMES = {"id": _("Indonesian"), "en": _("English"), "both": _("Both languages")}


class Filter(forms.Form):
    """Which of a region's venues a coordinator wants to see."""

    search = forms.CharField(label=_("Name"), required=False, max_length=100)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, *args: object, region: Region, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        inside = Region.objects.filter(region.within("code"), level=Level.KECAMATAN).order_by("name")
        kecamatan = [("", _("All")), *((each.code, each.name) for each in inside)]
        self.fields["kecamatan"].choices = kecamatan  # type: ignore[attr-defined]
        categories = [("", _("All")), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].choices = categories  # type: ignore[attr-defined]


class PosterForm(forms.Form):
    """How posters are to be printed."""

    size = forms.ChoiceField(label=_("Paper"), choices=[(size, size) for size in SIZES], initial="A4")
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES], initial="both"
    )


class PrintingForm(PosterForm):
    """How a region's posters are to be printed, and into what."""

    form = forms.ChoiceField(
        label=_("File"),
        choices=[
            (Printing.Form.PDF, _("One PDF with every poster")),
            (Printing.Form.ZIP, _("A ZIP with one PDF for each place")),
        ],
    )


class ReasonForm(forms.Form):
    """Why something is done that cannot be undone."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Kept in the trail."))


class ReissueForm(ReasonForm):
    """Why a venue gets new codes, and instead of which: a second press of the button names the old ones."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput())


class DeclaredForm(PlainForm):
    """From which day on what a place declares now was true, and why another thing was declared."""

    since = forms.DateField(
        label=_("It has been so since"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Kept in the trail."))

    def explain(self, error: DeclaredError) -> None:
        """Put what the act found wrong beside the field."""
        words = {
            "late": gettext("This can be corrected up to %(days)d days back.") % {"days": BACK.days},
            "same": gettext("Since that day the place has declared nothing else."),
        }
        self.add_error("since", words[error.problem])
