"""Charts: well-formed pictures that escape what they are given, with words and a table that say the same."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from gapura.oversight.charts import Chart, Row, Series, Tile, bars, figure, lines, percent, rows, tiles
from gapura.oversight.charts.figures import ticks

SVG = "{http://www.w3.org/2000/svg}"
HOURS = [f"{hour:02}" for hour in range(24)]


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def day(values: Sequence[float | None]) -> Chart:
    return bars(
        name="hours",
        title="Check-ins by hour",
        words="Most came at 8.",
        label="Hour",
        labels=HOURS,
        series=Series("Check-ins", values),
    )


def test_a_picture_is_named_and_described() -> None:
    svg = drawn(day([None] * 7 + [120, 340] + [0] * 15))
    assert svg.attrib["role"] == "img"
    title, words = svg.findall(f"{SVG}title")[0], svg.findall(f"{SVG}desc")[0]
    assert svg.attrib["aria-labelledby"].split() == [title.attrib["id"], words.attrib["id"]]
    assert (title.text, words.text) == ("Check-ins by hour", "Most came at 8.")


def test_bars_are_as_high_as_their_values() -> None:
    low, high = drawn(day([None] * 7 + [170, 340] + [0] * 15)).findall(f"{SVG}rect")
    assert float(high.attrib["height"]) == pytest.approx(2 * float(low.attrib["height"]), abs=0.2)


def test_the_table_says_what_the_picture_says() -> None:
    with override("id"):
        table = day([None] * 7 + [1234] + [0] * 16).table
    assert table.heads == ("Hour", "Check-ins")
    assert table.rows[6:9] == [("06", "–"), ("07", "1.234"), ("08", "0")]


def test_an_expectation_is_a_second_mark_with_its_name() -> None:
    chart = bars(
        name="days",
        title="Days",
        words="",
        label="Day",
        labels=["Mon", "Tue"],
        series=Series("Came", [30, 10]),
        expected=Series("Expected", [40, 41]),
    )
    assert chart.table.heads == ("Day", "Came", "Expected")
    assert {text.text for text in drawn(chart).iter(f"{SVG}text")} >= {"Came", "Expected", "Mon", "Tue"}


def test_a_line_breaks_where_nothing_is_known() -> None:
    chart = lines(
        name="share",
        title="Share",
        words="",
        label="Day",
        labels=["1", "2", "3", "4", "5"],
        series=Series("Share", [1, 2, None, 4, 5]),
        low=Series("At least", [0, 1, None, 3, 4]),
        high=Series("At most", [2, 3, None, 5, 6]),
    )
    strokes = [each for each in drawn(chart).iter(f"{SVG}path") if each.attrib.get("stroke-width") == "3"]
    assert len(strokes) == 2
    assert len(chart.table.heads) == 4


def test_names_are_text_and_never_markup() -> None:
    hostile = '<script>alert("1")</script>&'
    for chart in (
        rows(name="r", title=hostile, words=hostile, label="", unit="", rows=[Row(hostile, 3)]),
        tiles(name="t", title=hostile, words="", label="", unit="", parts=[Tile("A & B", 0.5, hostile)]),
    ):
        assert not list(drawn(chart).iter(f"{SVG}script"))
        page = render_to_string("oversight/chart.html", {"chart": chart})
        assert "<script" not in page
        assert " style=" not in page


def test_a_tile_that_is_not_known_is_left_white() -> None:
    chart = tiles(
        name="t",
        title="",
        words="",
        label="",
        unit="",
        parts=[Tile("Ubud", None, "–"), Tile("Tegallalang", 1.0, "9")],
    )
    unknown, full = drawn(chart).iter(f"{SVG}rect")
    assert unknown.attrib["fill"] == "#ffffff"
    assert full.attrib["fill"] != "#ffffff"


def test_a_tile_that_leads_somewhere_is_a_link_that_says_what_it_shows() -> None:
    parts = [Tile("Ubud & Tegal", 0.2, "3", "?wilayah=51.04.05&hari=28"), Tile("Gianyar", 1.0, "9")]
    picture = drawn(tiles(name="t", title="", words="", label="", unit="", parts=parts))
    (link,) = picture.iter(f"{SVG}a")
    assert link.attrib == {"href": "?wilayah=51.04.05&hari=28", "aria-label": "Ubud & Tegal: 3"}
    assert len(list(link.iter(f"{SVG}rect"))) == 1
    # Within an image no keyboard would reach it.
    assert picture.attrib["role"] == "group"


@given(st.floats(min_value=0, max_value=1e9))
def test_a_scale_reaches_the_highest_value_with_few_marks(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 7
    assert marks == sorted(set(marks))


def test_figures_are_written_as_the_language_writes_them() -> None:
    with override("id"):
        assert (figure(12345), figure(None), percent(0.942)) == ("12.345", "–", "94,2 %")
    with override("en"):
        assert (figure(12345), percent(0.942)) == ("12,345", "94.2 %")
