"""What can be done with rankings and warnings."""

from gapura.oversight.ranking.acts.beside import clash
from gapura.oversight.ranking.acts.drafting import AskError, ask, discard, run
from gapura.oversight.ranking.acts.hearing import ReplyError, notify, reply
from gapura.oversight.ranking.acts.publishing import NotHeardError, archive, heard, publish
from gapura.oversight.ranking.acts.warning import WarningError, issue, see, withdraw

__all__ = [
    "AskError",
    "NotHeardError",
    "ReplyError",
    "WarningError",
    "archive",
    "ask",
    "clash",
    "discard",
    "heard",
    "issue",
    "notify",
    "publish",
    "reply",
    "run",
    "see",
    "withdraw",
]
