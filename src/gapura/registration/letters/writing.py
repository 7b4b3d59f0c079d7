"""A letter of application as accessible PDF, written from the form: to be printed, signed and stamped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import translation

from gapura.common.typesetting import typeset
from gapura.registration.details import Details, Hours
from gapura.venues.categories import label_of
from gapura.venues.models import Door
from gapura.venues.posters.data import printable

ADDRESSEE: Final = (
    "Kepala Pusat Data dan Teknologi Informasi",
    "Kementerian Kesehatan Republik Indonesia",
    "di Jakarta",
)
MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
DAYS: Final = {
    "mon": "Senin",
    "tue": "Selasa",
    "wed": "Rabu",
    "thu": "Kamis",
    "fri": "Jumat",
    "sat": "Sabtu",
    "sun": "Minggu",
}
_WAYS: Final = {Door.Kind.ENTRY: "masuk", Door.Kind.EXIT: "keluar", Door.Kind.BOTH: "masuk dan keluar"}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where the place lies, by the names of its regions; empty where unknown."""

    village: str = ""
    kecamatan: str = ""
    regency: str = ""
    province: str = ""


def write_letter(details: Details, *, place: Place, domain: str) -> bytes:
    """The letter as PDF (PDF/UA-1, A4), the same bytes for the same details; always in Indonesian."""
    return typeset(__package__, "letter.typ", _said(details, place, domain))


def day_in_words(day: date) -> str:
    """A date as letters have it: `5 Oktober 2021`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def hours_in_words(hours: Hours) -> str:
    """Opening hours, days with the same ones together: `Senin–Kamis 07.30–15.30; Jumat 07.30–13.00`."""
    spans: list[tuple[list[str], str]] = []
    for day, name in DAYS.items():
        times = "–".join(time.replace(":", ".") for time in hours.get(day, ()))
        if spans and spans[-1][1] == times:
            spans[-1][0].append(name)
        else:
            spans.append(([name], times))
    return "; ".join(f"{_span(names)} {times}" for names, times in spans if times)


def _span(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def _said(details: Details, place: Place, domain: str) -> dict[str, Any]:
    return {
        "title": f"Surat permohonan kode QR – {_line(details.place_name)}",
        "domain": domain,
        "above": [_line(line) for line in _above(place)],
        "agency": _line(details.agency),
        "reach": _line(" · ".join(filter(None, (details.address, details.email, details.phone)))),
        "number": _line(details.letter_number),
        "enclosed": "–",
        "about": "Permohonan kode QR check-in",
        "town": _line(_short(place.regency) or place.kecamatan or "Tempat"),
        "date": day_in_words(details.letter_date),
        "addressee": ADDRESSEE,
        "opening": _OPENING,
        "person": _rows(_person(details)),
        "place": _rows(_place(details, place)),
        "closing": _CLOSING,
        "signer": f"Pimpinan {_line(details.agency)},",
    }


_OPENING = (
    "Dengan hormat,",
    "Dalam rangka pencegahan dan pengendalian COVID-19 di lingkungan kantor kami, bersama ini kami "
    "mengajukan permohonan pembuatan kode QR untuk dipasang pada setiap pintu masuk dan keluar gedung "
    "kantor kami, dengan data sebagai berikut.",
)
_CLOSING = (
    "Penanggung jawab tersebut kami tugasi mengaktifkan dan mengelola kode QR, memasangnya pada setiap "
    "pintu, dan memastikan setiap orang yang masuk melakukan check-in sesuai protokol kesehatan.",
    "Demikian permohonan ini kami sampaikan. Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima "
    "kasih.",
)


def _above(place: Place) -> list[str]:
    """The lines over the agency's name: of what it is part."""
    regency = f"Pemerintah {place.regency}" if place.regency else ""
    return [line for line in (regency, f"Kecamatan {place.kecamatan}" if place.village else "") if line]


def _person(details: Details) -> Mapping[str, str]:
    return {
        "Nama": details.pic_name,
        "Jabatan": details.pic_position,
        "Instansi": details.agency,
        "E-mail": details.email,
        "Nomor telepon": details.phone,
    }


def _place(details: Details, place: Place) -> Mapping[str, str]:
    with translation.override("id"):
        kind = label_of(details.category)
    kecamatan = f"Kecamatan {place.kecamatan}" if place.kecamatan else ""
    return {
        "Nama tempat": details.place_name,
        "Jenis": kind,
        "Alamat": details.address,
        "Wilayah": ", ".join(filter(None, (place.village, kecamatan, place.regency, place.province))),
        "Koordinat": _position(details),
        "Jumlah pegawai": _people(details.staff),
        "Tamu per hari": _people(details.daily_guests),
        "Kapasitas": _people(details.capacity),
        "Jam layanan": hours_in_words(details.opening_hours),
        f"Pintu ({len(details.doors)})": "\n".join(
            f"{number}. {_line(door.name)} ({_WAYS[Door.Kind(door.kind)]})"
            for number, door in enumerate(details.doors, 1)
        ),
    }


def _rows(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (label, "\n".join(_line(line) for line in value.split("\n")))
        for label, value in values.items()
        if value
    ]


def _position(details: Details) -> str:
    if details.latitude is None or details.longitude is None:
        return ""
    return f"{details.latitude:.6f}, {details.longitude:.6f}"


def _people(number: int | None) -> str:
    return "" if number is None else f"{number:,} orang".replace(",", ".")


def _short(regency: str) -> str:
    """`Gianyar` of `Kabupaten Gianyar`: letters are dated from the town."""
    return regency.removeprefix("Kabupaten ").removeprefix("Kota ")


def _line(text: str) -> str:
    return printable(text, _LONGEST)
