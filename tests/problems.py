"""What tests ask of a refusal, whichever page or API it comes from."""

import json
from typing import Any

from gapura.common.problems import PREFIX


def problem(answer: Any, status: int) -> str:
    """The name of a refusal, which is a whole problem document."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    told = json.loads(answer.content)
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["type"].startswith(PREFIX)
    return str(told["type"].removeprefix(PREFIX))
