"""The reference pages say what the data files say."""

from pathlib import Path

from gapura.core.policy.reference import formula, reasons_page, rule_sets_page
from gapura.core.policy.words import DECISION_WORDS

PAGES = Path(__file__).parents[3] / "docs" / "reference"
HOW = "write them anew: python -m gapura.core.policy.reference docs/reference"


def test_the_page_of_rule_sets_is_that_of_the_data_files() -> None:
    assert (PAGES / "rule-sets.md").read_text(encoding="utf-8") == rule_sets_page(), HOW


def test_the_page_of_reasons_is_that_of_the_data_files() -> None:
    assert (PAGES / "reasons.md").read_text(encoding="utf-8") == reasons_page(), HOW


def test_a_decision_is_called_what_the_page_of_words_calls_it() -> None:
    words = (PAGES / "words.md").read_text(encoding="utf-8")
    called = ", ".join(f"`{decision}` {word.id}" for decision, word in DECISION_WORDS.items())
    assert f"| decision | keputusan | {called} |" in words


def test_an_expression_reads_as_a_formula() -> None:
    days, exempt = {"<": [{"var": "case_days"}, 10]}, {"!": [{"var": "exempt"}]}
    assert formula({"and": [days, exempt]}) == "case_days < 10 and not (exempt)"
