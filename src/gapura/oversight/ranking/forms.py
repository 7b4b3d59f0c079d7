"""What is typed in about rankings and warnings."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.common.forms import LinesField
from gapura.oversight.compliance.forms import DateInput
from gapura.oversight.ranking.acts import AskError
from gapura.oversight.ranking.acts.drafting import LONGEST, RANKABLE, SHORTEST
from gapura.oversight.ranking.models import LONGEST_REPLY
from gapura.oversight.ranking.states import TERM_DAYS
from gapura.oversight.scope import regions_of
from gapura.regions.models import Region
from gapura.venues.categories import CATEGORIES


class AskForm(forms.Form):
    """Which ranking is to be worked out; last month's of the own region unless said otherwise."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    category = forms.ChoiceField(label=_("Category"), required=False)
    since = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(label=_("Last day"), widget=DateInput())
    term_days = forms.IntegerField(
        label=_("Days for replies"),
        min_value=TERM_DAYS[0],
        max_value=TERM_DAYS[1],
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        last = timezone.localdate().replace(day=1) - timedelta(days=1)
        initial = {"region": user.region, "since": last.replace(day=1), "until": last, "term_days": 7}
        super().__init__(data, initial=initial)
        rankable = regions_of(user).filter(level__in=RANKABLE)
        self.fields["region"].queryset = rankable  # type: ignore[attr-defined]
        kinds = [(each.code, each.label) for each in CATEGORIES.values()]
        self.fields["category"].choices = [("", _("all categories")), *kinds]  # type: ignore[attr-defined]

    def explain(self, error: AskError) -> None:
        """Put what the act found wrong beside the field."""
        words = {
            "region": ("region", gettext("Choose the nation, a province or a regency of your own region.")),
            "period": (
                "until",
                gettext("A period has %(least)d to %(most)d days.") % {"least": SHORTEST, "most": LONGEST},
            ),
            "unsettled": (
                "until",
                gettext("Check-ins of doors without network may still come; the last day can be %(day)s.")
                % {"day": date_format(error.settled) if error.settled else ""},
            ),
            "metric": ("since", gettext("No metric was in force then.")),
            "term": ("term_days", gettext("This term is not possible.")),
            "double": ("region", gettext("There is a ranking of this region, category and period already.")),
        }
        self.add_error(*words[error.problem])


class ReasonForm(forms.Form):
    """Why something is given up or taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReplyForm(forms.Form):
    """What a place says about its rank."""

    text = LinesField(
        label=_("Your reply"),
        help_text=_("It stands beside your rank when the ranking is published. Name no persons."),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WarningForm(forms.Form):
    """A warning, and the rule it rests on."""

    rule = forms.CharField(
        label=_("Regional rule, with its article"),
        help_text=_("Such as: Peraturan Gubernur Bali Nomor 46 Tahun 2020, Pasal 11"),
        max_length=200,
    )
    text = LinesField(
        label=_("What is to be done, and until when"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(forms.Form):
    """What came of a call."""

    note = forms.CharField(label=_("What was said"), max_length=300)
