"""Small counts are not told, and cannot be worked out from what is told."""

from hypothesis import given
from hypothesis import strategies as st

from gapura.core.small_cells import FEWEST, told, told_parts, told_table

COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 5000))


def test_nobody_and_many_are_told_and_few_are_not() -> None:
    assert [told(count) for count in (0, 1, 9, 10, 11)] == [0, None, None, 10, 11]


def test_a_single_untold_part_takes_the_smallest_other_with_it() -> None:
    assert told_parts({"admit": 900, "verify": 40, "refuse": 3}) == {
        "admit": 900,
        "verify": None,
        "refuse": None,
    }


def test_two_untold_parts_that_could_only_be_one_each_take_another_with_them() -> None:
    assert told_parts({"a": 1, "b": 1, "c": 30, "d": 40}) == {"a": None, "b": None, "c": None, "d": 40}


def test_a_table_hides_as_much_as_both_its_totals_would_give_away() -> None:
    table = {("ubud", "red"): 2, ("ubud", "green"): 50, ("gianyar", "red"): 20, ("gianyar", "green"): 80}
    assert set(told_table(table).values()) == {None}


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 4)), COUNTS, max_size=30))
def test_no_line_of_a_table_gives_a_small_count_away(cells: dict[tuple[int, int], int]) -> None:
    shown = told_table(cells)
    assert all(count is None or count == cells[key] for key, count in shown.items())
    assert all(count is None or count == 0 or count >= FEWEST for count in shown.values())
    for side in (0, 1):
        for name in {key[side] for key in cells}:
            line = [key for key in cells if key[side] == name]
            hidden = [key for key in line if shown[key] is None]
            others = [key for key in line if shown[key]]
            # Only where nothing is left to hide may the hidden ones stand alone.
            assert (
                not hidden or not others or (len(hidden) > 1 and sum(cells[key] for key in hidden) >= FEWEST)
            )
