"""Public pages of supporters below an organization's address."""

from django.urls import path

from supporters.views import applying, own_page, papers, status, validity

app_name = "supporters"

urlpatterns = [
    path("registration/programs/<int:pk>/", applying.ApplyOpenly.as_view(), name="apply-openly"),
    path("registration/programs/<int:pk>/form.pdf", papers.blank_form, name="blank-form"),
    path("registration/programs/<int:pk>/forms/<str:kind>.pdf", papers.blank_own, name="blank-own"),
    path("registration/consents/<int:pk>/form.pdf", papers.blank_consent, name="blank-consent"),
    path("registration/<int:pk>/", applying.Apply.as_view(), name="apply"),
    path("registration/received/<int:pk>/", applying.done, name="done"),
    path("registration/applications/<int:pk>/", status.status, name="status"),
    path("supporter/<int:pk>/", own_page.page, name="page"),
    path("supporter/<int:pk>/papers/<int:issue>/", own_page.certificate, name="certificate"),
    path("supporter/<int:pk>/completions/<int:issue>/", own_page.completion, name="completion"),
    path("supporter/<int:pk>/forms/<str:kind>.pdf", own_page.paper_form, name="own-form"),
    path("card/<str:code>/", validity.show, name="validity"),
]
