"""Will other mail servers believe our mail, and can their bounces come back? What DNS says of it."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final

from gapura import config
from gapura.common import dns
from gapura.common.findings import Finding, Level

WITHIN: Final = 3.0
"""Seconds for one question; after the first that stays without an answer no other is asked."""


def mail_domains() -> Iterator[Finding]:
    """SPF, DKIM, DMARC of the sender's domain, and where its bounces go."""
    settings = config.current()
    if settings.email_sender == "outbox":
        return
    domain = _domain_of(settings.mail_from)
    bounces = _domain_of(settings.bounce_address) or domain
    if domain.rpartition(".")[2] in dns.RESERVED:
        yield Finding(Level.WARN, "mail domain", f"{domain} is a name for examples; set GAPURA_MAIL_FROM.")
        return
    try:
        yield _spf(bounces)
        yield _dkim(settings.dkim_selector, domain)
        yield _dmarc(domain, bounces)
        yield _way_back(settings, bounces)
    except dns.CannotTellError as error:
        yield Finding(Level.WARN, "mail domain", f"{domain} cannot be looked at in DNS: {error}")
    except dns.NoNameError:
        yield Finding(Level.FAIL, "mail domain", f"GAPURA_MAIL_FROM: {domain!r} is no domain name.")


def _spf(domain: str) -> Finding:
    found = [text for text in dns.ask(domain, "TXT", within=WITHIN) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        text = f"{domain} does not say which servers send its mail: add a TXT record v=spf1 ... -all."
        return Finding(Level.WARN, "SPF", text)
    if len(found) > 1:
        text = f"{domain} has {len(found)} SPF records, so none of them counts: keep one."
        return Finding(Level.FAIL, "SPF", text)
    terms = found[0].lower().split()
    if "+all" in terms or "all" in terms:
        text = f"{domain} lets every server of the world send its mail (+all): end the record with -all."
        return Finding(Level.FAIL, "SPF", text)
    if not {"-all", "~all"} & set(terms) and not any(term.startswith("redirect=") for term in terms):
        text = f"{domain} does not refuse other servers: end the record with -all or ~all."
        return Finding(Level.WARN, "SPF", text)
    return Finding(Level.OK, "SPF", f"{domain} says which servers send its mail.")


def _dkim(selector: str, domain: str) -> Finding:
    if not selector:
        text = "Set GAPURA_DKIM_SELECTOR to the one your mail server signs with, to have it looked at."
        return Finding(Level.WARN, "DKIM", text)
    name = f"{selector}._domainkey.{domain}"
    for text in dns.ask(name, "TXT", within=WITHIN):
        tags = _tags(text)
        if "p" in tags:
            if tags["p"]:
                return Finding(Level.OK, "DKIM", f"{name} has a key.")
            return Finding(Level.FAIL, "DKIM", f"{name} is revoked: its key is empty.")
    return Finding(Level.FAIL, "DKIM", f"{name} has no key: publish the one your mail server signs with.")


def _dmarc(domain: str, bounces: str) -> Finding:
    for name in _and_parents(domain):
        policies = [_tags(text) for text in dns.ask(f"_dmarc.{name}", "TXT", within=WITHIN)]
        policies = [tags for tags in policies if tags.get("v", "").upper() == "DMARC1"]
        if len(policies) > 1:
            return Finding(Level.FAIL, "DMARC", f"_dmarc.{name} has {len(policies)} policies: keep one.")
        if policies:
            return _policy(name, policies[0], bounces)
    text = f"_dmarc.{domain} says nothing: add v=DMARC1; p=quarantine, or anybody may write in your name."
    return Finding(Level.WARN, "DMARC", text)


def _policy(name: str, tags: dict[str, str], bounces: str) -> Finding:
    policy = tags.get("p", "").lower()
    if policy not in {"quarantine", "reject"}:
        text = f"_dmarc.{name} asks nobody to stop forged mail (p={policy}): go on to p=quarantine."
        return Finding(Level.WARN, "DMARC", text)
    if bounces != name and not bounces.endswith(f".{name}"):
        text = f"Bounces go to {bounces}, apart from {name}: DMARC then rests on DKIM alone."
        return Finding(Level.WARN, "DMARC", text)
    return Finding(Level.OK, "DMARC", f"_dmarc.{name} asks others to {policy} forged mail.")


def _way_back(settings: config.Config, domain: str) -> Finding:
    if not settings.bounce_address:
        if settings.email_sender == "anymail" and settings.anymail.get("WEBHOOK_SECRET"):
            return Finding(Level.OK, "bounces", f"{settings.anymail_provider} tells of them by its webhook.")
        text = "Bounces are not seen: set GAPURA_BOUNCE_ADDRESS, or take a provider's webhook."
        return Finding(Level.WARN, "bounces", text)
    servers = [row.split()[-1].rstrip(".") for row in dns.ask(domain, "MX", within=WITHIN)]
    if servers == [""]:
        return Finding(Level.FAIL, "bounces", f"{domain} says that it takes no mail, so none can come back.")
    if servers:
        return Finding(Level.OK, "bounces", f"They come back to {domain} by {', '.join(sorted(servers))}.")
    if dns.ask(domain, "A", within=WITHIN) or dns.ask(domain, "AAAA", within=WITHIN):
        text = f"{domain} has no MX record; bounces come to the host itself. Better to add one."
        return Finding(Level.WARN, "bounces", text)
    return Finding(Level.FAIL, "bounces", f"{domain} has no mail server, so no bounce can come back: add MX.")


def _and_parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _domain_of(address: str) -> str:
    return parseaddr(address.replace("{token}", "x"))[1].rpartition("@")[2].lower().rstrip(".")
