"""Every address of oversight; each part brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("gapura.oversight.closures.urls")),
    path("", include("gapura.oversight.compliance.urls")),
    path("", include("gapura.oversight.coverage.urls")),
    path("", include("gapura.oversight.dashboards.urls")),
    path("", include("gapura.oversight.exports.urls")),
    path("", include("gapura.oversight.holidays.urls")),
    path("", include("gapura.oversight.open_data.urls")),
    path("", include("gapura.oversight.ranking.urls")),
]
