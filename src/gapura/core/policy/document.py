"""The document of a rule set: the shape of the data files, as strict structs."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from gapura.core.policy.words import Colour, Decision, Sector, Text

Confidence = Literal["read", "approximate", "inferred", "ambiguous", "remembered"]


class Dated(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Something in force from `start` until the day before `end`; open where None."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether this is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


class Clause(Dated, frozen=True, kw_only=True):
    """Something that holds when its condition does: `when` is a CertLogic expression over the facts."""

    id: str
    reason: str
    when: Any
    source: str
    confidence: Confidence = "read"
    note: Text | None = None


class Rule(Clause, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to a colour."""

    colour: Colour


class Waiver(Clause, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What softens the decision on some colours without changing the colour."""

    colours: tuple[Colour, ...]
    decision: Decision


class Override(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other decisions for some sectors or regions; an empty list of either means all of them."""

    id: str
    admission: dict[Colour, Decision]
    sectors: tuple[Sector, ...] = ()
    regions: tuple[str, ...] = ()
    note: Text | None = None

    def applies(self, sector: str, region: str | None) -> bool:
        """Whether this is for a sector in a region; a region's code begins with that of its parents."""
        in_region = any(region is not None and region.startswith(code) for code in self.regions)
        return (not self.sectors or sector in self.sectors) and (not self.regions or in_region)


class CapacityShare(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Percent of a venue's capacity that may be used at each PPKM level, for some sectors."""

    sectors: tuple[Sector, ...]
    percent: dict[int, int]
    source: str
    note: Text | None = None


class Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule set as published; `valid_to` is the first day on which it no longer holds."""

    id: str
    number: int
    title: Text
    valid_from: date
    valid_to: date | None
    author: str
    sources: tuple[str, ...]
    notes: tuple[Text, ...]
    admission: dict[Colour, Decision]
    rules: tuple[Rule, ...] = ()
    rules_of: str | None = None
    advisory: bool = False
    one_dose_products: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    overrides: tuple[Override, ...] = ()
    capacity: tuple[CapacityShare, ...] = ()
    texts: dict[str, Text] = {}
