"""Which requests a view answers, beside what Django has names for."""

from django.views.decorators.http import require_http_methods

require_form = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form, which is sent to the page's own address."""
