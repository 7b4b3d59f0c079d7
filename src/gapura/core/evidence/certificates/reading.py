"""Which kind of certificate a text is, and its content."""

from __future__ import annotations

from gapura.core.evidence.certificates import hc1, shc, strict
from gapura.core.evidence.certificates.model import CertificateError, Signed

NOT_READ = (
    "it is a W3C credential as DIVOC makes them, and these are not read: "
    "their signature holds whichever way round their dates, their vaccine and their batch are written"
)


def looks_like_one(text: str) -> bool:
    """Whether a text claims to be a certificate, so that what is wrong with it is worth saying."""
    bare = text.strip()
    return bare.startswith(("HC1:", "{", "PK\x03\x04", "B64:UE")) or shc.is_one(bare)


def read(text: str) -> Signed:
    """The certificate in a text, as scanned or as in a file; CertificateError says what is wrong with it."""
    if len(text) > strict.LONGEST_TEXT:
        raise CertificateError(f"it is longer than {strict.LONGEST_TEXT} characters")
    bare = text.strip()
    if bare.startswith(hc1.PREFIX):
        # What is scanned from Base45 may end in a blank that belongs to it.
        return hc1.read(text.lstrip().rstrip("\r\n"))
    if shc.is_one(bare):
        return shc.read(bare)
    if bare.startswith("{"):
        document = strict.json_object(bare)
        if "verifiableCredential" in document:
            return shc.read_file(document)
        if "credentialSubject" in document:
            raise CertificateError(NOT_READ)
    if bare.startswith(("PK\x03\x04", "B64:UE")):
        raise CertificateError(NOT_READ)
    raise CertificateError("it is no certificate of a kind that is known here")
