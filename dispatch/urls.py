"""Public addresses of dispatch below an organization's slug; none of them names a person."""

from django.urls import path

from dispatch.views import (
    agreements,
    cannot_go,
    consents,
    contact,
    feeds,
    incidents,
    invitations,
    payments,
    reports,
    requests,
    visits,
)

app_name = "dispatch"

urlpatterns = [
    path("support/<int:pk>/", requests.support_request, name="request-form"),
    path("support/<int:pk>/form.pdf", requests.request_paper, name="request-paper"),
    path("support/<int:pk>/done/", requests.request_done, name="request-done"),
    path("agreement/<int:pk>/", consents.consent_page, name="consent"),
    path("plan/<int:pk>/", agreements.plan_page, name="plan"),
    path("calendar/<str:token>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("activity/<int:pk>/", visits.home, name="home"),
    path("activity/<int:pk>/payments/", payments.payments_page, name="payments"),
    path("activity/invitations/<int:pk>/", invitations.invitation_page, name="invitation"),
    path("activity/assignments/<int:pk>/", invitations.assignment_page, name="assignment"),
    path("activity/assignments/<int:pk>/contact/", contact.contact_page, name="contact"),
    path("activity/assignments/<int:pk>/incident/", incidents.incident_page, name="incident"),
    path("activity/visits/<int:pk>/", visits.visit_page, name="visit"),
    path("activity/visits/<int:pk>/cannot-go/", cannot_go.cannot_go_page, name="cannot-go"),
    path("activity/visits/<int:pk>/calendar.ics", visits.visit_calendar, name="visit-calendar"),
    path("activity/visits/<int:pk>/report/", reports.report_page, name="report-form"),
    path("activity/reports/<int:pk>/", reports.sent_report, name="report"),
]
