"""Words for what the coordinator's pages keep as codes."""

from typing import Final

from gapura.registration.coordinating.columns import COLUMNS

_HEADERS: Final = {column.field: column.header for column in COLUMNS}


def column_label(field: str) -> str:
    """A field by the header of its column in our template, as it stands in the coordinator's own sheet."""
    if field == "region":
        return _HEADERS["kecamatan"]
    return _HEADERS.get(field, "Surat permohonan" if field == "letter" else field)
