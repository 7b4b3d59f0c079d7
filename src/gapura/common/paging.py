"""Lists page by page, counted no further than a person leafs: a nation's cost what a village's do."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

MOST: Final = 1_000
"""Rows that are counted; of a longer list it is said that there are more."""

FURTHEST: Final = 100_000
"""The largest page number, beyond any list's end."""


class LongPage(Page):  # type: ignore[type-arg]
    """A page that knows by one row too many whether another follows, where nobody has counted so far."""

    paginator: "LongPaginator"

    def __init__(self, rows: Any, number: int, paginator: "LongPaginator") -> None:
        found = list(rows)
        super().__init__(found[: paginator.per_page], number, paginator)
        self._another = len(found) > paginator.per_page

    def has_next(self) -> bool:
        """Whether there are rows after these, and a page number for them."""
        return self._another and (self.paginator.more or self.number < self.paginator.num_pages)


class LongPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list of any length; `count` is at most MOST, and `more` says whether there are others."""

    @cached_property
    def counted(self) -> int:
        """How many rows there are, as far as one beyond MOST."""
        rows = self.object_list
        return rows.order_by()[: MOST + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def count(self) -> int:
        """How many rows there are, or MOST."""
        return min(self.counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more than `count`."""
        return self.counted > MOST

    def validate_number(self, number: Any) -> int:
        """A page's number; where not all is counted, a larger one than the last that is known, too."""
        try:
            return super().validate_number(number)
        except EmptyPage:
            if not (self.more and 0 < int(number) <= FURTHEST):
                raise
            return int(number)

    def page(self, number: Any) -> "Page[Any]":
        """The rows of a page. Raises EmptyPage where there are none, and PageNotAnInteger."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        page = LongPage(self.object_list[first : first + self.per_page + 1], number, self)
        if number > self.num_pages and not page.object_list:
            raise EmptyPage(self.error_messages["no_results"])
        return page

    def get_page(self, number: Any) -> Page[Any]:
        """The page of this number, or one that there is."""
        try:
            return super().get_page(number)
        except EmptyPage:
            return self.page(self.num_pages)

    def get_elided_page_range(self, number: Any = 1, **how: Any) -> Iterator[Any]:
        """The pages to choose from; past those that are counted, this one and the next."""
        yield from super().get_elided_page_range(number, **how)
        if self.more:
            yield from range(max(self.num_pages + 1, int(number)), int(number) + 2)


def asked_page(request: HttpRequest, rows: Any, per_page: int, *, counted: int | None = None) -> "Page[Any]":
    """The page that was asked for, or one that there is; `counted` as LongPaginator has it, where known."""
    paginator = LongPaginator(rows, per_page)
    if counted is not None:
        paginator.counted = counted
    return paginator.get_page(request.GET.get("page"))
