"""What an app may be allowed to do, each in the words that a visitor is asked with."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.scopes import BaseScopes


class Scope(models.TextChoices):
    """One thing that a partner may do for a linked visitor."""

    CHECK_IN = "check-in", _("Check you in where you scan a door's code with it.")
    CHECK_OUT = "check-out", _("Check you out of a visit that it checked you in for.")
    COLOUR = "colour", _("Ask for your colour of the moment: green, yellow, red or black.")


EVIDENCE: Final = "evidence:write"
"""What a registry may do, for nobody in particular: send evidence. It may do nothing else."""
EVIDENCE_LABEL: Final = _(
    "Send doses and test results, as a registry does. No visitor is asked, none links it."
)


def read(text: str) -> list[Scope]:
    """The scopes in a text that parts them by spaces, in our order; what is none is left out."""
    named = set(text.split())
    return [scope for scope in Scope if scope in named]


def written(scopes: Iterable[str]) -> str:
    """Scopes as OAuth writes them."""
    named = set(scopes)
    return " ".join(scope for scope in (*Scope.values, EVIDENCE) if scope in named)


class PartnerScopes(BaseScopes):  # type: ignore[misc]
    """Tells the OAuth library what a partner may ask for: what the operator allows it, all if not said."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope with its sentence."""
        return {**{scope.value: str(scope.label) for scope in Scope}, EVIDENCE: str(EVIDENCE_LABEL)}

    def get_available_scopes(self, application: Any = None, request: Any = None, **named: Any) -> list[str]:
        """What this partner may ask for."""
        return application.scopes.split() if application else []

    def get_default_scopes(self, application: Any = None, request: Any = None, **named: Any) -> list[str]:
        """What it asks for where it names nothing."""
        return self.get_available_scopes(application)
