"""The scanner, its files, and the pages around it."""

from django.urls import path

from gapura.scanning.paper import views as paper
from gapura.scanning.views import app, desk, devices, looks, shift

urlpatterns = [
    path("petugas/pemindai/", app.scanner, name="scanner"),
    path("petugas/pemindai/pekerja.js", app.worker, name="scanner_worker"),
    path("petugas/pemindai/app.webmanifest", app.manifest, name="scanner_manifest"),
    path("petugas/pemindai/bekal", app.provision, name="scanner_provisions"),
    path("petugas/pemindai/bukti", app.check_proof, name="scanner_proof"),
    path("petugas/pemindai/aturan-<slug:name>.json", app.rulebook, name="scanner_rulebook"),
    path("petugas/tempat/<uuid:venue_id>/pemindai/", devices.register, name="register_scanner"),
    path("petugas/tempat/<uuid:venue_id>/tanpa-ponsel/", desk.desk, name="desk"),
    path("petugas/tempat/<uuid:venue_id>/laporan/", shift.report, name="shift_report"),
    path("petugas/tempat/<uuid:venue_id>/laporan.csv", shift.report_csv, name="shift_report_csv"),
    path("petugas/tempat/<uuid:venue_id>/daftar-kertas/", paper.lines, name="paper_list"),
    path("petugas/tempat/<uuid:venue_id>/daftar-kertas.pdf", paper.empty, name="paper_sheet"),
    path("saya/dilihat/", looks.looks, name="looks"),
    path("pic/tempat/<uuid:venue_id>/pemindai/", devices.venue_scanners, name="pic_scanners"),
    path(
        "pic/tempat/<uuid:venue_id>/pemindai/<int:scanner_id>/tutup/",
        devices.shut_out,
        name="shut_out_scanner",
    ),
    path(
        "pic/tempat/<uuid:venue_id>/pemindai/susulan/<int:officer_id>/", devices.late_news, name="late_news"
    ),
]
