"""Files that were chosen in a form that was then refused: kept, so that nobody has to choose them again."""

from collections.abc import Sequence

from django.utils.translation import get_language

from gapura.registration.applying import drafts
from gapura.registration.documents import NewDocument
from gapura.registration.models import Document, Draft


class ChosenFiles:
    """What is kept under a key that the form carries along, in a draft that goes with every other."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.draft: Draft | None = drafts.opened_by(key) if key else None

    def keep(self, documents: Sequence[NewDocument]) -> None:
        """Keep what was chosen now in place of what was chosen before."""
        if not documents:
            return
        if self.draft is None or self.draft.application_id is not None:
            self.draft, self.key = drafts.start(language=get_language() or "id")
        self.let_go(documents)
        for document in documents:
            drafts.add_document(draft=self.draft, document=document)

    def let_go(self, documents: Sequence[NewDocument]) -> None:
        """Forget what was kept of a kind that was chosen anew."""
        kinds = {document.kind for document in documents}
        for kept in self.documents:
            if self.draft is not None and kept.kind in kinds:
                drafts.remove_document(draft=self.draft, document_id=str(kept.pk))

    def taken(self, kind: str) -> NewDocument | None:
        """What is kept of a kind, as if chosen now; it is kept here no longer."""
        for kept in self.documents:
            if kept.kind == kind:
                document = NewDocument.again(kept)
                self.let_go([document])
                return document
        return None

    @property
    def documents(self) -> list[Document]:
        """What is kept."""
        return list(self.draft.documents.all()) if self.draft is not None else []
