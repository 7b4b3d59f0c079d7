"""Addresses that only a demo has."""

from django.urls import path

from gapura.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("jadi/", views.become, name="become"),
    path("layar/", views.screen, name="screen"),
    path("poster/<str:code>.pdf", views.poster, name="poster"),
    path("sertifikat/<uuid:person>/", views.certificate, name="certificate"),
    path("sertifikat/<uuid:person>/kode.svg", views.certificate_qr, name="certificate_qr"),
    path("qr/<str:code>.svg", views.qr, name="qr"),
]
