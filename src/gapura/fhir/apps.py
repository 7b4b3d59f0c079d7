"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class FhirConfig(AppConfig):
    """What registries send, and until when it waits for whom it is about."""

    name = "gapura.fhir"
    label = "fhir"

    def ready(self) -> None:
        """Listen for documents that staff see."""
        import_module("gapura.fhir.listening")
