"""The build hook: whoever installs Gapura gets its browser bundles and translations built first."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tools import assets


class GapuraBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is stale; the artifacts are named in pyproject.toml."""
        if assets.stale():
            assets.build()
