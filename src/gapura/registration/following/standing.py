"""Where an application stands, in words: who has it, what comes next and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapura.registration.models import Application
from gapura.registration.states import State

_NEXT: dict[str, Promise] = {
    State.SUBMITTED: gettext_lazy("A reviewer takes it from the queue, the oldest first."),
    State.IN_REVIEW: gettext_lazy(
        "The reviewer compares letter and form, and approves, asks you or declines."
    ),
    State.QUESTION: gettext_lazy("Answer the question below; then the review goes on."),
    State.APPROVED: gettext_lazy(
        "The person in charge activates the account with the username and the one-time password we sent."
    ),
    State.ACTIVATED: gettext_lazy("The person in charge opens the link in the last e-mail and confirms."),
    State.CONFIRMED: gettext_lazy("The person in charge signs in and prints the poster for every door."),
    State.DECLINED: gettext_lazy("Read the reason, and apply again. What you wrote is kept for you."),
    State.WITHDRAWN: gettext_lazy(
        "Nothing more happens. You may apply again; what you wrote is kept for you."
    ),
    State.REPLACED: gettext_lazy("A newer application took its place. Follow that one."),
}
_LOOKS = {State.CONFIRMED: "ok", State.QUESTION: "warn", State.DECLINED: "bad"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the applicant reads first."""

    state: str
    look: str
    who: str
    since: datetime
    next: str
    due: datetime | None
    late: bool


def standing_of(application: Application, now: datetime) -> Standing:
    """The application's standing; `look` is how its notice is coloured."""
    state = State(application.state)
    return Standing(
        state=str(state.label),
        look=_LOOKS.get(state, ""),
        who=_who(application),
        since=application.since,
        next=str(_NEXT[state]),
        due=application.due_at,
        late=application.is_late(now),
    )


def _who(application: Application) -> str:
    if application.state == State.IN_REVIEW and application.reviewer is not None:
        return _("a reviewer of %(region)s") % {"region": application.reviewer.region.name}
    return {
        State.SUBMITTED: _("the reviewers"),
        State.QUESTION: _("you"),
        State.APPROVED: _("the person in charge"),
        State.ACTIVATED: _("the person in charge"),
    }.get(State(application.state), "")
