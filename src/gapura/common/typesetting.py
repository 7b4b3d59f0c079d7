"""Typesets papers: accessible PDF from a template and plain data."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import typst

_ONE_AT_A_TIME: Final = threading.Lock()


def typeset(package: str, template: str, said: Mapping[str, object]) -> bytes:
    """The PDF (PDF/UA-1) of a package's template for `said`, which it finds as JSON under `document`."""
    inputs = {"document": json.dumps(said)}
    source = files(package).joinpath(template).read_bytes()
    with _ONE_AT_A_TIME:
        pdf: Any = _compiler().compile(source, format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)
    return bytes(pdf)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(files("ttf_opensans"))], ignore_system_fonts=True)
