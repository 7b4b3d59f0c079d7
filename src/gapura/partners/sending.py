"""Sends a signed document to an address that a stranger chose: over https, to no network of our own.

The name is looked up once, and spoken to is the address that was found and looked at, so that a name which
says something else the next moment leads nowhere. Redirects are an answer like any other and not followed.
"""

import base64
import hmac
import socket
import ssl
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import urlsplit

from gapura import config

PATIENCE = 10.0
"""Seconds for the whole exchange."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a network without IPv4 writes them (RFC 6052)."""


class NotSentError(Exception):
    """There was no answer, or the address leads where nothing is sent."""


def signature(secret: str, call_id: str, timestamp: int, body: bytes) -> str:
    """As Standard Webhooks signs: HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that an address answers. Raises NotSentError."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    if parts.scheme != "https":
        raise NotSentError("the address is not https")
    path = parts.path or "/"
    way = _Connection(host, port, _public(host, port))
    end = Timer(PATIENCE, way.cut)
    end.daemon = True
    end.start()
    try:
        way.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
        return way.getresponse().status  # what else is answered nobody reads
    except (OSError, HTTPException, ValueError) as error:
        raise NotSentError(type(error).__name__) from error
    finally:
        end.cancel()
        way.close()


class _Connection(HTTPSConnection):
    """To one address that was looked at, with the certificate of the name it was found by."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self._tls)
        self._to = address

    def connect(self) -> None:
        """Speak to the address and to no other."""
        raw = socket.create_connection((self._to, self.port), PATIENCE)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def cut(self) -> None:
        """End it, however slowly the other side goes on answering."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _public(host: str, port: int) -> str:
    """One address of a host. Raises NotSentError where any of them is no public one."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NotSentError("the name is not known") from error
    addresses = [ip_address(str(each).partition("%")[0]) for each in found]
    if not addresses or not all(map(_may_be_spoken_to, addresses)):
        raise NotSentError("the address is in a private network")
    return str(sorted(addresses, key=lambda each: (each.version, each.packed))[0])


def _may_be_spoken_to(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is public, or in a network that the operator lets in; an IPv4 address in a wrapping, too."""
    inner = address
    if isinstance(address, IPv6Address):
        translated = IPv4Address(address.packed[-4:]) if address in _TRANSLATED else None
        inner = address.ipv4_mapped or address.sixtofour or translated or address
    networks = config.current().webhook_networks
    if any(inner in network for network in networks if network.version == inner.version):
        return True
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in {inner, address})
