"""What error pages say, in both languages at once: they must work where nothing else does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language of an error page."""

    title: str
    text: str
    way: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One error page."""

    status: int
    id: Words
    en: Words


def try_again(language: str) -> dict[str, str | int]:
    """The problem document (RFC 9457) of the same type as the gate's, for the time the database is away."""
    words = AWAY.en if language == "en" else AWAY.id
    return {
        "type": "urn:gapura:problem:try-again",
        "title": words.title,
        "status": AWAY.status,
        "detail": _SEND_AGAIN[language],
    }


_SEND_AGAIN = {
    "id": "Basis data kami sedang tidak terjangkau. Kirim kembali permintaan yang sama sebentar lagi.",
    "en": "Our database cannot be reached just now. Send the same request again in a moment.",
}

BAD_REQUEST = Problem(
    400,
    Words(
        "Permintaan tidak terbaca",
        "Alamat atau isian yang dikirim tidak dapat kami baca. Tidak ada yang disimpan.",
        "Kembali ke beranda",
    ),
    Words(
        "We could not read that",
        "The address or form that arrived makes no sense to us. Nothing was saved.",
        "Back to the start",
    ),
)
FORBIDDEN = Problem(
    403,
    Words(
        "Halaman ini bukan untuk akun Anda",
        "Jika menurut Anda ini keliru, hubungi koordinator wilayah Anda.",
        "Kembali ke beranda",
    ),
    Words(
        "This page is not for your account",
        "If you think that is a mistake, contact the coordinator of your region.",
        "Back to the start",
    ),
)
FORGED = Problem(
    403,
    Words(
        "Formulir ini sudah kedaluwarsa",
        "Halaman terbuka terlalu lama, atau cookie dimatikan. Tidak ada yang disimpan. "
        "Kembali, muat ulang halaman, lalu kirim sekali lagi.",
        "Buka kembali halamannya",
    ),
    Words(
        "This form is out of date",
        "The page was open for too long, or cookies are switched off. Nothing was saved. "
        "Go back, load the page again and send once more.",
        "Open the page again",
    ),
)
NOT_FOUND = Problem(
    404,
    Words(
        "Halaman ini tidak ada",
        "Mungkin alamatnya salah ketik, atau catatannya sudah dihapus setelah masa simpannya.",
        "Kembali ke beranda",
    ),
    Words(
        "There is no such page",
        "Perhaps the address was mistyped, or the record was deleted when its time was over.",
        "Back to the start",
    ),
)
BROKEN = Problem(
    500,
    Words(
        "Ada gangguan di pihak kami",
        "Ini bukan kesalahan Anda. Coba lagi sebentar lagi. "
        "Di pintu masuk, tunjukkan layar ini kepada petugas: check-in dapat dilakukan tanpa ponsel.",
        "Kembali ke beranda",
    ),
    Words(
        "Something broke on our side",
        "This is not your fault. Please try again in a moment. "
        "At a door, show this screen to the staff: they can check you in without a phone.",
        "Back to the start",
    ),
)
AWAY = Problem(
    503,
    Words(
        "Coba lagi sebentar lagi",
        "Basis data kami sedang tidak terjangkau. Ini bukan kesalahan Anda. "
        "Jika Anda baru mengirim formulir, isinya mungkin belum tersimpan: biarkan halaman ini terbuka, "
        "lalu muat ulang sebentar lagi, dan peramban mengirimnya sekali lagi. "
        "Di pintu masuk, tunjukkan layar ini kepada petugas: check-in dapat dilakukan tanpa ponsel.",
        "Buka kembali halamannya",
    ),
    Words(
        "Please try again in a moment",
        "Our database cannot be reached just now. This is not your fault. "
        "If you have just sent a form, what was in it may not be saved: leave this page open, "
        "reload it in a moment, and your browser sends it once more. "
        "At a door, show this screen to the staff: they can check you in without a phone.",
        "Open the page again",
    ),
)
