"""Addresses of what everybody may have, and of the reviewer's page about it."""

from django.urls import path

from gapura.oversight.open_data import embedding, releasing, views

RELEASES = "verifikasi/data-terbuka/"

urlpatterns = [
    path("data/", views.about, name="open_data"),
    path("data/v1/index.json", views.index, name="open_data_index"),
    path("data/v1/<str:code>/weeks/<slug:name>.json", views.week, name="open_data_week"),
    path("data/v1/<str:code>/<slug:name>.<slug:ending>", views.table, name="open_data_table"),
    path("data/sematan/<str:code>/<slug:name>/", embedding.chart, name="open_data_chart"),
    path(RELEASES, releasing.overview, name="open_data_releases"),
    path(f"{RELEASES}<str:code>/", releasing.overview, name="open_data_region"),
    path(f"{RELEASES}<str:code>/<slug:name>/terbitkan/", releasing.begin, name="open_data_publish"),
    path(f"{RELEASES}<str:code>/berhenti/", releasing.stop, name="open_data_stop"),
    path(f"{RELEASES}<str:code>/<int:release_id>/tarik/", releasing.take_back, name="open_data_withdraw"),
]
