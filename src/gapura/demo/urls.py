"""Addresses that only a demo has."""

from django.urls import path

from gapura.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("jadi/", views.become, name="become"),
    path("layar/", views.screen, name="screen"),
    path("poster/<str:code>.pdf", views.poster, name="poster"),
    path("qr/<str:code>.svg", views.qr, name="qr"),
]
