"""HL7 FHIR R4 resources as evidence: what a registry of doses or a laboratory sends, read strictly."""

from gapura.core.evidence.fhir.bundles import MOST_ENTRIES, Bundle, Entry, read_bundle
from gapura.core.evidence.fhir.issues import FhirError, Issue
from gapura.core.evidence.fhir.patients import Subject
from gapura.core.evidence.fhir.reading import LARGEST_BUNDLE, LARGEST_RESOURCE, decode
from gapura.core.evidence.fhir.resources import KINDS, Told, read

__all__ = [
    "KINDS",
    "LARGEST_BUNDLE",
    "LARGEST_RESOURCE",
    "MOST_ENTRIES",
    "Bundle",
    "Entry",
    "FhirError",
    "Issue",
    "Subject",
    "Told",
    "decode",
    "read",
    "read_bundle",
]
