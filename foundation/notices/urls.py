"""Mailed links of an organization."""

from django.urls import path

from foundation.notices.views import open_link

urlpatterns = [path("l/<str:token>/", open_link, name="open-link")]
