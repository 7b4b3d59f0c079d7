"""Every address of oversight; each part brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("gapura.oversight.dashboards.urls")),
]
