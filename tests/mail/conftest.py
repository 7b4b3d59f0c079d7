"""Real servers on loopback for messages to go to, and a deployment configured for them."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from gapura import config
from gapura.common import mail_checks
from gapura.mail import domains
from gapura.mail.senders import sender_for
from tests.ports import free_port


class PostOffice:
    """An SMTP server's mind: keeps what it accepts, refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []
        self.refusals: dict[str, str] = {}
        self.of_sender = ""
        self.after_data = ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.of_sender:
            return self.of_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.after_data:
            return self.after_data
        self.senders.append(envelope.mail_from)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 2.0.0 queued as 4F21"


class Provider(ThreadingHTTPServer):
    """A text-message provider that answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ProviderHandler)
        self.status = 200
        self.answer = b"said the provider"
        self.headers: dict[str, str] = {}
        self.posts: list[dict[str, Any]] = []
        self.seen: list[Any] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sms"


class _ProviderHandler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(json.loads(body))
        self.server.seen.append(self.headers)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class NameServer:
    """A little name server: answers what it is told, NXDOMAIN else; says nothing where it is silent."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.silent = False
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        # A closed socket does not wake who reads from it; an empty letter does.
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            asked, whom = self._socket.recvfrom(4096)
            if not asked:
                return
            answer = self._answer(asked)
            if not self.silent:
                self._socket.sendto(answer, whom)

    def _answer(self, asked: bytes) -> bytes:
        query = dns.message.from_wire(asked)
        [question] = query.question
        name, kind = str(question.name).rstrip("."), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        response = dns.message.make_response(query)
        if rows := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *rows))
        elif not any(known == name for known, _kind in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@pytest.fixture
def name_server(deploy: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """A running name server, in use by this deployment, which waits for it as long as it takes."""
    for module in (domains, mail_checks):
        monkeypatch.setattr(module, "WITHIN", 60.0)
    domains._known.clear()  # what a server said that had the same port
    server = NameServer()
    deploy(DNS_SERVER=server.address)
    yield server
    server.close()


@pytest.fixture
def post_office() -> Iterator[tuple[PostOffice, str]]:
    """A running SMTP server and its address."""
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=120)
    server.start()
    yield office, f"smtp://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A running text-message provider."""
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Configure this deployment by its environment, until the test ends."""

    def configure(**environment: str) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(f"GAPURA_{name}", value)
        config.current.cache_clear()
        sender_for.cache_clear()

    yield configure
    monkeypatch.undo()
    config.current.cache_clear()
    sender_for.cache_clear()


@pytest.fixture(autouse=True)
def templates_of_these_tests(settings: Settings) -> None:
    """The templates `mail/hello.*` and `mail/plain.*`."""
    templates = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    settings.TEMPLATES = templates
