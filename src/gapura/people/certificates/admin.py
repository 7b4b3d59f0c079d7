"""Trusted issuers in the administration: to be read, changed by an import only."""

from django.contrib import admin

from gapura.common.administration import ReadOnlyAdmin
from gapura.people.certificates.models import TrustedKey


@admin.register(TrustedKey)
class TrustedKeyAdmin(ReadOnlyAdmin):
    """Keys by country and issuer."""

    list_display = ("country", "name", "kind", "key_id", "signs", "since", "until", "source", "imported_at")
    list_filter = ("kind",)
    search_fields = ("name", "key_id", "country")
