"""What a reviewer types about rule sets."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapura.core.policy import load_all
from gapura.regions.models import Level, Region
from gapura.rulesets.acts import LONGEST_REASON


class PinForm(forms.Form):
    """Which rule set is to hold where, and why."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    ruleset = forms.ChoiceField(label=_("Rule set"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Everybody can read it on the page of rules."),
    )

    def __init__(self, *args: object, region: Region, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        larger = (Level.NATION, Level.PROVINCE, Level.REGENCY)
        regions = Region.objects.filter(region.within("code"), level__in=larger)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        self.fields["region"].initial = region
        language = "en" if get_language() == "en" else "id"
        choices = [(each.id, f"{each.id} – {each.title.in_(language)}") for each in load_all()]
        self.fields["ruleset"].choices = choices  # type: ignore[attr-defined]


class UnpinForm(forms.Form):
    """Why a pin ends."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
