"""The one table of a ranking's states: which moves there are, and who makes them.

Acts move rankings by these moves only, and a trigger in the database refuses every other change of state.
"""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from gapura.common.moves import Move, Moves

SHOWN_FOR = timedelta(days=30)
"""How long a published ranking stays among the current ones before it is archived."""

TERM_DAYS = (3, 30)
"""The fewest and most days in which those concerned can reply."""


class State(models.TextChoices):
    """Where a ranking stands."""

    PREPARING = "preparing", _("being worked out")
    DRAFT = "draft", _("draft")
    NOTICE = "notice", _("open for replies")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
    DISCARDED = "discarded", _("discarded")


MOVES: Final = Moves(
    State.PREPARING,
    "draft",
    Move("freeze", (State.PREPARING,), State.DRAFT, "the job that works it out"),
    Move("notify", (State.DRAFT,), State.NOTICE, "reviewer"),
    Move("publish", (State.NOTICE,), State.PUBLISHED, "reviewer, once everybody was heard"),
    Move("archive", (State.PUBLISHED,), State.ARCHIVED, "reviewer, or time"),
    Move("discard", (State.PREPARING, State.DRAFT, State.NOTICE), State.DISCARDED, "reviewer"),
)
PUBLIC = frozenset({State.PUBLISHED, State.ARCHIVED})
"""What anybody may see; all else only its reviewers, and of a notice each place its own row."""
