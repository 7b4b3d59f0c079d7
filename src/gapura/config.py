"""Everything Gapura reads from the environment, in one place and once."""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from gapura.core.keys import KeyRing

_ANYMAIL = "GAPURA_ANYMAIL_"


class ConfigError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """One deployment's settings.

    `database_url` is the application's role; `owner_database_url` is the role's that owns the tables, which
    only migrating and restoring need, and the same where there is no other. `base_url` is the one true
    address that posters and messages carry; `gate_url` is where the portal reaches the gate, the same server
    unless they run apart.
    """

    base_url: str
    gate_url: str
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
    bounce_address: str
    bounce_listen: str
    dkim_selector: str
    dns_server: str
    anymail_provider: str
    anymail: dict[str, str]
    security_contact: str
    retention_days: int
    trusted_proxies: int

    @property
    def host(self) -> str:
        """The host name of the one true address, without a port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def domain(self) -> str:
        """The host name, with the port where there is one, as printed on posters."""
        return urlsplit(self.base_url).netloc

    @property
    def secure(self) -> bool:
        """Whether people reach this deployment over https."""
        return self.base_url.startswith("https://")


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
    text = os.environ.get(name, default).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ConfigError(f"{name} must be an address like https://gapura.example, not {text!r}")
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
    return {
        name.removeprefix(_ANYMAIL): value
        for name, value in os.environ.items()
        if name.startswith(_ANYMAIL) and name != "GAPURA_ANYMAIL_PROVIDER"
    }


def from_environment() -> Config:
    """Read the settings. Raises ConfigError naming the variable that is wrong."""
    base_url = _address("GAPURA_BASE_URL", "http://127.0.0.1:8000")
    data_dir = Path(os.environ.get("GAPURA_DATA_DIR", "gapura-data")).absolute()
    host = urlsplit(base_url).hostname or "localhost"
    return Config(
        base_url=base_url,
        gate_url=_address("GAPURA_GATE_URL", base_url),
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL", ""),
        owner_database_url=os.environ.get("GAPURA_OWNER_DATABASE_URL") or os.environ.get("DATABASE_URL", ""),
        keys_file=Path(os.environ.get("GAPURA_KEYS_FILE", data_dir / "keys.json")).absolute(),
        demo=os.environ.get("GAPURA_DEMO", "") == "1",
        email_sender=os.environ.get("GAPURA_EMAIL_SENDER", "outbox"),
        sms_sender=os.environ.get("GAPURA_SMS_SENDER", "outbox"),
        smtp_url=os.environ.get("GAPURA_SMTP_URL", "smtp://127.0.0.1:25"),
        sms_url=os.environ.get("GAPURA_SMS_URL", ""),
        whatsapp_sender=os.environ.get("GAPURA_WHATSAPP_SENDER", ""),
        whatsapp_url=os.environ.get("GAPURA_WHATSAPP_URL", ""),
        mail_from=os.environ.get("GAPURA_MAIL_FROM", f"Gapura <tidak-dibalas@{host}>"),
        bounce_address=_bounce_address(),
        bounce_listen=os.environ.get("GAPURA_BOUNCE_LISTEN", ""),
        dkim_selector=os.environ.get("GAPURA_DKIM_SELECTOR", ""),
        dns_server=os.environ.get("GAPURA_DNS_SERVER", ""),
        anymail_provider=os.environ.get("GAPURA_ANYMAIL_PROVIDER", ""),
        anymail=_anymail(),
        security_contact=os.environ.get("GAPURA_SECURITY_CONTACT", f"mailto:keamanan@{host}"),
        retention_days=_number("GAPURA_RETENTION_DAYS", 14, 1, 366),
        trusted_proxies=_number("GAPURA_TRUSTED_PROXIES", 0, 0, 5),
    )


@cache
def current() -> Config:
    """This process's settings, read at first use."""
    return from_environment()


@cache
def key_ring() -> KeyRing:
    """This deployment's keys. Raises ConfigError where there is no key file yet."""
    path = current().keys_file
    if not path.exists():
        raise ConfigError(f"There is no key file at {path}: `gapura keys make` writes one.")
    return KeyRing.load(path)
