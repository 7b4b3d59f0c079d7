"""What came of a simulated day: outcomes, the busiest offices, the hours."""

from collections import Counter
from dataclasses import dataclass, field

BUSIEST = 10
WIDEST_BAR = 40
DECISIONS = ("admit", "verify", "refuse", "full")
WORDS = {"admit": "admitted", "verify": "to verify", "refuse": "refused", "full": "full"}


@dataclass(slots=True)
class Report:
    """Counts of a day; `problems` are the gate's own words where it gave no answer."""

    decisions: Counter[str] = field(default_factory=Counter)
    colours: Counter[str] = field(default_factory=Counter)
    venues: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    check_outs: int = 0
    seconds: float = 0.0

    @property
    def check_ins(self) -> int:
        """Check-ins that were answered."""
        return self.decisions.total()

    def answered(self, decision: str, colour: str, venue: str, second_of_day: int) -> None:
        """Count one check-in."""
        self.decisions[decision] += 1
        self.colours[colour] += 1
        self.venues[venue] += 1
        self.hours[second_of_day // 3600] += 1

    def lines(self) -> list[str]:
        """The report as lines of text."""
        return [*self._outcomes(), "", *self._busiest(), "", *self._by_hour(), *self._problems()]

    def _outcomes(self) -> list[str]:
        total = max(self.check_ins, 1)
        return [
            f"{self.check_ins:,} check-ins, {self.check_outs:,} check-outs in {self.seconds:.1f} s",
            *(
                f"  {WORDS[each]:10} {self.decisions[each]:7,}  {self.decisions[each] / total:8.3%}"
                for each in DECISIONS
            ),
            f"  of all, black {self.colours['black']:5,}  {self.colours['black'] / total:8.3%}",
        ]

    def _busiest(self) -> list[str]:
        ranked = sorted(self.venues.items(), key=lambda entry: (-entry[1], entry[0]))[:BUSIEST]
        return ["Busiest offices", *(f"  {count:6,}  {name}" for name, count in ranked)]

    def _by_hour(self) -> list[str]:
        most = max(self.hours.values(), default=1)
        return [
            "Check-ins by hour",
            *(
                f"  {hour:02}:00  {count:6,}  {'#' * (WIDEST_BAR * count // most)}"
                for hour, count in sorted(self.hours.items())
            ),
        ]

    def _problems(self) -> list[str]:
        if not self.problems:
            return []
        return ["", "Not answered", *(f"  {count:6,}  {name}" for name, count in self.problems.most_common())]
