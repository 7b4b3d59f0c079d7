"""Every address of the portal; each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from gapura import config

urlpatterns = [
    path("", include("gapura.web.urls")),
    path("", include("gapura.people.urls")),
    path("", include("gapura.visits.urls")),
    path("", include("gapura.venues.urls")),
    path("", include("gapura.scanning.urls")),
    path("", include("gapura.partners.urls")),
    path("", include("gapura.tracing.urls")),
    path("", include("gapura.fhir.urls")),
    path("", include("gapura.rights.urls")),
    path("", include("gapura.registration.urls")),
    path("", include("gapura.oversight.urls")),
    path("", include("gapura.rulesets.urls")),
    path("", include("gapura.mail.urls")),
    path("akun/", include("gapura.accounts.urls")),
    path("admin/", admin.site.urls),
]

if config.current().demo:
    urlpatterns.append(path("demo/", include("gapura.demo.urls")))

handler400 = "gapura.web.errors.bad_request"
handler403 = "gapura.web.errors.permission_denied"
handler404 = "gapura.web.errors.page_not_found"
handler500 = "gapura.web.errors.server_error"
