"""What is typed in about holidays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.core.compliance.holidays import HolidayError, read
from gapura.oversight.compliance.forms import DateInput
from gapura.oversight.holidays.models import Holiday
from gapura.oversight.scope import regions_of
from gapura.regions.models import Region

MOST_BYTES = 200_000

_PROBLEMS = {
    "columns": _("The columns are %(columns)s; missing: %(given)s."),
    "unreadable": _("Line %(line)s cannot be read as CSV."),
    "day": _("Line %(line)s: “%(given)s” is no day such as 2021-03-14."),
    "closes": _("Line %(line)s: in the column “closes” stands “offices” or “everything”."),
    "length": _("Line %(line)s: the column “%(column)s” takes 1 to %(longest)s characters."),
    "printable": _("Line %(line)s: the column “%(column)s” has a character that cannot be printed."),
}


class HolidayForm(forms.Form):
    """One holiday of a region within the account's own."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    name = forms.CharField(label=_("Name of the holiday"), max_length=120)
    region = forms.ModelChoiceField(label=_("Where"), queryset=Region.objects.none())
    closes = forms.ChoiceField(label=_("Whom it closes"), choices=Holiday.Closes.choices)
    source = forms.CharField(
        label=_("Where it is laid down"), help_text=_("Such as the number of a circular."), max_length=200
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"region": user.region})
        self.fields["region"].queryset = regions_of(user)  # type: ignore[attr-defined]


class HolidayFileForm(forms.Form):
    """A table of holidays."""

    file = forms.FileField(
        label=_("Table of holidays (CSV)"), help_text="day,region,name,closes,source", allow_empty_file=False
    )

    def clean_file(self) -> Any:
        """The rows of the table, all of them or none."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        try:
            return list(read(given.read().decode("utf-8-sig").splitlines()))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("The file is no text in UTF-8. Save the table as “CSV UTF-8” and choose it again.")
            ) from None
        except HolidayError as error:
            raise forms.ValidationError(_PROBLEMS[error.problem], params=error.facts) from None
