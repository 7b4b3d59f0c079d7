"""What can be done with staff accounts: make one, invite somebody to one, activate it."""

from gapura.accounts.acts.activation import (
    ActivationError,
    SecretExpiredError,
    SecretReplacedError,
    SecretUsedError,
    TooManyTriesError,
    WrongSecretError,
    activate,
)
from gapura.accounts.acts.invitations import (
    AccountActiveError,
    Invitation,
    activation_link,
    activation_of,
    end_activations,
    invite,
    renew_activation,
)
from gapura.accounts.acts.sessions import change_password, close_account, end_sessions, session_name
from gapura.accounts.acts.staff import SHORTEST_SECRET, correct_account, make_staff, reset_second_factor

__all__ = [
    "SHORTEST_SECRET",
    "AccountActiveError",
    "ActivationError",
    "Invitation",
    "SecretExpiredError",
    "SecretReplacedError",
    "SecretUsedError",
    "TooManyTriesError",
    "WrongSecretError",
    "activate",
    "activation_link",
    "activation_of",
    "change_password",
    "close_account",
    "correct_account",
    "end_activations",
    "end_sessions",
    "invite",
    "make_staff",
    "renew_activation",
    "reset_second_factor",
    "session_name",
]
