"""The coordinator's addresses."""

from django.urls import path

from gapura.registration.coordinating.views import applications, helping, home, imports, reports

APPLICATION = "koordinator/permohonan/<uuid:application_id>/"
BATCH = "koordinator/impor/<uuid:batch_id>/"

urlpatterns = [
    path("koordinator/", home.overview, name="coordinator"),
    path("koordinator/tersendat/", home.all_stuck, name="coordinator_stuck"),
    path("koordinator/tersendat/ingatkan/", helping.remind_many, name="coordinator_remind_many"),
    path("koordinator/permohonan/", applications.listed, name="coordinator_applications"),
    path("koordinator/permohonan/baru/", applications.apply, name="coordinator_apply"),
    path(APPLICATION, applications.show, name="coordinator_application"),
    path(f"{APPLICATION}lagi/", applications.apply_again, name="coordinator_apply_again"),
    path(f"{APPLICATION}dokumen/<uuid:document_id>/", applications.document, name="coordinator_document"),
    path(f"{APPLICATION}ingatkan/", helping.remind, name="coordinator_remind"),
    path(f"{APPLICATION}perbaiki/", helping.correct, name="coordinator_correct"),
    path(f"{APPLICATION}telepon/", helping.call, name="coordinator_call"),
    path(f"{APPLICATION}slip/", helping.slip, name="coordinator_slip"),
    path(f"{APPLICATION}slip/diserahkan/", helping.slip_handed_over, name="coordinator_slip_handed_over"),
    path(f"{APPLICATION}catatan/", helping.note, name="coordinator_note"),
    path(f"{APPLICATION}jawab/", helping.answer, name="coordinator_answer"),
    path(f"{APPLICATION}tarik/", helping.withdraw, name="coordinator_withdraw"),
    path("koordinator/impor/", imports.upload, name="coordinator_import"),
    path("koordinator/impor/templat.xlsx", imports.template, name="coordinator_template"),
    path(BATCH, imports.show, name="coordinator_batch"),
    path(f"{BATCH}mulai/", imports.start, name="coordinator_start"),
    path(f"{BATCH}perbaiki.xlsx", imports.to_correct, name="coordinator_to_correct"),
    path("koordinator/laporan.xlsx", reports.workbook, name="coordinator_report_xlsx"),
    path("koordinator/laporan.pdf", reports.document, name="coordinator_report_pdf"),
]
