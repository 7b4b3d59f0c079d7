"""Where each table's rows live once one database is not enough: a test proves it from the catalog.

A new table must be named here. Sharded tables keep the rules of `docs/explanation/growth.md`;
reference tables are small and copied to every shard; everything else stays in one place.
"""

from typing import Final

SHARDED: Final = {
    "visits_visit": "venue_id",
    "visits_occupancy": "venue_id",
    "visits_latevisit": "venue_id",
    "visits_nearness": "venue_id",
    "oversight_venuehour": "venue_id",
    "oversight_venueday": "venue_id",
    "scanning_scan": "venue_id",
    "scanning_held": "venue_id",
    "people_standing": "person_id",
    "people_device": "person_id",
    "people_evidencerecord": "person_id",
    "fhir_delivery": "key",
}
"""Growing tables, each with the column that says which shard a row is in."""

REFERENCE: Final = frozenset(
    {
        *("regions_region", "rulesets_pin", "venues_venue", "venues_number", "venues_door"),
        *("people_trustedkey", "people_revocation"),
    }
)
"""What the gate reads of places and rules, and whose certificates are believed."""

PER_SHARD: Final = frozenset({"visits_sweep"})
"""Upkeep's own notes: each shard has its own, and none needs another's."""

LOCAL: Final = frozenset(
    {
        *("people_person", "people_contact", "people_signincode", "people_correction", "people_pass"),
        *("people_handover", "people_shown", "fhir_vaccinecode"),
        *("regions_outline", "venues_post", "venues_succession", "venues_printing", "venues_screen"),
        "venues_earlierdeclaration",
        *("visits_gateminute", "visits_deletionreport"),
        *("scanning_scanner", "scanning_keeper", "scanning_look"),
        *("tracing_opening", "tracing_case", "tracing_site", "tracing_notice", "tracing_deletionreport"),
    }
)
"""Tables that stay in one place, of the apps that have growing ones too."""

LOCAL_APPS: Final = (
    *("accounts_", "audit_", "common_", "mail_", "oversight_", "registration_", "demo_"),
    *("partners_", "oauth2_provider_"),
    *("account_", "auth_", "django_", "mfa_", "procrastinate_"),
)
"""Apps all of whose other tables stay in one place."""


def home_of(table: str) -> str | None:
    """`sharded`, `reference`, `per shard` or `local`; None for a table that nobody declared."""
    for name, tables in (
        ("sharded", SHARDED),
        ("reference", REFERENCE),
        ("per shard", PER_SHARD),
        ("local", LOCAL),
    ):
        if table in tables:
            return name
    return "local" if table.startswith(LOCAL_APPS) else None
