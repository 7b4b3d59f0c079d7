"""What is typed in about a closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapura.accounts.roles import Role
from gapura.common.forms import PlainForm
from gapura.oversight.closures.acts import BACK, LONGEST, ClosureError
from gapura.oversight.closures.models import LONGEST_REASON
from gapura.oversight.compliance.forms import DateInput


class ClosureForm(PlainForm):
    """From when to when a place is closed, and why."""

    since = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: only that one day."),
        widget=DateInput(),
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Such as: temple ceremony, repairs."), max_length=LONGEST_REASON
    )

    def clean(self) -> dict[str, Any]:
        """One day where no last one is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "until" in cleaned:
            cleaned["until"] = cleaned["until"] or cleaned.get("since")
        return cleaned

    def explain(self, error: ClosureError, role: Role) -> None:
        """Put what the act found wrong beside the field."""
        late = gettext("This can be stated up to %(days)d days later. After that, ask your coordinator.")
        long = gettext("At most %(days)d days at once.")
        words = {
            "order": ("until", gettext("The last day lies before the first.")),
            "long": ("until", long % {"days": LONGEST}),
            "late": ("since", late % {"days": BACK[role].days}),
            "far": ("until", gettext("At most a year ahead.")),
            "reason": ("reason", gettext("Say in a few words why.")),
        }
        self.add_error(*words[error.problem])
