"""What every form for people stands on."""

from typing import Any

from django import forms
from django.utils.functional import keep_lazy_text

from gapura import config


@keep_lazy_text
def by_sms(sent: str, unsent: str) -> str:
    """One of two texts, chosen when it is shown by whether this deployment sends text messages."""
    return str(sent if config.current().sends_sms else unsent)


class PlainForm(forms.Form):
    """A form checked by the server alone, so that every refusal is in the page's language."""

    use_required_attribute = False


class LinesField(forms.CharField):
    """Text of several lines, whose ends count as one character each, as the browser counts them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """With plain ends of lines."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
