"""Addresses of whoever follows an application."""

from django.urls import path, re_path

from gapura.registration.following import views

APPLICATION = "permohonan/<str:number>"

urlpatterns = [
    re_path(r"^permohonan/?$", views.door, name="follow_door"),
    path("permohonan/keluar", views.leave, name="follow_leave"),
    path(APPLICATION, views.follow, name="follow"),
    path(f"{APPLICATION}/", views.follow),
    path(f"{APPLICATION}/kirim-ulang", views.resend, name="follow_resend"),
    path(f"{APPLICATION}/alamat", views.contact, name="follow_contact"),
    path(f"{APPLICATION}/kode", views.send_code, name="follow_code"),
    path(f"{APPLICATION}/alamat/kode", views.contact_by_code, name="follow_contact_by_code"),
    path(f"{APPLICATION}/jawab", views.answer, name="follow_answer"),
    path(f"{APPLICATION}/dokumen", views.add_document, name="follow_document"),
    path(f"{APPLICATION}/tarik", views.withdraw, name="follow_withdraw"),
    path(f"{APPLICATION}/lagi", views.apply_again, name="follow_again"),
]
