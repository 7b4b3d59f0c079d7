"""`/admin/fhir/registry/…/tarik/`: an operator takes back all that a registry brought."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.forms import PlainForm
from gapura.common.methods import require_form
from gapura.fhir.acts import taking_back
from gapura.fhir.models import Delivery, Registry
from gapura.partners.scopes import EVIDENCE


class TakeBackForm(PlainForm):
    """Why, in the words that those whom it concerns can read."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody whose evidence goes can read it with their own data."),
        max_length=200,
        widget=forms.TextInput(attrs={"size": 60}),
    )


@roles_only(Role.OPERATOR)
@require_form
def take_back(request: StaffRequest, partner_id: int) -> HttpResponse:
    """Suspend the registry, and let a job take back everything."""
    registry = get_object_or_404(Registry, pk=partner_id, scopes=EVIDENCE)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        count = taking_back.begin(registry=registry, reason=form.cleaned_data["reason"], by=request.user)
        told = _("%(registry)s is suspended; what it brought is being taken back: %(count)d resources.")
        messages.success(request, told % {"registry": registry.name, "count": count})
        return HttpResponseRedirect(reverse("admin:fhir_registry_changelist"))
    page = {
        **admin.site.each_context(request),
        "title": _("Take back all that %(registry)s brought") % {"registry": registry.name},
        "registry": registry,
        "count": Delivery.objects.filter(sender=registry.actor, deleted_at=None).count(),
        "form": form,
    }
    return render(request, "fhir/take_back.html", page, status=400 if form.is_bound else 200)
