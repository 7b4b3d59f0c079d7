"""The metric's document and the table of holidays, as they come and as they may be broken."""

from datetime import date, timedelta

import msgspec
import pytest

from gapura.core.compliance import NoMetricError, closes, get, in_force, load_all
from gapura.core.compliance.holidays import COLUMNS, HolidayError, read, shipped
from gapura.core.compliance.metric import MetricError, parse
from tests.core.compliance.place import METRIC

ROW = "2021-03-14,51,Nyepi,everything,Bali"


def test_the_metric_holds_from_its_day() -> None:
    assert in_force(METRIC.valid_from) is METRIC
    newer = get("compliance-2")
    assert in_force(newer.valid_from) is newer
    assert in_force(newer.valid_from - timedelta(days=1)) is METRIC
    with pytest.raises(NoMetricError, match="in force"):
        in_force(date(2020, 1, 1))


def test_an_unknown_metric_is_told_what_there_is() -> None:
    with pytest.raises(NoMetricError, match="compliance-1"):
        get("compliance-99")


def test_ids_are_given_once() -> None:
    assert len({metric.id for metric in load_all()}) == len(load_all())


def test_a_broken_metric_says_so() -> None:
    broken = msgspec.json.encode(METRIC).replace(b'"confidence":0.95', b'"confidence":1.5')
    with pytest.raises(MetricError, match="confidence"):
        parse(broken)


def test_the_shipped_holidays_know_nyepi_and_galungan() -> None:
    found = {(each.day, each.region, each.closes) for each in shipped()}
    assert (date(2021, 3, 14), "51", "everything") in found
    assert (date(2021, 11, 10), "51", "offices") in found
    assert (date(2021, 8, 17), "ID", "offices") in found


def test_no_day_closes_a_region_twice_for_one_reason() -> None:
    keys = [(each.day, each.region, each.name) for each in shipped()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("14/3/2021,51,Nyepi,everything,Bali", "line 2: .*no day"),
        ("2021-03-14,51,Nyepi,all,Bali", "line 2: closes is offices or everything"),
        ("2021-03-14,51,,everything,Bali", "line 2: name has 1 to 120"),
        ("2021-03-14", "line 2: closes"),
        (f"2021-03-14,51,{'N' * 121},everything,Bali", "line 2: name has 1 to 120"),
        (f"2021-03-14,51,{'N' * 140_000},everything,Bali", "line 2: field larger"),
        ("2021-03-14,51,Nye\0pi,everything,Bali", "line 2: name has a character"),
    ],
)
def test_an_unfit_row_says_which_and_why(row: str, says: str) -> None:
    with pytest.raises(HolidayError, match=says):
        list(read([",".join(COLUMNS), row]))


def test_a_head_too_long_to_read_is_told() -> None:
    with pytest.raises(HolidayError, match="line 1: field larger"):
        list(read(["N" * 140_000, ROW]))


def test_a_table_without_a_column_says_which() -> None:
    with pytest.raises(HolidayError, match="missing: source"):
        list(read(["day,region,name,closes", ROW]))


@pytest.mark.parametrize(
    ("holiday", "sector", "category", "shut"),
    [
        ("offices", "office", "kantor_desa", True),
        ("offices", "health", "puskesmas", True),
        ("offices", "health", "rumah_sakit", False),
        ("offices", "trade", "pasar", False),
        ("everything", "trade", "pasar", True),
    ],
)
def test_whom_a_holiday_closes(holiday: str, sector: str, category: str, shut: bool) -> None:
    closed = METRIC.parameters.closed_on_holidays
    assert closes(holiday, sector=sector, category=category, closed=closed) is shut  # type: ignore[arg-type]
