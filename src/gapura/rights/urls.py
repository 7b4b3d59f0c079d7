"""Addresses of a visitor's rights."""

from django.urls import path

from gapura.rights import views

urlpatterns = [
    path("saya/salinan/", views.copy, name="copy_of_my_data"),
    path("saya/hapus/", views.erase, name="erase_me"),
    path("terhapus/", views.gone, name="erased"),
    path("kartu/<int:number>/hapus/", views.erase_paper, name="erase_paper"),
]
