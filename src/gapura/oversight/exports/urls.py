"""Addresses of weekly reports."""

from django.urls import path

from gapura.oversight.exports import region_days, views

urlpatterns = [
    path("angka/<slug:name>.<slug:ending>", region_days.file, name="figures_file"),
    path("laporan/", views.weeks, name="reports"),
    path("laporan/berhenti/<str:token>/", views.end, name="report_end"),
    path("laporan/<str:code>/", views.weeks, name="report_weeks"),
    path("laporan/<str:code>/langganan/", views.begin, name="report_subscribe"),
    path("laporan/<str:code>/langganan/berhenti/", views.stop, name="report_unsubscribe"),
    path("laporan/<str:code>/<slug:name>.pdf", views.pdf, name="report_pdf"),
]
