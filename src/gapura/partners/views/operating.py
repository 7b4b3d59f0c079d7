"""`/admin/partners/partner/`: an operator registers a partner, changes it, renews its secret, suspends it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.partners.acts import links, partners
from gapura.partners.forms import PartnerForm, written
from gapura.partners.models import Partner


@roles_only(Role.OPERATOR)
@require_form
def register(request: StaffRequest) -> HttpResponse:
    """A new partner; its secret is on the answer and nowhere afterwards."""
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, None, form, 400 if form.is_bound else 200)
    made = partners.register(details=form.details(), by=request.user)
    return _page(request, made.partner, secret=made.secret, signing=made.webhook_secret)


@roles_only(Role.OPERATOR)
@require_form
def change(request: StaffRequest, partner_id: int) -> HttpResponse:
    """What is on record, to be changed."""
    partner = get_object_or_404(Partner, pk=partner_id)
    form = PartnerForm(
        request.POST if request.method == "POST" else None, initial=written(partner), partner=partner
    )
    if not form.is_valid():
        return _page(request, partner, form, 400 if form.is_bound else 200)
    partners.change(partner=partner, details=form.details(), by=request.user)
    if partner.webhook_url and not partner.webhook_secret:
        return _page(
            request, partner, signing=partners.renew_webhook_secret(partner=partner, by=request.user)
        )
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(request.path)


@roles_only(Role.OPERATOR)
@require_POST
def renew_secret(request: StaffRequest, partner_id: int) -> HttpResponse:
    """Another secret; it is on the answer and nowhere afterwards."""
    partner = get_object_or_404(Partner, pk=partner_id)
    return _page(request, partner, secret=partners.renew_secret(partner=partner, by=request.user))


@roles_only(Role.OPERATOR)
@require_POST
def renew_webhook_secret(request: StaffRequest, partner_id: int) -> HttpResponse:
    """Another secret to sign with; it is on the answer and nowhere afterwards."""
    partner = get_object_or_404(Partner, pk=partner_id)
    return _page(request, partner, signing=partners.renew_webhook_secret(partner=partner, by=request.user))


@roles_only(Role.OPERATOR)
@require_POST
def suspend(request: StaffRequest, partner_id: int) -> HttpResponse:
    """Stop a partner at once, or let it go on."""
    partner = get_object_or_404(Partner, pk=partner_id)
    act = partners.resume if request.POST.get("resume") else partners.suspend
    act(partner=partner, by=request.user)
    return HttpResponseRedirect(f"/admin/partners/partner/{partner.pk}/change/")


def _page(
    request: StaffRequest,
    partner: Partner | None,
    form: PartnerForm | None = None,
    status: int = 200,
    *,
    secret: str = "",
    signing: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": partner.name if partner else _("Register a partner app"),
        "partner": partner,
        "linked": links.good().filter(partner=partner).count() if partner else 0,
        "form": form or PartnerForm(initial=written(partner) if partner else None, partner=partner),
        "secret": secret,
        "signing": signing,
    }
    response = render(request, "partners/partner.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
