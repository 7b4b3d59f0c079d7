"""The pages of the known stock: its lists with their sources, sending one, and taking one back."""

from typing import Final

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.requests import StaffRequest
from gapura.audit import words
from gapura.common.methods import require_form
from gapura.common.paging import asked_page
from gapura.oversight.coverage.forms import StockForm
from gapura.oversight.coverage.models import StockList
from gapura.oversight.coverage.stock import import_stock, withdraw_stock
from gapura.oversight.coverage.views import for_authorities
from gapura.oversight.exports.tables import Table, xlsx_answer
from gapura.regions.models import Level, Region
from gapura.venues.categories import CATEGORIES, label_of

PER_PAGE: Final = 50


@for_authorities
@require_form
def lists(request: StaffRequest) -> HttpResponse:
    """The lists about the account's region and what lies in it; send another."""
    region = request.user.region
    if request.method != "POST":
        return _page(request, StockForm(region=region))
    form = StockForm(request.POST, request.FILES, region=region)
    if not form.is_valid():
        return _page(request, form, 422)
    said = form.cleaned_data
    kept = import_stock(
        said["lines"], region=region, source=said["source"], as_of=said["as_of"], by=request.user
    )
    messages.success(request, _("The list is kept. Coverage is counted again within a minute."))
    return redirect("coverage_stock_list", list_id=kept.pk)


@for_authorities
@require_safe
def show(request: StaffRequest, list_id: int) -> HttpResponse:
    """One list, page by page."""
    stock_list = _own(request, list_id)
    lines = stock_list.lines.select_related("region").order_by("region", "category")
    page = asked_page(request, lines, PER_PAGE)
    return render(
        request,
        "oversight/coverage/stock_list.html",
        {
            "tab": "coverage",
            "list": stock_list,
            "page": page,
            "total": stock_list.lines.aggregate(total=Sum("places", default=0))["total"],
            "importer": words.actors([stock_list.imported_by])[stock_list.imported_by],
        },
    )


@for_authorities
@require_POST
def withdraw(request: StaffRequest, list_id: int) -> HttpResponse:
    """Take a list back."""
    if withdraw_stock(stock_list=_own(request, list_id), by=request.user):
        messages.success(request, _("The list is taken back; the one before it holds again."))
    return redirect("coverage_stock_list", list_id=list_id)


@for_authorities
@require_safe
def template(request: StaffRequest) -> HttpResponse:
    """A list to fill in: a row for each kecamatan (of the nation: each regency) and category."""
    region = request.user.region
    level = Level.REGENCY if region.level == Level.NATION else Level.KECAMATAN
    names = Region.objects.filter(region.within("code"), level=level).order_by("code")
    rows = ([each.code, each.name, label_of(category), ""] for each in names for category in CATEGORIES)
    heads = ["kode wilayah", "nama", "kategori", "jumlah"]
    return xlsx_answer([Table(_("Known places"), heads, rows)], "templat-jumlah-tempat")


def _page(request: StaffRequest, form: StockForm, status: int = 200) -> HttpResponse:
    kept = StockList.objects.filter(request.user.region.within()).select_related("region")
    page = asked_page(request, kept, PER_PAGE)
    context = {"tab": "coverage", "form": form, "page": page}
    return render(request, "oversight/coverage/stock.html", context, status=status)


def _own(request: StaffRequest, list_id: int) -> StockList:
    return get_object_or_404(StockList, request.user.region.within(), pk=list_id)
