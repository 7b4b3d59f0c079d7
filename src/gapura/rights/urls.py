"""Addresses of a visitor's rights."""

from django.urls import path

from gapura.rights import views

urlpatterns = [
    path("saya/salinan/", views.copy, name="copy_of_my_data"),
]
