"""Draws one page of a PDF, alone in a process of its own that is stopped when it takes too much.

Run by `pictures`, never imported: `python -I drawing.py PAGE < file` writes a PNG. Nothing touches the disk.
"""

import os
import resource
import sys
from typing import Any

import typst

CPU_SECONDS = 10
MEMORY = 2**30  # bytes of address space
DOTS = 110.0  # an inch; a sheet of A4 is 909 points wide

PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image("/%d", page: %d, format: "pdf", width: 595pt)"""


def main() -> None:
    """Draw the page that the first argument names."""
    file = os.memfd_create("letter")
    with open(file, "wb", closefd=False) as out:
        out.write(sys.stdin.buffer.read())
    _stay_small()
    source = (PAGE % (file, int(sys.argv[1]))).encode()
    # The letter's own fonts are drawn, and nothing but the letter can be read.
    compiler = typst.Compiler(root="/proc/self/fd", ignore_system_fonts=True)
    picture: Any = compiler.compile(source, format="png", ppi=DOTS)
    sys.stdout.buffer.write(picture)


def _stay_small() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
