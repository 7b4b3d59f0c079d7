"""What visitors do before much is at stake: they show anew that they hold the contact."""

import re

from django.test import Client

from gapura.mail.models import Message
from gapura.people.models import Contact
from tests.web.world import Visitor

PROOF = "/saya/bukti/"
CODE = "/saya/bukti/kode/"


def digits() -> str:
    """The code in the newest message."""
    found = re.search(r"\b\d{6}\b", Message.objects.order_by("-created_at")[0].text)
    assert found
    return found[0]


def asked_for(client: Client, visitor: Visitor, way: str) -> str:
    """Have a code sent to the visitor's contact; the page that one is led to."""
    contact = Contact.objects.get(person=visitor.person)
    response = client.post(PROOF, {"contact": contact.pk, "next": way})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def shown(visitor: Visitor, way: str, language: str = "id") -> Client:
    """The visitor's browser, in which a code has just been right."""
    client = visitor.browser(language)
    page = asked_for(client, visitor, way)
    response = client.post(page, {"code": digits(), "next": way})
    assert response["Location"] == way
    return client
