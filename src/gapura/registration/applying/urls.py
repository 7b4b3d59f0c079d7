"""Addresses of whoever applies."""

from django.urls import path, re_path

from gapura.registration.applying.views import filling, papers, sending, starting

urlpatterns = [
    # Published without a slash at the end; people type one all the same.
    re_path(r"^daftar/?$", starting.start, name="register"),
    path("daftar/lanjut/<str:key>", starting.resume, name="apply_resume"),
    path("daftar/nanti/", starting.later, name="apply_later"),
    path("daftar/nanti/kirim/", starting.send_link, name="apply_send_link"),
    path("daftar/lupakan/", starting.discard, name="apply_discard"),
    path("daftar/surat.pdf", papers.letter, name="apply_letter"),
    path("daftar/dokumen/", papers.documents, name="apply_documents"),
    path("daftar/periksa/", sending.check, name="apply_check"),
    path("daftar/selesai/", sending.done, name="apply_done"),
    path("daftar/<slug:slug>/", filling.step, name="apply_step"),
]
