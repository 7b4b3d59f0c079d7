"""What a poster says around its office's own words, in Indonesian and English."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["id", "en"]

WORDS: Final[dict[Language, dict[str, str]]] = {
    "id": {
        "call": "Pindai untuk check-in",
        "how": "Cara check-in",
        "open_camera": "Buka kamera ponsel Anda. Tidak perlu aplikasi.",
        "point": "Arahkan ke kode QR, lalu ketuk alamat yang muncul.",
        "show": "Tekan Check-in, lalu tunjukkan hasilnya kepada petugas.",
        "cannot_scan": "Tidak bisa memindai?",
        "type_address": "Ketik alamat ini di peramban ponsel Anda:",
        "ask_officer": "Tanpa ponsel? Petugas di pintu siap membantu Anda check-in.",
        "official": "Alamat resmi:",
        "other_false": "Alamat lain palsu; jangan isi data Anda di sana.",
        "alt": "Kode QR berisi alamat {url}. Kode tempat: {code}.",
        "title": "Poster check-in",
    },
    "en": {
        "call": "Scan to check in",
        "how": "How to check in",
        "open_camera": "Open your phone's camera. No app is needed.",
        "point": "Point it at the QR code and tap the address that appears.",
        "show": "Press Check in and show the result to the officer.",
        "cannot_scan": "Cannot scan?",
        "type_address": "Type this address into your phone's browser:",
        "ask_officer": "No phone? The officer at the door will gladly check you in.",
        "official": "Official address:",
        "other_false": "Any other address is false; do not enter your data there.",
        "alt": "QR code holding the address {url}. Place code: {code}.",
        "title": "Check-in poster",
    },
}
