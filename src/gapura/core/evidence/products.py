"""Vaccines by the codes that certificates and registries name them with, as the product codes of ours."""

from __future__ import annotations

import re
from typing import Final

from gapura.core.evidence.model import UNNAMED

LONGEST: Final = 40

_BY_NAME: Final = {
    "EU/1/20/1528": "pfizer",
    "EU/1/20/1507": "moderna",
    "EU/1/21/1529": "astrazeneca",
    "EU/1/20/1525": "janssen",
    "EU/1/21/1618": "novavax",
    "CORONAVAC": "sinovac",
    "CORONAVAC-BIOFARMA": "sinovac",
    "SINOVAC": "sinovac",
    "COVID-19 BIO FARMA": "sinovac",
    "VAKSIN COVID-19": "sinovac",
    "BBIBP-CORV": "sinopharm",
    "BIBP": "sinopharm",
    "SINOPHARM": "sinopharm",
    "COVISHIELD": "astrazeneca",
    "VAXZEVRIA": "astrazeneca",
    "ASTRAZENECA": "astrazeneca",
    "COVID-19 VACCINE ASTRAZENECA": "astrazeneca",
    "COMIRNATY": "pfizer",
    "PFIZER": "pfizer",
    "PFIZER-BIONTECH": "pfizer",
    "SPIKEVAX": "moderna",
    "MODERNA": "moderna",
    "JCOVDEN": "janssen",
    "JANSSEN": "janssen",
    "NVX-COV2373": "novavax",
    "COVOVAX": "covovax",
    "ZIFIVAX": "zifivax",
    "CONVIDECIA": "cansino",
    "SPUTNIK-V": "sputnik",
}
"""EU register numbers and names, in capitals (the EU's value set 1.3; Kemenkes's own spellings)."""

_CVX: Final = {
    **dict.fromkeys((208, 217, 218, 219, 300, 301, 302, 308, 309, 310, 520), "pfizer"),
    **dict.fromkeys((207, 221, 227, 228, 229, 230, 311, 312, 519), "moderna"),
    **dict.fromkeys((211, 313), "novavax"),
    210: "astrazeneca",
    212: "janssen",
    **dict.fromkeys((213, 500), UNNAMED),
    502: "covaxin",
    505: "sputnik",
    506: "cansino",
    **dict.fromkeys((507, 513), "zifivax"),
    510: "sinopharm",
    511: "sinovac",
}
_CVX_OTHERS: Final = frozenset({213, 225, 226, *range(500, 522)})
"""Further vaccines against COVID-19 in the CDC's code set CVX; every other number is another disease's."""


def named(code: str) -> str:
    """A vaccine against COVID-19 by its code or name; one that is not known keeps it, in lower case."""
    written = " ".join(code.split())
    known = _BY_NAME.get(written.upper())
    return known or _slug(written)


def of_cvx(code: str) -> str | None:
    """A vaccine by its CVX number; None where it is against something else."""
    if not re.fullmatch(r"[0-9]{1,3}", code):
        return None
    number = int(code)
    return _CVX.get(number) or (f"cvx-{number}" if number in _CVX_OTHERS else None)


def _slug(text: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].strip("-")
    return made if any(character.isalpha() for character in made) else f"code-{made}"[:LONGEST].strip("-")
