"""Signed texts that somebody has changed."""


def tampered(text: str) -> str:
    """The text with another end than its own."""
    return text[:-2] + ("AA" if not text.endswith("AA") else "BB")
