"""Is this the e-mail address of an office, spelled right, on a domain that takes mail?"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from gapura.registration import findings
from gapura.registration.checks.distances import edits
from gapura.registration.findings import Finding

HasMailServer = Callable[[str], bool | None]
"""Whether a domain takes mail; None where it cannot be told just now."""

_GOVERNMENT = (".go.id", ".desa.id")
_ENDINGS = (
    *_GOVERNMENT,
    *(".ac.id", ".sch.id", ".mil.id", ".co.id", ".or.id", ".net.id", ".web.id", ".my.id", ".biz.id"),
    *(".ponpes.id", ".com", ".org", ".net", ".info", ".int", ".edu"),
)
_OFTEN_MISSPELT = ("gmail.com", "googlemail.com", "hotmail.com", "icloud.com", "outlook.com", "yahoo.com")
_MOST_EDITS = 2


def check(email: str, *, has_mail_server: HasMailServer = lambda domain: None) -> list[Finding]:
    """What is to be said of an office's address; nothing where it is empty."""
    if not email:
        return []
    name, _at, domain = email.rpartition("@")
    if is_personal(domain) or _misspelt(domain, _OFTEN_MISSPELT):
        return [findings.error("email", "personal_mail", _personal(domain))]
    meant = suggested(domain)
    takes_mail = has_mail_server(domain)
    if meant and takes_mail is not True:
        words = (
            _("There is no %(domain)s. Did you mean %(meant)s?")
            if takes_mail is False
            else _("Please look again: %(domain)s is nearly %(meant)s. Did you mean that?")
        )
        level = findings.error if takes_mail is False else findings.warning
        spelled = words % {"domain": domain, "meant": meant}
        return [level("email", "misspelt_domain", spelled, f"{name}@{meant}")]
    if takes_mail is False:
        words = _(
            "No mail can arrive at %(domain)s: it has no mail server. Look at the spelling, or ask whoever "
            "looks after your e-mail."
        )
        return [findings.error("email", "no_mail_server", words % {"domain": domain})]
    return []


def is_personal(domain: str) -> bool:
    """Whether addresses of this domain belong to persons, by the list in `data/personal_mail.txt`."""
    return any(fnmatchcase(domain, pattern) for pattern in _listed("personal_mail"))


def suggested(domain: str) -> str:
    """The domain that was probably meant; empty where this one is as good as any."""
    known = _listed("known_domains")
    if domain in known or any(domain.endswith(f".{each}") for each in known):
        return ""
    if near := _misspelt(domain, known):
        return near
    if not domain.endswith(_ENDINGS):
        first, dot, ending = domain.partition(".")
        for right in _GOVERNMENT:
            if dot and edits(f".{ending}", right, 1) == 1:
                return f"{first}{right}"
    return ""


def _misspelt(domain: str, known: tuple[str, ...]) -> str:
    """The known domain that lies nearest, within two letters of it; the ending counts like the rest."""
    near = {each: edits(domain, each, _MOST_EDITS) for each in known}
    best = min(near, key=lambda each: near[each])
    return best if 0 < near[best] <= min(_MOST_EDITS, len(best) // 6) else ""


def _personal(domain: str) -> str:
    return _(
        "%(domain)s is for private mail, and applications from there are declined. Use your office's own "
        "address, such as one ending in .go.id or .desa.id. If your office has none, ask Dinas Kominfo: the "
        "coordinator can apply for you and hand you the activation on paper."
    ) % {"domain": domain}


@cache
def _listed(name: str) -> tuple[str, ...]:
    text = files(__package__).joinpath(f"data/{name}.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
