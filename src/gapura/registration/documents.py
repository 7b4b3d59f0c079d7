"""Letters, photos and other papers: kept sealed once they were opened and found harmless."""

from dataclasses import dataclass

from gapura.audit import trail
from gapura.registration.letters.checking import CheckedFile, check_letter, check_photo
from gapura.registration.models import Application, Content, Document, Draft


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file that was opened and found harmless, about to be kept; `content` where its bytes are already."""

    kind: str
    file: CheckedFile
    content: Content | None = None

    @classmethod
    def opened(cls, kind: str, name: str, body: bytes) -> "NewDocument":
        """Open a file as what it is said to be. Raises LetterError with the reason."""
        check = check_photo if kind == Document.Kind.PHOTO else check_letter
        return cls(kind, check(body, name))

    @classmethod
    def again(cls, kept: Document) -> "NewDocument":
        """A kept document as if it were chosen anew."""
        kind = "pdf" if kept.content_type == "application/pdf" else "picture"
        file = CheckedFile(
            kind, kept.content_type, kept.pages, kept.name, bytes(kept.content.body), kept.sha256
        )
        return cls(kept.kind, file)


def keep(
    document: NewDocument,
    *,
    by: trail.Actor,
    application: Application | None = None,
    draft: Draft | None = None,
) -> Document:
    """Keep a file with a draft or an application; its bytes anew unless they are kept already."""
    file = document.file
    kept = Document.objects.create(
        application=application,
        draft=draft,
        kind=document.kind,
        name=file.name,
        content_type=file.content_type,
        pages=file.pages,
        size=len(file.body),
        sha256=file.sha256,
        content=document.content or Content.objects.create(body=file.body),
        added_by=by.actor,
    )
    if application is not None:
        trail.record("application.add_document", by=by, subject=application.subject, kind=document.kind)
    return kept


def body_of(document: Document) -> bytes:
    """The bytes of a document."""
    return bytes(Content.objects.get(pk=document.content_id).body)
