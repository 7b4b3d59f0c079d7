"""The demo's partner app: registered, so that the API can be tried; its secret stays in the data folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from gapura.audit import trail
from gapura.core.keys import write_private
from gapura.partners.acts import partners
from gapura.partners.acts.partners import Details
from gapura.partners.fields import hashed
from gapura.partners.models import Partner
from gapura.partners.scopes import Scope

FILE = "demo-partner.json"
DETAILS = Details(
    name="Jalan Bali (demo)",
    organisation="PT Jalan Bali (rekaan)",
    contact="mitra@contoh.example",
    redirect_uris="http://127.0.0.1:8765/kembali",
    scopes=" ".join(Scope.values),
    most_a_minute=6_000,
)


@dataclass(frozen=True, slots=True)
class DemoPartner:
    """What an app needs to ask visitors for a link."""

    name: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: str


def load_or_make(data_dir: Path) -> DemoPartner:
    """The partner of this data folder, made at the first call; it gets a new secret where none is kept."""
    path = data_dir / FILE
    partner = Partner.objects.filter(name=DETAILS.name).first()
    secret = _kept(path)
    if partner is None:
        made = partners.register(details=DETAILS, by=trail.COMMAND)
        partner, secret = made.partner, made.secret
    elif hashed(secret) != partner.client_secret:
        secret = partners.renew_secret(partner=partner, by=trail.COMMAND)
    demo = DemoPartner(partner.name, partner.client_id, secret, partner.redirect_uris, partner.scopes)
    write_private(path, asdict(demo))
    return demo


def _kept(path: Path) -> str:
    try:
        return str(json.loads(path.read_text("utf-8"))["client_secret"])
    except FileNotFoundError:
        return ""
