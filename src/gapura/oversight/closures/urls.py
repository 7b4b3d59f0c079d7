"""Addresses of closures."""

from django.urls import path

from gapura.oversight.closures import views

urlpatterns = [
    path("tempat/<uuid:venue_id>/tutup/", views.overview, name="closures"),
    path("tempat/<uuid:venue_id>/tutup/<int:closure_id>/hapus/", views.remove, name="take_back_closure"),
]
