"""Registries in the administration, with what each has sent, and the codes of vaccines that they use."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.audit.trail import record
from gapura.common.administration import ReadOnlyAdmin
from gapura.fhir.models import Registry, VaccineCode
from gapura.partners.scopes import EVIDENCE


@admin.register(Registry)
class RegistryAdmin(ReadOnlyAdmin):
    """Registries by name; they are made, changed and suspended among the partners."""

    list_display = ("name", "organisation", "most_a_day", "suspended_at", "partner", "back")
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registry]:
        """Partners that are registries."""
        return super().get_queryset(request).filter(scopes=EVIDENCE)

    @admin.display(description=_("change, suspend"))
    def partner(self, registry: Registry) -> SafeString:
        """The page of the partner that it is."""
        way = reverse("change_partner", args=[registry.pk])
        return format_html('<a href="{}">{}</a>', way, _("change, suspend"))

    @admin.display(description=_("take back"))
    def back(self, registry: Registry) -> SafeString:
        """The page to take back all that it brought."""
        way = reverse("take_back_delivery", args=[registry.pk])
        return format_html('<a href="{}">{}</a>', way, _("take back all that it brought"))


@admin.register(VaccineCode)
class VaccineCodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Codes by system; each change is in the trail."""

    list_display = ("code", "system", "product")
    search_fields = ("code", "product")

    def save_model(self, request: HttpRequest, obj: VaccineCode, form: Any, change: bool) -> None:
        """Save, and write into the trail what a code means from now on."""
        super().save_model(request, obj, form, change)
        self._tell(request, obj, obj.product)

    def delete_model(self, request: HttpRequest, obj: VaccineCode) -> None:
        """Delete, and write that into the trail."""
        self._tell(request, obj, "")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[VaccineCode]) -> None:
        """The same for each of many."""
        for code in queryset:
            self.delete_model(request, code)

    def _tell(self, request: HttpRequest, code: VaccineCode, product: str) -> None:
        assert isinstance(request.user, User)
        told = {"system": code.system, "code": code.code, "product": product}
        record("fhir.vaccine_code", by=request.user, subject=f"vaccine_code:{code.pk}", **told)
