"""Which village or kecamatan a row of a sheet means, within the coordinator's own region."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from gapura.regions.codes import NATION, lineage
from gapura.regions.models import Level, Region
from gapura.registration.names import plain_name
from gapura.registration.reading import UnfitError

_KINDS = re.compile(r"^(kabupaten|kab|kota|provinsi|prov|kecamatan|desa|kelurahan|regency|city)\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says about where its place lies."""

    place_name: str
    kecamatan: str = ""
    village: str = ""
    regency: str = ""
    province: str = ""


class UnfitPlaceError(UnfitError):
    """The row's place cannot be found on the map; `field` is the column that says so."""

    def __init__(self, field: str, code: str, words: str) -> None:
        super().__init__(code, words)
        self.field = field


class Geography:
    """A region with all that lies in it and above it, read once, and each name made comparable once."""

    def __init__(self, region: Region) -> None:
        inside = list(Region.objects.filter(region.within("code")))
        self.regions = {each.code: each for each in inside}
        above = _above(region)
        self._called: dict[tuple[str, str], list[Region]] = defaultdict(list)
        for each in inside:
            self._called[each.level, key(each.name)].append(each)
        self._names = {*self._called, *((each.level, key(each.name)) for each in above)}
        self.kecamatan = [each for each in inside if each.level == Level.KECAMATAN]
        self.villages = [each for each in inside if each.level == Level.VILLAGE]
        self.name = region.name

    def path_of(self, region: Region) -> str:
        """`Batubulan, Sukawati`: a village with its kecamatan, or a kecamatan."""
        above = self.regions.get(region.parent_id or "") if region.level == Level.VILLAGE else None
        return f"{region.name}, {above.name}" if above else region.name

    def region_of(self, said: Said) -> Region:
        """The village where one is meant, else the kecamatan. Raises UnfitPlaceError."""
        self._check_above("province", said.province, Level.PROVINCE)
        self._check_above("regency", said.regency, Level.REGENCY)
        if said.kecamatan:
            kecamatan = self._kecamatan_called(said.kecamatan)
            return self._village_called(said.village, kecamatan) if said.village else kecamatan
        if said.village:
            return self._village_called(said.village, None)
        return self._in_the_name(said.place_name)

    def _check_above(self, field: str, name: str, level: str) -> None:
        if name and (level, key(name)) not in self._names:
            words = _("%(name)s is not in your region (%(own)s). Ask the coordinator there to apply.")
            raise UnfitPlaceError(field, "elsewhere", words % {"name": name[:80], "own": self.name})

    def _kecamatan_called(self, name: str) -> Region:
        found = self._named(name, Level.KECAMATAN)
        if not found:
            words = _("There is no kecamatan %(name)s in your region. Look at the spelling.")
            raise UnfitPlaceError("kecamatan", "no_such_kecamatan", words % {"name": name[:80]})
        return found[0]

    def _village_called(self, name: str, kecamatan: Region | None) -> Region:
        found = self._named(name, Level.VILLAGE)
        if kecamatan is not None:
            found = [each for each in found if each.parent_id == kecamatan.code]
        if len(found) == 1:
            return found[0]
        if found:
            words = _("There is more than one village %(name)s. Write its kecamatan too.")
            raise UnfitPlaceError("kecamatan", "which_kecamatan", words % {"name": name[:80]})
        where = kecamatan.name if kecamatan else self.name
        words = _("There is no village %(name)s in %(where)s. Look at the spelling, or leave it empty.")
        raise UnfitPlaceError("village", "no_such_village", words % {"name": name[:80], "where": where})

    def _named(self, name: str, level: str) -> list[Region]:
        """Those of a level with this name, or the one with this code."""
        coded = self.regions.get(name)
        named = self._called.get((level, key(name)), [])
        return [coded] if coded is not None and coded.level == level else named

    def _in_the_name(self, place_name: str) -> Region:
        """`Kantor Perbekel Desa Batubulan` lies in Batubulan: the only village of that name here."""
        name = f" {plain_name(place_name)} "
        level = self._plain_kecamatan if " camat " in name or " kecamatan " in name else self._plain_villages
        found = [each for plain, each in level if plain in name]
        longest = max((len(each.name) for each in found), default=0)
        found = [each for each in found if len(each.name) == longest]
        if len(found) == 1:
            return found[0]
        words = _("Write in which kecamatan it lies: the name of the place does not say it.")
        raise UnfitPlaceError("kecamatan", "where", words)

    @cached_property
    def _plain_kecamatan(self) -> list[tuple[str, Region]]:
        return [(f" {plain_name(each.name)} ", each) for each in self.kecamatan]

    @cached_property
    def _plain_villages(self) -> list[tuple[str, Region]]:
        return [(f" {plain_name(each.name)} ", each) for each in self.villages]


def key(name: str) -> str:
    """A region's name as it is compared: without `Kabupaten`, `Kota` and the like."""
    plain = " ".join(re.sub(r"[.\s]+", " ", name).casefold().split())
    return _KINDS.sub("", plain)


def _above(region: Region) -> list[Region]:
    _own, *above = lineage(region.code)
    return list(Region.objects.filter(code__in=above).exclude(code=NATION))
