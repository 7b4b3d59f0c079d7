"""Addresses of coverage."""

from django.urls import path

from gapura.oversight.coverage import stock_views, views

STOCK = "cakupan/jumlah-tempat/"
REGION = "cakupan/<str:code>/"

urlpatterns = [
    path("cakupan/", views.show, name="coverage"),
    path(STOCK, stock_views.lists, name="coverage_stock"),
    path(f"{STOCK}templat.xlsx", stock_views.template, name="coverage_stock_template"),
    path(f"{STOCK}<int:list_id>/", stock_views.show, name="coverage_stock_list"),
    path(f"{STOCK}<int:list_id>/tarik/", stock_views.withdraw, name="coverage_stock_withdraw"),
    path(REGION, views.show, name="coverage_region"),
    path(f"{REGION}cakupan.xlsx", views.workbook, name="coverage_workbook"),
    path(f"{REGION}<slug:name>.csv", views.table_file, name="coverage_file"),
    path(f"{REGION}tempat/<slug:what>/", views.places, name="coverage_places"),
    path(f"{REGION}tempat/<slug:what>.<slug:ending>", views.places_file, name="coverage_places_file"),
]
