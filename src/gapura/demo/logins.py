"""The demo's staff: a login for each role, with secrets that are random and stay in the data folder."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from gapura.accounts.roles import Role
from gapura.core.keys import write_private

FILE = "demo-secrets.json"
TOTP_BYTES = 20  # 160 bits, as RFC 4226 recommends


@dataclass(frozen=True, slots=True)
class Duty:
    """A role as the demo fills it: under which username, with which invented name, for which region."""

    role: Role
    username: str
    name: str
    region: str


DUTIES = (
    Duty(Role.COORDINATOR, "koordinator", "Ni Kadek Wirantari (demo)", "51.04"),
    Duty(Role.PIC, "pic", "I Made Sutadana (demo)", "51.04"),
    Duty(Role.OFFICER, "petugas", "I Wayan Arjayasa (demo)", "51.04"),
    Duty(Role.HEALTH_OFFICER, "dinkes", "Ni Putu Merkayani (demo)", "51.04"),
    Duty(Role.REVIEWER, "verifikator", "I Ketut Yasmika (demo)", "ID"),
    Duty(Role.REVIEWER, "verifikator-gianyar", "Ni Luh Budrini (demo)", "51.04"),
    Duty(Role.OPERATOR, "operator", "Ni Nyoman Karnarini (demo)", "ID"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """What one needs to sign in as one role; `totp_secret` is base32, for any authenticator."""

    role: str
    username: str
    password: str
    totp_secret: str
    region: str


def load_or_make(data_dir: Path) -> tuple[Login, ...]:
    """The logins of this data folder, each made at the first call that needs it and the same ever after."""
    path = data_dir / FILE
    known = _kept(path)
    logins = tuple(known.get(duty.username) or _fresh(duty) for duty in DUTIES)
    if {login.username for login in logins} != set(known):
        write_private(path, {"logins": [asdict(login) for login in logins]})
    return logins


def _kept(path: Path) -> dict[str, Login]:
    try:
        logins = json.loads(path.read_text("utf-8"))["logins"]
    except FileNotFoundError:
        return {}
    return {login["username"]: Login(**login) for login in logins}


def _fresh(duty: Duty) -> Login:
    return Login(
        role=duty.role.value,
        username=duty.username,
        password=f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}",
        totp_secret=base64.b32encode(secrets.token_bytes(TOTP_BYTES)).decode(),
        region=duty.region,
    )
