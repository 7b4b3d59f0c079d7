"""Trusted issuers and certificates called back in the administration: read here, changed by imports."""

from django.contrib import admin

from gapura.common.administration import ReadOnlyAdmin
from gapura.people.certificates.models import Revocation, TrustedKey


@admin.register(TrustedKey)
class TrustedKeyAdmin(ReadOnlyAdmin):
    """Keys by country and issuer."""

    list_display = ("country", "name", "kind", "key_id", "signs", "since", "until", "source", "imported_at")
    list_filter = ("kind",)
    search_fields = ("name", "key_id", "country")


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    """Hashes of certificates that were called back, in the order of their lists."""

    list_display = ("__str__", "source", "imported_at")
    fields = readonly_fields = ("__str__", "source", "imported_at")
