"""Addresses of compliance outside rankings."""

from django.urls import path

from gapura.oversight.compliance.views import coordinator, metric, places

urlpatterns = [
    path("kepatuhan/metrik/<slug:metric_id>/", metric.metric, name="metric"),
    path("kepatuhan/tempat/<uuid:venue_id>/", places.staff, name="venue_compliance"),
    path("pic/tempat/<uuid:venue_id>/kepatuhan/", places.own, name="pic_compliance"),
    path("tempat/<uuid:venue_id>/hitungan/", places.head_counts, name="head_counts"),
    path("koordinator/kepatuhan/", coordinator.overview, name="coordinator_compliance"),
    path("koordinator/kepatuhan/tempat.<slug:ending>", coordinator.file, name="coordinator_compliance_file"),
    path("koordinator/kepatuhan/sepi/<int:spell_id>/", coordinator.called, name="quiet_called"),
]
