"""The large figures at the head of a page, which move by themselves: each a name, words, and what it says."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gapura.oversight.charts import figure, percent


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: the name scripts find it by, its label, its value and its share as written."""

    name: str
    label: str
    value: str
    share: str = ""


def of_today(today: Counter[str], inside: int, room: str) -> list[Headline]:
    """The crowd now, then today's check-ins by what was decided, as the news quotes them."""
    total = today["check_ins"]

    def part(name: str, label: str) -> Headline:
        share = percent(today[name] / total) if total else ""
        return Headline(name, label, figure(today[name]), share)

    return [
        Headline("inside", _("Inside now"), figure(inside), room),
        Headline("check_ins", _("Check-ins today"), figure(total)),
        part("admit", _("Admitted")),
        part("verify", _("To be checked")),
        part("refuse", _("Not admitted")),
        part("black", _("Black")),
        part("full", _("Turned away: full")),
    ]
