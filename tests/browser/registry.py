"""A deployment as a ministry runs it, on the demo's data, with a real mail server and text provider."""

import re
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from aiosmtpd.controller import Controller

from tests.browser.demo import ROOT, Demo, end, environment
from tests.mail.conftest import Provider
from tests.ports import free_port

PATIENCE = 300.0


@dataclass(frozen=True)
class Letter:
    """A letter that the mail server took: to whom, the address that bounces go to, and what it says."""

    to: str
    sender: str
    text: str

    def found(self, pattern: str) -> str:
        """What the letter says at a place."""
        match = re.search(pattern, self.text)
        assert match, self.text
        return match[1]


class PostOffice:
    """A mail server that is busy for a while with some addresses, and takes the rest."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.busy: dict[str, int] = {}
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        if self.busy.get(address, 0) > 0:
            self.busy[address] -= 1
            return "452 4.2.2 busy, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message: EmailMessage = message_from_bytes(envelope.content, policy=policy.default)
        part = message.get_body(("plain",))
        text = "" if part is None else str(part.get_content())
        self.letters.append(Letter(envelope.rcpt_tos[0], envelope.mail_from, text))
        return "250 2.0.0 taken"

    def waits_for(self, to: str, pattern: str) -> Letter:
        """The newest letter to somebody that says something, once it comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for letter in reversed(self.letters):
                if letter.to == to and re.search(pattern, letter.text):
                    return letter
            time.sleep(0.2)
        raise AssertionError(f"no letter to {to} says {pattern}: {[each.to for each in self.letters]}")


@dataclass(frozen=True)
class Registry:
    """The running deployment, its data, and the mail server beside it."""

    base: str
    demo: Demo
    office: PostOffice
    bounces: int
    texts: Provider

    def text_to(self, phone: str, pattern: str) -> str:
        """What the newest text message to a phone says at a place, once it comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for text in reversed(self.texts.posts):
                if text["to"] == phone and (match := re.search(pattern, text["text"])):
                    return match[1]
            time.sleep(0.2)
        raise AssertionError(f"no text to {phone} says {pattern}: {self.texts.posts}")

    def bounce(self, letter: Letter) -> None:
        """Send a letter back as undeliverable, as a mail server far away does later."""
        report = (
            f"From: <>\r\nTo: <{letter.sender}>\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
            "--x\r\nContent-Type: text/plain\r\n\r\nNo such mailbox.\r\n"
            "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {letter.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\r\n\r\n--x--\r\n"
        )
        with smtplib.SMTP("127.0.0.1", self.bounces, timeout=120) as line:
            line.sendmail("", [letter.sender], report)


@contextmanager
def open_registry(folder: Path) -> Iterator[Registry]:
    """Serve the folder of a stopped demo with mail going out and bounces coming in."""
    office = PostOffice()
    smtp = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=120)
    smtp.start()
    texts = Provider()
    threading.Thread(target=texts.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    port, bounces = free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    settings = {
        **environment(),
        "GAPURA_DATA_DIR": str(folder),
        "GAPURA_BASE_URL": base,
        "GAPURA_EMAIL_SENDER": "smtp",
        "GAPURA_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
        "GAPURA_SMS_SENDER": "http",
        "GAPURA_SMS_URL": texts.url,
        "GAPURA_BOUNCE_ADDRESS": "kembali+{token}@gapura.example",
        "GAPURA_BOUNCE_LISTEN": f"127.0.0.1:{bounces}",
        "GAPURA_DNS_SERVER": "none",
    }
    command = [sys.executable, "-m", "gapura.cli", "serve", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=settings, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(base, process, folder)
            demo = Demo(folder)
            demo.base = base
            yield Registry(base, demo, office, bounces, texts)
        finally:
            end(process)
            smtp.stop()
            texts.shutdown()
            texts.server_close()


def _wait(base: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{base}/health/ready", timeout=120):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError((folder / "serve.log").read_text()[-3000:])
