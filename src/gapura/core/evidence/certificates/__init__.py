"""Health certificates of other systems: read, judged by a trust list, and turned into evidence."""

from gapura.core.evidence.certificates.judging import judge
from gapura.core.evidence.certificates.model import (
    CONTENTS,
    KINDS,
    Certificate,
    CertificateError,
    Content,
    Kind,
    Problem,
    Signed,
    Subject,
    hash_of,
)
from gapura.core.evidence.certificates.reading import looks_like_one, read
from gapura.core.evidence.certificates.trust import TrustedKey, TrustList

__all__ = [
    "CONTENTS",
    "KINDS",
    "Certificate",
    "CertificateError",
    "Content",
    "Kind",
    "Problem",
    "Signed",
    "Subject",
    "TrustList",
    "TrustedKey",
    "hash_of",
    "judge",
    "looks_like_one",
    "read",
]
