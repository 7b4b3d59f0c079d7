"""What a health officer reports of a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.common.forms import PlainForm
from gapura.oversight.dashboards.acts import EARLIEST, HIGHEST, Reported
from gapura.oversight.dashboards.figures import local_day
from gapura.regions.models import Level, Region


class HealthDayForm(PlainForm):
    """A day's cases, recoveries and doses of one regency; what is not known stays empty."""

    region = forms.ModelChoiceField(label=_("Regency"), queryset=Region.objects.none())
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    )
    cases = forms.IntegerField(label=_("New cases"), required=False, min_value=0, max_value=HIGHEST)
    recoveries = forms.IntegerField(label=_("Recoveries"), required=False, min_value=0, max_value=HIGHEST)
    doses = forms.IntegerField(
        label=_("Doses given"),
        required=False,
        min_value=0,
        max_value=HIGHEST,
        help_text=_("First, second and further doses together."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Region.objects.filter(user.region.within("code"), level=Level.REGENCY)
        regencies: Any = self.fields["region"]
        regencies.queryset = own
        regencies.initial = user.region if user.region.level == Level.REGENCY else None
        self.home = user.region
        self.fields["day"].initial = local_day(user.region)
        for name in ("cases", "recoveries", "doses"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "short"}

    def clean_day(self) -> Any:
        """A day that has come, and not one before the epidemic."""
        day = self.cleaned_data["day"]
        if not EARLIEST <= day <= local_day(self.cleaned_data.get("region") or self.home):
            raise forms.ValidationError(_("Choose a day up to today, since 2 March 2020."))
        return day

    def clean(self) -> dict[str, Any]:
        """At least one figure."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and all(given.get(name) is None for name in ("cases", "recoveries", "doses")):
            raise forms.ValidationError(_("Fill in at least one figure."))
        return given

    @property
    def reported(self) -> Reported:
        """The figures, once the form is valid."""
        given = self.cleaned_data
        return Reported(given["cases"], given["recoveries"], given["doses"])
