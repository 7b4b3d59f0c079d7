"""Addresses of holidays."""

from django.urls import path

from gapura.oversight.holidays import views

urlpatterns = [
    path("kepatuhan/libur/", views.overview, name="holidays"),
    path("kepatuhan/libur/tabel/", views.upload, name="upload_holidays"),
    path("kepatuhan/libur/<int:holiday_id>/hapus/", views.remove, name="remove_holiday"),
]
