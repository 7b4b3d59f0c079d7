"""What error pages say, in both languages at once: they must work where nothing else does."""

from dataclasses import dataclass

from gapura.config import BODY_LIMIT


@dataclass(frozen=True, slots=True)
class Words:
    """One language of an error page; `detail` is what a program is told where it differs."""

    title: str
    text: str
    way: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error page; its type is the gate's where the gate has one."""

    type: str
    status: int
    id: Words
    en: Words


_LARGEST = BODY_LIMIT // 2**20

BAD_REQUEST = Problem(
    "malformed-body",
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
    "forbidden",
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
    "forged",
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
    "not-found",
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
NOT_ALLOWED = Problem(
    "method-not-allowed",
    405,
    Words(
        "Alamat ini bukan halaman",
        "Alamat ini hanya menerima tombol atau formulir dari halaman lain. Tidak ada yang berubah.",
        "Kembali ke beranda",
    ),
    Words(
        "This address is no page",
        "It only takes what a button or form on another page sends. Nothing has changed.",
        "Back to the start",
    ),
)
TOO_LARGE = Problem(
    "body-too-large",
    413,
    Words(
        "Berkasnya terlalu besar",
        f"Sekali kirim paling banyak {_LARGEST} MB, semua berkas bersama. Yang baru saja Anda kirim tidak "
        "tersimpan; yang tersimpan sebelumnya tetap ada. Pilih berkas yang lebih kecil, misalnya pindaian "
        "dengan resolusi lebih rendah.",
        "Buka kembali halamannya",
    ),
    Words(
        "The files are too large",
        f"At most {_LARGEST} MB can be sent at once, all files together. What you have just sent is not "
        "saved; what was saved before is still there. Choose a smaller file, such as a "
        "scan of lower resolution.",
        "Open the page again",
    ),
)
BROKEN = Problem(
    "broken",
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
    "try-again",
    503,
    Words(
        "Coba lagi sebentar lagi",
        "Basis data kami sedang tidak terjangkau. Ini bukan kesalahan Anda. "
        "Jika Anda baru mengirim formulir, isinya mungkin belum tersimpan: biarkan halaman ini terbuka, "
        "lalu muat ulang sebentar lagi, dan peramban mengirimnya sekali lagi. "
        "Di pintu masuk, tunjukkan layar ini kepada petugas: check-in dapat dilakukan tanpa ponsel.",
        "Buka kembali halamannya",
        "Basis data kami sedang tidak terjangkau. Kirim kembali permintaan yang sama sebentar lagi.",
    ),
    Words(
        "Please try again in a moment",
        "Our database cannot be reached just now. This is not your fault. "
        "If you have just sent a form, what was in it may not be saved: leave this page open, "
        "reload it in a moment, and your browser sends it once more. "
        "At a door, show this screen to the staff: they can check you in without a phone.",
        "Open the page again",
        "Our database cannot be reached just now. Send the same request again in a moment.",
    ),
)
