"""What the trail calls what happens to scanners."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "scanning.register": _("Scanner “%(scanner)s” registered"),
        "scanning.join": _("Joined the scanner “%(scanner)s”"),
        "scanning.look": _("Looked somebody up who came without a phone"),
        "scanning.look_missed": _("Looked somebody up who is not on record"),
        "scanning.take_late": _("Took late news of an officer who had left"),
        "scanning.leave_late_out": _("Left out late news of an officer who had left"),
        "scanning.shut_out": _("Scanner “%(scanner)s” shut out"),
    }
)
