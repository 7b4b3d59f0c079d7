"""Errors as RFC 9457 problem documents: a stable type, and words for people in two languages."""

from __future__ import annotations

import logging
import uuid
from typing import Any, Final, NamedTuple

import msgspec

PREFIX: Final = "urn:gapura:problem:"
RETRY_AFTER: Final = 1
"""Seconds after which it is worth sending the same request again."""

log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """One type of problem."""

    status: int
    title_id: str
    title_en: str


KINDS: Final = {
    "malformed-body": Kind(400, "Permintaan tidak dapat dibaca", "The request cannot be read"),
    "bad-token": Kind(401, "Perlu masuk kembali", "Please sign in again"),
    "expired-token": Kind(401, "Sesi telah berakhir", "The session has ended"),
    "unknown-code": Kind(404, "Kode tidak dikenal", "Unknown code"),
    "unknown-person": Kind(404, "Orang ini tidak dikenal", "This person is not known"),
    "no-open-visit": Kind(404, "Tidak ada kunjungan", "No such visit"),
    "not-found": Kind(404, "Tidak ditemukan", "Not found"),
    "method-not-allowed": Kind(405, "Metode tidak didukung", "Method not allowed"),
    "id-reused": Kind(409, "Nomor kunjungan sudah dipakai", "This id is taken"),
    "withdrawn-code": Kind(410, "Kode sudah tidak berlaku", "This code is no longer in use"),
    "stale-code": Kind(410, "Kode di pintu sudah berganti", "The door's code has changed"),
    "body-too-large": Kind(413, "Permintaan terlalu besar", "The request is too large"),
    "unsupported-media-type": Kind(415, "Jenis isi tidak didukung", "Unsupported media type"),
    "bad-pass": Kind(422, "Pas tidak berlaku", "This pass is not good"),
    "too-late": Kind(409, "Sudah lewat satu menit", "The minute is over"),
    "clock-off": Kind(422, "Jam perangkat tidak tepat", "The device's clock is off"),
    "too-many-requests": Kind(429, "Terlalu banyak permintaan", "Too many requests"),
    "try-again": Kind(503, "Coba lagi sebentar", "Please try again"),
}

DETAILS: Final = {
    "bad-token": ("Perangkat ini belum masuk atau sudah dikeluarkan.", "This device is not signed in."),
    "expired-token": ("Masuk kembali untuk melanjutkan.", "Sign in again to go on."),
    "scanner": (
        "Pemindai ini belum terdaftar atau sudah dikeluarkan.",
        "This scanner is not registered, or was shut out.",
    ),
    "officer": (
        "Petugas ini tidak terdaftar pada pemindai ini.",
        "This officer is not registered on this scanner.",
    ),
    "unknown-person": ("Data orang ini tidak ada lagi.", "Nothing is kept about this person any more."),
    "bad-pass": ("Minta pengunjung membuka pasnya lagi.", "Ask the visitor to open the pass again."),
    "too-late": (
        "Hanya check-in dalam satu menit terakhir yang dapat dibatalkan.",
        "Only a check-in of the last minute can be undone.",
    ),
    "box": ("Isi tersegel ini tidak dapat dibuka.", "What is in this box cannot be opened."),
    "Either pass or person is needed.": (
        "Sebutkan pass atau person.",
        "Either pass or person is needed.",
    ),
    "Only a pass says whom it is about.": (
        "Hanya pas yang menunjukkan siapa orangnya.",
        "Only a pass says whom it is about.",
    ),
    "not-json": ("Isi bukan JSON dalam UTF-8.", "The body is not JSON in UTF-8."),
    "not-version-7": ("Nomor harus berupa UUID versi 7.", "The id must be a UUID of version 7."),
    "The body did not arrive.": ("Isi tidak sampai.", "The body did not arrive."),
    "Either visit or code is needed.": ("Sebutkan visit atau code.", "Either visit or code is needed."),
    "The time must be that of the id.": (
        "Waktu harus sama dengan waktu pada nomor.",
        "The time must be that of the id.",
    ),
    "method-not-allowed": ("Gunakan metode {allow}.", "Use {allow}."),
    "not-found": ("Tidak ada apa pun di alamat ini.", "There is nothing at this address."),
    "id-reused": ("Buat nomor baru, lalu coba lagi.", "Make a new id and try again."),
    "no-open-visit": (
        "Tidak ada kunjungan Anda yang terbuka di tempat ini.",
        "You have no open visit at this place.",
    ),
    "code-changed": (
        "Kode di layar berganti setiap setengah menit. Pindai layar di pintu sekali lagi.",
        "The code on the screen changes every half minute. Scan the screen at the door once more.",
    ),
    "screen-only": (
        "Di pintu ini poster tidak berlaku lagi. Pindai kode di layar pintu.",
        "The poster no longer counts at this door. Scan the code on the door's screen.",
    ),
    "body-too-large": ("Paling banyak {limit} bita.", "At most {limit} bytes."),
    "unsupported-media-type": ("Kirim sebagai application/json.", "Send it as application/json."),
    "too-many-requests": (
        "Perangkat ini terlalu sering meminta. Tunggu {retry_after} detik.",
        "This device asks too often. Wait {retry_after} seconds.",
    ),
    "try-again": (
        "Gerbang sedang sibuk. Kirim kembali permintaan yang sama; tidak akan tercatat dua kali.",
        "The gate is busy. Send the same request again; it will not count twice.",
    ),
    "clock-off": (
        "Waktu pada perangkat terlalu jauh dari waktu gerbang. Perbaiki jam, lalu coba lagi.",
        "The device's time is too far from the gate's. Correct its clock and try again.",
    ),
    "mistyped": (
        "Ada huruf atau angka yang keliru. Periksa kembali kode pada poster.",
        "A letter or digit is wrong. Check the letters of the code on the poster.",
    ),
    "not-a-code": ("Ini bukan kode Gapura.", "This is not a Gapura code."),
    "forged": (
        "Kode ini tidak dibuat oleh Gapura di sini. Beri tahu petugas tempat ini.",
        "This code was not made here. Please tell the officer of this place.",
    ),
    "no-venue": ("Tidak ada tempat dengan kode ini.", "No place has this code."),
    "withdrawn": (
        "Poster ini sudah diganti atau tempatnya tutup. Cari poster yang baru atau tanyakan petugas.",
        "This poster was replaced or the place has closed. Look for the new poster or ask an officer.",
    ),
    "withdrawn-place": (
        "Tempat ini dicabut: tidak ada lagi yang dicatat masuk di sini.",
        "This place was withdrawn: nobody is checked in here any more.",
    ),
    "withdrawn-door": (
        "Pintu ini tidak dipakai lagi. Gunakan pintu lain.",
        "This door is no longer in use. Please use another one.",
    ),
}


class Problem(Exception):
    """One error as answered: its type, words in the reader's language, and extra members."""

    def __init__(self, name: str, detail: str | tuple[str, str] = "", **members: Any) -> None:
        """`detail` is a key of DETAILS (the type's own when left out), or the words in both languages."""
        super().__init__(name)
        self.name: Final = name
        self.kind: Final = KINDS[name]
        self.detail = detail or name
        self.members = members

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.status

    def document(self, language: str) -> dict[str, Any]:
        """The problem document in one language."""
        indonesian = language == "id"
        return {
            "type": PREFIX + self.name,
            "title": self.kind.title_id if indonesian else self.kind.title_en,
            "status": self.status,
            "detail": self._words(indonesian),
            **self.members,
        }

    def _words(self, indonesian: bool) -> str:
        if isinstance(self.detail, tuple):
            return self.detail[0 if indonesian else 1]
        words = DETAILS.get(self.detail)
        return words[0 if indonesian else 1].format(**self.members) if words else self.detail

    def encode(self, language: str) -> bytes:
        """The document as JSON."""
        return msgspec.json.encode(self.document(language))

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What the HTTP answer must say besides."""
        if self.status == 401:
            return [(b"www-authenticate", b'Bearer realm="gapura"')]
        if self.status in (429, 503):
            return [(b"retry-after", str(self.members.get("retry_after", RETRY_AFTER)).encode())]
        if self.status == 405:
            return [(b"allow", str(self.members["allow"]).encode())]
        return []


def of_a_fault(error: Exception) -> Problem:
    """What is answered where a fault of ours ended a request; its member `request_id` finds it in the log.

    Requests need no id before that: what goes well is found by the visit's own id.
    """
    request_id = uuid.uuid4().hex[:16]
    log.error("a request failed", exc_info=error, extra={"request_id": request_id})
    return Problem("try-again", request_id=request_id)
