"""`python -m gapura.cli`, the same as the `gapura` command."""

import sys

from gapura.cli import main

sys.exit(main())
