"""The example passes that readers in other languages are tested with."""

import json
from typing import Any

import pytest

from gapura.core.codes import passes
from tests.core.codes import pass_vectors

DOCUMENT = json.loads(pass_vectors.FILE.read_text("utf-8"))


def test_the_examples_are_what_this_code_makes() -> None:
    assert pass_vectors.FILE.read_text("utf-8") == pass_vectors.text()


@pytest.mark.parametrize("example", DOCUMENT["passes"], ids=lambda example: example["name"])
def test_an_example_is_judged_as_it_says(example: dict[str, Any]) -> None:
    if "problem" in example:
        with pytest.raises(passes.PassError) as caught:
            passes.read(example["text"], [pass_vectors.KEY])
        assert caught.value.problem == example["problem"]
    else:
        assert passes.read(example["text"], [pass_vectors.KEY]).fault(example["at"]) == example["fault"]
