"""What a reviewer chooses and writes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.common.forms import LinesField
from gapura.regions.models import Level, Region
from gapura.registration.acts.delegating import HIGHEST_LIMIT
from gapura.registration.acts.reviewing import LONGEST_REMARK
from gapura.registration.models import Application
from gapura.registration.review.words import QUESTIONS, REFUSALS, Reason
from gapura.registration.states import State
from gapura.venues.categories import CATEGORIES

TO_DECIDE, MINE, LATE, ALL = "", "mine", "late", "all"


class QueueFilter(forms.Form):
    """Which applications a reviewer wants to see."""

    search = forms.CharField(label=_("Place or number"), required=False, max_length=100)
    region = forms.ChoiceField(label=_("Region"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    state = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[
            (TO_DECIDE, _("to be decided")),
            (MINE, _("taken by me")),
            (LATE, _("late, whoever has it")),
            *State.choices,
            (ALL, _("all")),
        ],
    )
    green = forms.BooleanField(label=_("Only where all checks are green"), required=False)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", _("All")), *((each.code, _region_label(each)) for each in regions)]
        self.fields["region"].choices = known  # type: ignore[attr-defined]
        kinds = [("", _("All")), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]


def _region_label(region: Region) -> str:
    return f"– {region.name}" if region.level in (Level.KECAMATAN, Level.VILLAGE) else region.name


class ReasonForm(forms.Form):
    """What an applicant is told: written by hand, begun from a template, or the template as it is.

    A button `insert` puts the template into the text, to be changed before it is sent.
    """

    template = forms.ChoiceField(label=_("Begin from"), required=False)
    text = LinesField(
        label=_("What the applicant reads"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Left empty, the text chosen above is sent as it is."),
    )

    def __init__(
        self, *args: Any, reasons: Mapping[str, Reason], application: Application, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._reasons, self._application = reasons, application
        choices = [("", _("my own words")), *((each.code, each.label) for each in reasons.values())]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def question(cls, application: Application, data: Any = None) -> "ReasonForm":
        """For a question."""
        return cls(data, reasons=QUESTIONS, application=application, auto_id="ask_%s")

    @classmethod
    def refusal(cls, application: Application, data: Any = None) -> "ReasonForm":
        """For declining."""
        return cls(data, reasons=REFUSALS, application=application, auto_id="decline_%s")

    def template_text(self) -> str:
        """The chosen template in the applicant's language."""
        reason = self._reasons.get(str(self.data.get("template", "")))
        with translation.override(self._application.language):
            return str(reason.text) if reason else ""

    def inserted(self) -> "ReasonForm":
        """The same form with the template's text written into it, to be changed."""
        begun = {"template": self.data.get("template", ""), "text": self.template_text()}
        return type(self)(
            initial=begun, reasons=self._reasons, application=self._application, auto_id=str(self.auto_id)
        )

    def clean(self) -> dict[str, Any]:
        """Take the template where nothing was written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "text" in cleaned and not cleaned["text"].strip():
            cleaned["text"] = self.template_text()
            if not cleaned["text"]:
                self.add_error("text", _("Write what the applicant should read, or choose a text."))
        return cleaned


class ApproveForm(forms.Form):
    """What is kept with an approval; the applicant does not read it."""

    remark = LinesField(
        label=_("Remark"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues; may stay empty."),
    )


class DelegationForm(forms.Form):
    """Who may decide where, how often a day, until when and why."""

    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), empty_label=_("the reviewer's whole region"),
        required=False,
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Category"), required=False)
    daily_limit = forms.IntegerField(
        label=_("Decisions a day, at most"), min_value=1, max_value=HIGHEST_LIMIT, initial=50
    )
    until = forms.DateField(
        label=_("Until"),
        # The one spelling that browsers take in every language.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("That day included."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Kept in the trail."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewers = regional_reviewers()
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]
        self.fields["reviewer"].label_from_instance = (  # type: ignore[attr-defined]
            lambda user: f"{user.name} ({user.region.name})"
        )
        self.fields["region"].queryset = _regions_within(reviewers)  # type: ignore[attr-defined]
        self.fields["region"].label_from_instance = _place  # type: ignore[attr-defined]
        kinds = [("", _("every category")), *((each.code, each.label) for each in CATEGORIES.values())]
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]
        self.fields["until"].initial = self._in_a_month

    @staticmethod
    def _in_a_month() -> date:
        return timezone.localdate() + timedelta(days=30)


def regional_reviewers() -> QuerySet[User]:
    """Reviewers to whom the nation's reviewer may delegate."""
    regional = User.objects.filter(role=Role.REVIEWER, is_active=True).exclude(region__level=Level.NATION)
    return regional.select_related("region").order_by("name")


def _regions_within(reviewers: QuerySet[User]) -> QuerySet[Region]:
    inside = Q(pk__in=())
    for reviewer in reviewers:
        inside |= reviewer.region.within("code")
    return Region.objects.filter(inside).exclude(level=Level.VILLAGE).order_by("code")


def _place(region: Region) -> str:
    return f"{region.name} ({region.code})"
