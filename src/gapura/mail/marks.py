"""The `?m=` that every link in a message to this deployment carries, so that opening it can be noted."""

import re
from base64 import urlsafe_b64encode
from uuid import UUID

from gapura import config
from gapura.common.fields import lookup_hash
from gapura.mail.rendering import Words

PARAMETER = "m"
_BYTES = 9
MARK = re.compile(r"[A-Za-z0-9_-]{12}", re.ASCII)


def mark_of(message_id: UUID) -> str:
    """Twelve letters that name a message and that nobody can guess or count from."""
    return urlsafe_b64encode(lookup_hash("mark", str(message_id))[:_BYTES]).decode()


def put(words: Words, mark: str, *, instead_of: str | None = None) -> Words:
    """The words with the mark on every link to this deployment, taking the place of an earlier mark."""
    if instead_of:
        old, new = f"{PARAMETER}={instead_of}", f"{PARAMETER}={mark}"
        return Words(
            subject=words.subject,
            text=words.text.replace(old, new),
            html=words.html and words.html.replace(old, new),
        )
    return Words(
        subject=words.subject,
        text=_marked(words.text, mark, "&"),
        html=words.html and _marked(words.html, mark, "&amp;"),
    )


def _marked(text: str, mark: str, ampersand: str) -> str:
    ours = re.escape(config.current().base_url)
    link = re.compile(
        rf"{ours}(?![\w.:@-]*[\w@])"  # not the beginning of a longer name
        r"(?:/(?:[^\s\"'<>#?]*[^\s\"'<>#?.,;:!)])?)?"  # a link ends before the full stop of its sentence
        r"(\?(?:[^\s\"'<>#]*[^\s\"'<>#.,;:!)])?)?"
    )

    def with_mark(found: re.Match[str]) -> str:
        return f"{found[0]}{ampersand if found[1] else '?'}{PARAMETER}={mark}"

    return link.sub(with_mark, text)
