"""The metric in plain words, for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gapura.accounts.access import everybody
from gapura.core.compliance import NoMetricError, get
from gapura.oversight.compliance.wording import parameters_in_words


@everybody
@require_safe
def metric(request: HttpRequest, metric_id: str) -> HttpResponse:
    """One published metric: its text, and every number it uses."""
    try:
        found = get(metric_id)
    except NoMetricError:
        raise Http404 from None
    language = "en" if get_language() == "en" else "id"
    context = {
        "metric": found,
        "title": found.title.in_(language),
        "text": [each.in_(language) for each in found.text],
        "parameters": parameters_in_words(found.parameters),
    }
    return render(request, "oversight/compliance/metric.html", context)
