"""Addresses of rankings and warnings."""

from django.urls import path

from gapura.oversight.ranking.views import places, public, reviewer

RANKING = "verifikasi/kepatuhan/<uuid:ranking_id>/"
WARNING = "kepatuhan/tempat/<uuid:venue_id>/peringatan/"

urlpatterns = [
    path("kepatuhan/", public.overview, name="rankings"),
    path("kepatuhan/<uuid:ranking_id>/", public.ranking, name="ranking"),
    path("kepatuhan/<uuid:ranking_id>/data.json", public.data, name="ranking_data"),
    path("kepatuhan/<uuid:ranking_id>/peringkat.<slug:ending>", public.file, name="ranking_file"),
    path("kepatuhan/<uuid:ranking_id>/<uuid:entry_id>/", public.entry, name="rank_entry"),
    path("verifikasi/kepatuhan/", reviewer.overview, name="review_rankings"),
    path(RANKING, reviewer.show, name="review_ranking"),
    path(f"{RANKING}peringkat.<slug:ending>", reviewer.file, name="review_ranking_file"),
    path(f"{RANKING}beri-tahu/", reviewer.notify, name="notify_ranking"),
    path(f"{RANKING}terbitkan/", reviewer.publish, name="publish_ranking"),
    path(f"{RANKING}arsipkan/", reviewer.archive, name="archive_ranking"),
    path(f"{RANKING}buang/", reviewer.discard, name="discard_ranking"),
    path(f"{RANKING}<uuid:entry_id>/", reviewer.entry, name="review_rank_entry"),
    path("pic/tempat/<uuid:venue_id>/kepatuhan/<uuid:entry_id>/", places.reply, name="reply_to_ranking"),
    path(
        "pic/tempat/<uuid:venue_id>/kepatuhan/peringatan/<uuid:warning_id>/", places.seen, name="see_warning"
    ),
    path(WARNING, places.warn, name="warn_venue"),
    path(f"{WARNING}<uuid:warning_id>/tarik/", places.withdraw, name="withdraw_warning"),
]
