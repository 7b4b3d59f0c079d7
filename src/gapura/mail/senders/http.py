"""Hands a text or WhatsApp message over to a provider's HTTP address.

The payload is `{"id", "to", "text"}`, `to` in international form (+62...); `Idempotency-Key` carries the id.
Any 2xx answer means taken; 4xx, but for 401, 403, 408, 425 and 429, refused for good; the rest may pass.
"""

import base64
import json
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import unquote, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gapura import config
from gapura.mail.models import Message, State
from gapura.mail.senders.protocol import Outcome

TIMEOUT = 15
"""Seconds without an answer before the try counts as failed."""

KEPT = 500
"""Bytes of the provider's answer that are kept."""

# Our own credentials or the provider's load, not the recipient's number.
MAY_PASS = {401, 403, 408, 425, 429}


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Never send personal data to an address nobody configured."""


class HttpSender:
    """Posts each message as JSON; a `user:password@` in the address becomes basic authentication."""

    def __init__(self, url: str, setting: str = "GAPURA_SMS_URL") -> None:
        parts = config.web_address(url)
        if parts is None:
            raise config.ConfigError(f"{setting} must be the provider's address, https://host/path")
        self.url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self.headers = {"Content-Type": "application/json", "User-Agent": "gapura"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self.headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        self._opener = build_opener(_NoRedirect)

    def send(self, message: Message) -> Outcome:
        """Handed over, bounced or delayed, with the start of what the provider answered."""
        body = json.dumps({"id": str(message.id), "to": message.to, "text": message.text.strip()})
        headers = {**self.headers, "Idempotency-Key": str(message.id)}
        request = Request(self.url, data=body.encode(), headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return Outcome(State.HANDED_OVER, f"{response.status} {_start(response)}".strip())
        except HTTPError as refused:
            permanent = 400 <= refused.code < 500 and refused.code not in MAY_PASS
            with refused:
                return Outcome.of_code(refused.code, _start(refused), permanent=permanent)
        except (OSError, HTTPException) as broken:
            return Outcome(State.DELAYED, f"{type(broken).__name__}: {broken}")


def _start(answer: IO[bytes]) -> str:
    return answer.read(KEPT).decode("utf-8", "replace")
