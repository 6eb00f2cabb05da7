"""Public addresses of reports, below an organization's slug."""

from django.urls import path

from reports import views

urlpatterns = [
    path("figures/", views.table_list, name="public-tables"),
    path("figures/<slug:code>/", views.table_page, name="public-table"),
    path("figures/<slug:code>.csv", views.table_csv, name="public-table-csv"),
]
