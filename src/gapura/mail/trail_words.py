"""What the trail calls what happens to messages."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "mail.send": _("Message written"),
        "mail.forget": _("Text of %(count)s old messages erased"),
    }
)
