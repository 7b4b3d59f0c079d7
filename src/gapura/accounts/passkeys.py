"""Passkeys: where browsers allow them, and what they are called."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest


def possible(request: HttpRequest) -> bool:
    """Browsers keep passkeys for names reached over https, and for localhost; never for bare numbers."""
    host = host_of(request)
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return request.is_secure()
    return False


def host_of(request: HttpRequest) -> str:
    """The name to which a passkey is bound."""
    return urlsplit(f"//{request.get_host()}").hostname or ""
