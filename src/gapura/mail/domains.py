"""Can mail reach a domain at all? Asked while somebody types an address, so the answer must come soon."""

import time
from typing import Final

from gapura import config
from gapura.common import dns

WITHIN: Final = 2.0
"""Seconds that all questions about one domain may take together."""

KEEP: Final = 3600.0
KEEP_DOUBT: Final = 60.0
"""Seconds that an answer is remembered, and that not having got one is."""

MOST: Final = 2000

_known: dict[tuple[str, str], tuple[float, bool | None]] = {}


def has_mail_server(domain: str) -> bool | None:
    """Whether mail can be sent to a domain: it names a mail server, or is one itself. None: cannot tell.

    A demo asks nobody outside this machine, and cannot tell.
    """
    settings = config.current()
    domain = domain.strip().rstrip(".").lower()
    if settings.demo and not settings.dns_server:
        return None
    key = (domain, settings.dns_server)
    until, answer = _known.get(key, (0.0, None))
    if time.monotonic() >= until:
        answer = _look(domain)
        if len(_known) >= MOST:
            _known.clear()
        _known[key] = (time.monotonic() + (KEEP_DOUBT if answer is None else KEEP), answer)
    return answer


def _look(domain: str) -> bool | None:
    if "." not in domain:
        return False
    until = time.monotonic() + WITHIN
    try:
        if servers := _ask(domain, "MX", until):
            # A lone dot is how a domain says that it takes no mail (RFC 7505).
            return any(row.split()[-1] != "." for row in servers)
        return bool(_ask(domain, "A", until) or _ask(domain, "AAAA", until))
    except dns.CannotTellError:
        return None
    except dns.NoNameError:
        return False


def _ask(domain: str, kind: str, until: float) -> tuple[str, ...]:
    left = until - time.monotonic()
    if left <= 0:
        raise dns.CannotTellError("no time is left")
    return dns.ask(domain, kind, within=left)
