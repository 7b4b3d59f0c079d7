"""What a deployment's environment says, read in one place and once.

But for `GAPURA_PG_BIN`, which `gapura.postgres` reads by itself: it serves tools that have no deployment.
"""

import logging
import os
import re
import time
from dataclasses import dataclass, replace
from email.utils import getaddresses
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from gapura.core.keys import KeyRing, KeyRingError

BODY_LIMIT = 12 * 2**20
"""Bytes that a page may send: an application with its two documents."""

TOO_LARGE = "gapura.too_large"
"""In the scope of a request whose body is larger: nothing of it can be used."""

UNREADABLE = (0, 0)
"""The mark of a file that was there once."""

LOOK = 2.0
"""Seconds after which the key file is looked at again."""

log = logging.getLogger(__name__)
_ANYMAIL = "GAPURA_ANYMAIL_"


class ConfigError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """One deployment's settings.

    `database_url` is the application's role; `owner_database_url` is the role's that owns the tables, which
    only migrating and restoring need, and the same where there is no other. `base_url` is the one true
    address that posters and messages carry; `gate_urls` are where the portal reaches a gate, the same server
    unless they run apart.
    """

    base_url: str
    gate_urls: tuple[str, ...]
    data_dir: Path
    database_url: str
    owner_database_url: str
    keys_file: Path
    demo: bool
    email_sender: str
    sms_sender: str
    smtp_url: str
    sms_url: str
    whatsapp_sender: str
    whatsapp_url: str
    mail_from: str
    mail_reply_to: str
    bounce_address: str
    bounce_listen: str
    dkim_selector: str
    dns_server: str
    anymail_provider: str
    anymail: dict[str, str]
    security_contact: str
    retention_days: int
    tracing_days_before: int
    tracing_days_after: int
    tracing_minutes: int
    tracing_kept_days: int
    notice_brake: int
    trusted_proxies: int
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    log: str

    @property
    def host(self) -> str:
        """The host name of the one true address, without a port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def domain(self) -> str:
        """The host name, with the port where there is one, as printed on posters."""
        return urlsplit(self.base_url).netloc

    @property
    def sends_sms(self) -> bool:
        """Whether text messages leave this deployment: not where its sender is stated to be none."""
        return self.sms_sender != "none"

    @property
    def secure(self) -> bool:
        """Whether people reach this deployment over https."""
        return self.base_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class _Held:
    """The keys as last read, from which file, and when to look again."""

    ring: KeyRing
    mark: tuple[int, int]
    look_again: float


_held: _Held | None = None


def _number(name: str, default: int, lowest: int, highest: int) -> int:
    text = os.environ.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ConfigError(f"{name} must be a whole number, not {text!r}") from None
    if not lowest <= value <= highest:
        raise ConfigError(f"{name} must be between {lowest} and {highest}, not {value}")
    return value


def _address(name: str, default: str) -> str:
    return _address_in(os.environ.get(name, default), name)


def _address_in(text: str, name: str) -> str:
    text = text.rstrip("/")
    if not _is_base(text):
        raise ConfigError(f"{name} must be an address like https://gapura.example, not {text!r}")
    return text


def _is_base(text: str) -> bool:
    parts = web_address(text)
    return parts is not None and not parts.path


def web_address(text: str) -> SplitResult | None:
    """The parts of an http or https address; None where it is none."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it is what finds a port that is none
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _database(name: str) -> str:
    # A driver takes long to load; the command line is read without.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    text = os.environ.get(name, "")
    try:
        conninfo_to_dict(text)
    except ProgrammingError:  # what it says may quote the password
        raise ConfigError(f"{name} must look like postgresql://user:password@host:port/name") from None
    return text


def _mail_from(host: str) -> str:
    text = os.environ.get("GAPURA_MAIL_FROM", f"Gapura <tidak-dibalas@{host}>")
    return _mailbox("GAPURA_MAIL_FROM", text, "Gapura <tidak-dibalas@gapura.example>")


def _mail_reply_to() -> str:
    text = os.environ.get("GAPURA_MAIL_REPLY_TO", "")
    return text and _mailbox("GAPURA_MAIL_REPLY_TO", text, "Dinas Kominfo <bantuan@gapura.example>")


def _mailbox(name: str, text: str, example: str) -> str:
    addresses = [address for _name, address in getaddresses([text])]
    if not text.isprintable() or len(addresses) != 1 or not re.fullmatch(r"[^@\s]+@[^@\s]+", addresses[0]):
        raise ConfigError(f"{name} must look like {example}, not {text!r}")
    return text


def _dns_server() -> str:
    text = os.environ.get("GAPURA_DNS_SERVER", "")
    host, _, port = text.partition(":")
    try:
        if text not in {"", "none"}:
            ip_address(host), int(port or 53)
    except ValueError:
        raise ConfigError(
            f"GAPURA_DNS_SERVER must be an address like 192.0.2.53:53, or none, not {text!r}"
        ) from None
    return text


def _bounce_address() -> str:
    text = os.environ.get("GAPURA_BOUNCE_ADDRESS", "")
    if text and not re.fullmatch(r"[\w.+=-]{0,20}\{token\}[\w.+=-]{0,2}@[A-Za-z0-9.-]+", text, re.ASCII):
        raise ConfigError(
            f"GAPURA_BOUNCE_ADDRESS must look like bounces+{{token}}@gapura.example, not {text!r}"
        )
    return text


def _anymail() -> dict[str, str]:
    """`GAPURA_ANYMAIL_POSTMARK_SERVER_TOKEN` becomes anymail's own setting POSTMARK_SERVER_TOKEN."""
    secret = os.environ.get("GAPURA_ANYMAIL_WEBHOOK_SECRET", "")
    if secret and not re.fullmatch(r"[^:]+:.+", secret):
        # What was given may be the password.
        raise ConfigError("GAPURA_ANYMAIL_WEBHOOK_SECRET must look like user:password")
    return {
        name.removeprefix(_ANYMAIL): value
        for name, value in os.environ.items()
        if name.startswith(_ANYMAIL) and name != "GAPURA_ANYMAIL_PROVIDER"
    }


def _dkim_selector() -> str:
    text = os.environ.get("GAPURA_DKIM_SELECTOR", "")
    labels = r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*"
    if text and ("_domainkey" in text or not re.fullmatch(labels, text)):
        raise ConfigError(f"GAPURA_DKIM_SELECTOR must be a selector like gapura2026, not {text!r}")
    return text


def _security_contact(host: str) -> str:
    """A URI, of the web only with https (RFC 9116, 2.5.3)."""
    text = os.environ.get("GAPURA_SECURITY_CONTACT", f"mailto:keamanan@{host}")
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+\S*|tel:[+\d()-]+", text, re.IGNORECASE):
        raise ConfigError(
            "GAPURA_SECURITY_CONTACT must be an address like mailto:keamanan@gapura.example, "
            f"https://gapura.example/keamanan or tel:+62-361-123456, not {text!r}"
        )
    return text


def _networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    text = os.environ.get(name, "")
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigError(f"{name} must be networks like 10.20.0.0/16, parted by commas: {error}") from None


def _demo() -> bool:
    text = os.environ.get("GAPURA_DEMO", "")
    if text not in {"", "1"}:
        raise ConfigError(f"GAPURA_DEMO must be 1, or not set, not {text!r}")
    return text == "1"


def _log() -> str:
    text = os.environ.get("GAPURA_LOG", "text")
    if text not in ("text", "json"):
        raise ConfigError(f"GAPURA_LOG must be text or json, not {text!r}")
    return text


def from_environment() -> Config:
    """Read the settings. Raises ConfigError naming the variable that is wrong."""
    base_url = _address("GAPURA_BASE_URL", "http://127.0.0.1:8000")
    data_dir = Path(os.environ.get("GAPURA_DATA_DIR", "gapura-data")).absolute()
    host = urlsplit(base_url).hostname or "localhost"
    return Config(
        base_url=base_url,
        gate_urls=tuple(
            _address_in(text.strip(), "GAPURA_GATE_URL")
            for text in os.environ.get("GAPURA_GATE_URL", base_url).split(",")
        ),
        data_dir=data_dir,
        database_url=_database("DATABASE_URL"),
        owner_database_url=_database("GAPURA_OWNER_DATABASE_URL") or _database("DATABASE_URL"),
        keys_file=Path(os.environ.get("GAPURA_KEYS_FILE", data_dir / "keys.json")).absolute(),
        demo=_demo(),
        email_sender=os.environ.get("GAPURA_EMAIL_SENDER", "outbox"),
        sms_sender=os.environ.get("GAPURA_SMS_SENDER", "outbox"),
        smtp_url=os.environ.get("GAPURA_SMTP_URL", "smtp://127.0.0.1:25"),
        sms_url=os.environ.get("GAPURA_SMS_URL", ""),
        whatsapp_sender=os.environ.get("GAPURA_WHATSAPP_SENDER", ""),
        whatsapp_url=os.environ.get("GAPURA_WHATSAPP_URL", ""),
        mail_from=_mail_from(host),
        mail_reply_to=_mail_reply_to(),
        bounce_address=_bounce_address(),
        bounce_listen=os.environ.get("GAPURA_BOUNCE_LISTEN", ""),
        dkim_selector=_dkim_selector(),
        dns_server=_dns_server(),
        anymail_provider=os.environ.get("GAPURA_ANYMAIL_PROVIDER", ""),
        anymail=_anymail(),
        security_contact=_security_contact(host),
        retention_days=_number("GAPURA_RETENTION_DAYS", 14, 1, 366),
        tracing_days_before=_number("GAPURA_TRACING_DAYS_BEFORE", 2, 0, 7),
        tracing_days_after=_number("GAPURA_TRACING_DAYS_AFTER", 14, 1, 21),
        tracing_minutes=_number("GAPURA_TRACING_MINUTES", 15, 1, 240),
        tracing_kept_days=_number("GAPURA_TRACING_KEPT_DAYS", 30, 14, 180),
        notice_brake=_number("GAPURA_NOTICE_BRAKE", 200, 1, 5000),
        trusted_proxies=_number("GAPURA_TRUSTED_PROXIES", 0, 0, 5),
        webhook_networks=_networks("GAPURA_WEBHOOK_NETWORKS"),
        log=_log(),
    )


def logging_settings(log: str) -> dict[str, Any]:
    """How every process logs, as `logging.config` reads it.

    `text` is for a person at a terminal; `json` is a line for each event, requests of pages among them.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "()": "gapura.audit.logs.TextFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
            "json": {"()": "gapura.audit.logs.formatter"},
        },
        "filters": {"route": {"()": "gapura.audit.logs.RouteOnly"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": log, "filters": ["route"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "gapura.requests": {"level": "INFO" if log == "json" else "WARNING"},
            "django.request": {"level": "ERROR"},
        },
    }


@cache
def current() -> Config:
    """This process's settings, read at first use."""
    return from_environment()


def key_ring() -> KeyRing:
    """This deployment's keys, read again within seconds after the file has changed.

    Raises ConfigError where there is no key file yet. A file that goes or breaks later changes nothing.
    """
    global _held
    now = time.monotonic()
    if _held is None:
        _held = _read_keys()
    elif now >= _held.look_again:
        try:
            if _mark(current().keys_file) != _held.mark:
                _held = _read_keys()
        except (OSError, ConfigError, KeyRingError) as error:
            if _held.mark != UNREADABLE:
                log.error("the key file cannot be read again, and the keys stay as they were: %s", error)
            _held = replace(_held, mark=UNREADABLE)
        _held = replace(_held, look_again=now + LOOK)
    return _held.ring


def _read_keys() -> _Held:
    path = current().keys_file
    if not path.exists():
        raise ConfigError(f"There is no key file at {path}: `gapura keys make` writes one.")
    mark = _mark(path)
    return _Held(KeyRing.load(path), mark, time.monotonic() + LOOK)


def _mark(path: Path) -> tuple[int, int]:
    """What differs whenever another file has taken the place of this one."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def django_secrets() -> list[str]:
    """What Django signs with, and behind it what it verifies with besides."""
    ring = key_ring()
    signs = ring.current("django")
    return [key.secret.hex() for key in (signs, *(key for key in ring.all("django") if key != signs))]
