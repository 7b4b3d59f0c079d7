"""Addresses of the pages of figures."""

from django.urls import path

from gapura.oversight.dashboards.views import health, regions, venues

urlpatterns = [
    path("verifikasi/angka/", regions.page, name="review_figures"),
    path("verifikasi/angka/kini.json", regions.moving, name="review_figures_live"),
    path("koordinator/angka/", regions.page, name="coordinator_figures"),
    path("koordinator/angka/kini.json", regions.moving, name="coordinator_figures_live"),
    path("dinkes/angka/", regions.page, name="health_figures"),
    path("dinkes/angka/kini.json", regions.moving, name="health_figures_live"),
    path("dinkes/angka/lapor/", health.report, name="health_day"),
    path("pic/tempat/<uuid:venue_id>/angka/", venues.page, name="pic_figures"),
    path("pic/tempat/<uuid:venue_id>/angka/kini.json", venues.moving, name="pic_figures_live"),
    path("koordinator/tempat/<uuid:venue_id>/angka/", venues.page, name="coordinator_venue_figures"),
    path(
        "koordinator/tempat/<uuid:venue_id>/angka/kini.json",
        venues.moving,
        name="coordinator_venue_figures_live",
    ),
]
