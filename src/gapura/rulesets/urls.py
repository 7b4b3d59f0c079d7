"""The public page of rules, and the reviewer's place."""

from django.urls import path

from gapura.rulesets import views

urlpatterns = [
    path("aturan/", views.rules, name="rules"),
    path("verifikasi/aturan/", views.review, name="review_rulesets"),
    path("verifikasi/sematkan/", views.pin, name="pin_ruleset"),
    path("verifikasi/sematan/<int:pin_id>/akhiri/", views.unpin, name="unpin_ruleset"),
]
