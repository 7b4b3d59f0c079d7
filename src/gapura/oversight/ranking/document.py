"""A ranking as one document: what the public may download, and what the archive keeps for good."""

import json
from typing import Any

import msgspec

from gapura.core.compliance import Arithmetic
from gapura.oversight.compliance.public import public
from gapura.oversight.ranking.models import Entry, Ranking


def contents(ranking: Ranking) -> dict[str, Any]:
    """All that is public of a ranking, with replies and every place's calculation but for small counts."""
    entries = ranking.entries.select_related("hearing").order_by("side", "rank", "lot")
    return {
        "id": str(ranking.pk),
        "metric": ranking.metric,
        "region": {"code": ranking.region_id, "name": ranking.region.name},
        "category": ranking.category or None,
        "since": ranking.since.isoformat(),
        "until": ranking.until.isoformat(),
        "considered": ranking.considered,
        "left_out": ranking.left_out,
        "published_at": ranking.published_at.isoformat() if ranking.published_at else None,
        "entries": [_entry(entry) for entry in entries],
    }


def written(ranking: Ranking) -> str:
    """The document as JSON, always the same for the same ranking."""
    return json.dumps(contents(ranking), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "side": entry.side,
        "rank": entry.rank,
        "venue": str(entry.venue_id),
        "name": entry.name,
        "region": entry.region_name,
        "category": entry.category,
        "share": entry.share,
        "low": entry.low,
        "high": entry.high,
        "told": entry.hearing.told,
        "reply": entry.hearing.text or None,
        "group": entry.arithmetic["group"],
        "arithmetic": public(msgspec.convert(entry.arithmetic["arithmetic"], Arithmetic)),
    }
