"""What is counted of visits, said once: for the statements that count, add up, and keep the counts."""

from collections.abc import Sequence
from typing import Final

LEFT_BY: Final = ("visitor", "officer", "elsewhere", "limit")
DECISIONS: Final = ("admit", "verify", "refuse", "full")
COLOURS: Final = ("green", "yellow", "red", "black")

_VERIFIED: Final = "starts_with(v.reasons, 'verified_by_officer')"

SUMS: Final[dict[str, str]] = {
    "check_ins": "count(*)",
    "people": "sum(1 + v.companions)",
    "entered": "coalesce(sum(1 + v.companions) FILTER (WHERE v.decision = 'admit'), 0)",
    **{each: f"count(*) FILTER (WHERE v.decision = '{each}')" for each in DECISIONS},
    **{each: f"count(*) FILTER (WHERE v.colour = '{each}')" for each in COLOURS},
    "groups": "count(*) FILTER (WHERE v.companions > 0)",
    "group_people": "coalesce(sum(1 + v.companions) FILTER (WHERE v.companions > 0), 0)",
    "offline": "count(*) FILTER (WHERE v.offline)",
    "verified": f"count(*) FILTER (WHERE {_VERIFIED})",
    "verified_late": f"count(*) FILTER (WHERE {_VERIFIED} AND v.offline)",
    **{f"left_{each}": f"count(*) FILTER (WHERE v.left_by = '{each}')" for each in LEFT_BY},
}
"""Each count with the expression that makes it from visits `v`; all add up over doors, hours and places."""

PEAK: Final = "coalesce(max(v.occupancy) FILTER (WHERE v.decision = 'admit' AND NOT v.offline), 0)"
"""What a device sent later says nothing about how crowded the place was then."""


def summed(table: str) -> str:
    """The sums of a table's counts, under their own names; quoted, since FULL is a word of SQL's own."""
    return ", ".join(f'sum({table}."{name}")::integer AS "{name}"' for name in SUMS)


def kept(table: str, rows: str, key: Sequence[str], values: Sequence[str]) -> str:
    """The INSERT that brings a table into step with rows, named where they are made, by their key.

    What is right already is left alone: to meet it again would lock, and so write, every row each time. The
    offset has each row looked up by its key, where a join might read the whole table.
    """
    names = [f'"{name}"' for name in values]
    columns = ", ".join([*key, *names])
    same = " AND ".join(f"k.{name} = n.{name}" for name in key)
    old, new = (", ".join(f"{of}.{name}" for name in names) for of in ("k", "n"))
    return f"""
    INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows} n
    WHERE NOT EXISTS (SELECT FROM {table} k WHERE {same} AND ({old}) IS NOT DISTINCT FROM ({new}) OFFSET 0)
    ON CONFLICT ({", ".join(key)}) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in names)}
    """
