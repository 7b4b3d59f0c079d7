"""A person's NIK or passport as it may be shown: masked."""

from gapura.core.codes import passport
from gapura.core.codes.nik import Nik
from gapura.people.models import Person


def masked(person: Person) -> str:
    """The document's number without its middle; empty where none has been given."""
    if not person.document:
        return ""
    if person.document_kind == Person.Document.NIK:
        return Nik(str(person.document)).masked
    return passport.Passport(str(person.document)).masked
