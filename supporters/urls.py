"""Public pages of supporters below an organization's address."""

from django.urls import path

from supporters.views import validity

app_name = "supporters"

urlpatterns = [
    path("card/<str:code>/", validity.show, name="validity"),
]
