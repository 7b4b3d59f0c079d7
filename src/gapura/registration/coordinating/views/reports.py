"""The coordinator's report as a file; that it was downloaded is kept in the trail."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.registration.coordinating import reports, workbooks


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def workbook(request: StaffRequest) -> HttpResponse:
    """The funnel, who is stuck, and the list, as XLSX."""
    return _file(request, reports.workbook(_noted(request, "XLSX")), workbooks.CONTENT_TYPE, "xlsx")


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def document(request: StaffRequest) -> HttpResponse:
    """The same to be printed."""
    return _file(request, reports.document(_noted(request, "PDF")), "application/pdf", "pdf")


def _noted(request: StaffRequest, what: str) -> User:
    trail.record("application.report", by=request.user, subject=f"region:{request.user.region_id}", what=what)
    return request.user


def _file(request: StaffRequest, body: bytes, content_type: str, ending: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="laporan-{request.user.region_id}.{ending}"'
    return answer
