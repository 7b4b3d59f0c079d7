"""What every form for people stands on."""

from django import forms


class PlainForm(forms.Form):
    """A form checked by the server alone, so that every refusal is in the page's language."""

    use_required_attribute = False
