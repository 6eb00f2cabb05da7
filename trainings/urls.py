"""Public addresses of the trainings app, below an organization's slug."""

from django.urls import path

from trainings.views import (
    applying,
    courses,
    groups,
    headcounts,
    lectures,
    own_page,
    surveys,
    teams,
    verify,
)

urlpatterns = [
    path("", courses.course_list, name="course-list"),
    path("courses/<str:code>/", courses.course_page, name="course-page"),
    path("courses/<str:code>/apply/", applying.Apply.as_view(), name="course-apply"),
    path("courses/<str:code>/team/", teams.ApplyAsTeam.as_view(), name="team-apply"),
    path("applied/<int:pk>/", applying.done, name="application-done"),
    path("applied/<int:pk>/calendar.ics", applying.done_calendar, name="application-done-calendar"),
    path("applications/<int:pk>/", own_page.application_page, name="application-page"),
    path("applications/<int:pk>/cancel/", own_page.cancel, name="application-cancel"),
    path("applications/<int:pk>/answer/", own_page.answer, name="application-answer"),
    path("applications/<int:pk>/absence/<int:n>/", own_page.absence, name="application-absence"),
    path("applications/<int:pk>/calendar.ics", own_page.calendar, name="application-calendar"),
    path("applications/<int:pk>/papers/<int:issue>/", own_page.paper, name="application-paper"),
    path("groups/<int:pk>/", groups.group_page, name="group-page"),
    path("headcounts/<int:pk>/", headcounts.headcount_page, name="headcount-page"),
    path("lectures/<int:pk>/", lectures.RequestLecture.as_view(), name="lecture-request"),
    path("lectures/<int:pk>/done/", lectures.done, name="lecture-done"),
    path("surveys/<int:pk>/", surveys.survey_page, name="survey-page"),
    path("verify/", verify.verify_form, name="verify-form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
