"""How the administration lists what a nation has much of, and looks at rows that only acts may change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from gapura.common.paging import LongPaginator


class LongAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For tables that grow with a nation: not every row is counted to show a hundred."""

    show_full_result_count = False
    paginator = LongPaginator


class Known(admin.SimpleListFilter):
    """Rows by a column whose values the code knows: to look for them would read the whole table."""

    parameter_name: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only those with the chosen one, where asked."""
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ReadOnlyAdmin(LongAdmin):
    """No adding, no changing, no deleting."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from acts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows go by retention."""
        return False
