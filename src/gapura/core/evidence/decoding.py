"""Evidence from and to JSON, strictly: what is not understood is refused with its place."""

import re

import msgspec

from gapura.core.evidence.model import Evidence

MAX_BYTES = 64 * 1024

_decoder = msgspec.json.Decoder(Evidence)
_encoder = msgspec.json.Encoder()
_MESSAGE = re.compile(r"(?s)(?P<problem>.*?)(?: - at `(?P<path>[^`]*)`)?")


class EvidenceError(ValueError):
    """Evidence that cannot be understood: `path` says where (`$.doses[1].date`), `problem` what."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def decode(text: bytes | str) -> Evidence:
    """Evidence from its JSON; EvidenceError for anything else, unknown fields included."""
    if len(text) > MAX_BYTES:
        raise EvidenceError("$", f"more than {MAX_BYTES} bytes")
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _with_place(text, error) from None
    except (ValueError, RecursionError) as error:
        raise EvidenceError("$", f"not JSON: {error}") from None


def encode(evidence: Evidence) -> bytes:
    """The JSON of some evidence; `decode` gives it back."""
    return _encoder.encode(evidence)


def _with_place(text: bytes | str, error: msgspec.ValidationError) -> EvidenceError:
    """The same error with the number of the list item, which the decoder leaves open as `[...]`."""
    match = _MESSAGE.fullmatch(str(error))
    problem, path = (match["problem"], match["path"] or "$") if match else (str(error), "$")
    if "[...]" in path:
        kind = path.removeprefix("$.").split("[")[0]
        path = path.replace("[...]", _first_bad_item(kind, text), 1)
    return EvidenceError(path, problem)


def _first_bad_item(kind: str, text: bytes | str) -> str:
    try:
        items = msgspec.json.decode(text)[kind]
    except (ValueError, RecursionError):
        return "[...]"
    for number, item in enumerate(items if isinstance(items, list) else ()):
        try:
            msgspec.convert({kind: [item]}, Evidence)
        except msgspec.ValidationError:
            return f"[{number}]"
    return "[...]"
