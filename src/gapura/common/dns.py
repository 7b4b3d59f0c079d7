"""Asks the domain name system, shortly, and tells "there is none" from "cannot tell"."""

import dns.exception
import dns.name
import dns.resolver

from gapura import config

RESERVED = frozenset({"example", "invalid", "localhost", "test", "local", "internal"})
"""Last labels that name nothing in the world (RFC 2606, RFC 6761)."""


NOBODY = "none"
"""As GAPURA_DNS_SERVER: ask nobody, where names outside are not to be looked up."""


class CannotTellError(Exception):
    """No answer in time, or none that could be trusted."""


class NoNameError(ValueError):
    """What was given cannot be a domain name."""


def ask(name: str, kind: str, *, within: float) -> tuple[str, ...]:
    """What stands under a name, as text, such as ("10 mx.example.",) for MX; empty where there is none.

    `within` is seconds. Raises CannotTellError, or NoNameError where the name cannot be one.
    """
    if config.current().dns_server == NOBODY:
        raise CannotTellError("asking is switched off")
    try:
        answer = _resolver().resolve(dns.name.from_text(name), kind, lifetime=within, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel, dns.name.BadEscape) as error:
        raise NoNameError(f"{name!r} is no domain name") from error
    except UnicodeError as error:
        raise NoNameError(f"{name!r} is no domain name") from error
    except (dns.exception.DNSException, OSError) as error:
        raise CannotTellError(f"{type(error).__name__}: {error}") from error
    return tuple(_text(row) for row in answer)


def _resolver() -> dns.resolver.Resolver:
    """This machine's own, or the one that GAPURA_DNS_SERVER names."""
    server = config.current().dns_server
    if not server:
        return dns.resolver.Resolver()
    host, _, port = server.partition(":")
    found = dns.resolver.Resolver(configure=False)
    found.nameservers, found.port = [host], int(port or 53)
    return found


def _text(row: object) -> str:
    # A text record is one or more strings, which belong together without a gap.
    strings = getattr(row, "strings", None)
    return b"".join(strings).decode("utf-8", "replace") if strings else str(row)
