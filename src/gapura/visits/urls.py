"""Addresses at a door and afterwards; a poster's QR code writes `/C/` in upper case."""

from django.urls import path, re_path

from gapura.visits.views import code, door, mine, offline, result, taking_over, watching

urlpatterns = [
    re_path(r"^[cC]/$", code.type_code, name="type_code"),
    re_path(r"^[cC]/(?P<code>[^/]{1,400})/?$", door.door, name="door"),
    path("luring/", offline.offline, name="offline"),
    path("admin/gate/", watching.last_hour, name="gates_last_hour"),
    path("saya/", mine.overview, name="my_page"),
    path("saya/ambil-alih/", taking_over.take_over, name="take_over"),
    path("saya/kunjungan/", mine.visits, name="my_visits"),
    path("saya/kunjungan/<uuid:visit_id>/", result.result, name="visit"),
    path("saya/kunjungan/<uuid:visit_id>/jarak/", result.compare_position, name="compare_position"),
    path("saya/kunjungan/<uuid:visit_id>/keluar/", result.check_out, name="check_out"),
]
