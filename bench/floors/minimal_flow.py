"""A minimal Django site with the same five requests: page, form, check, send, done.

Lock, count and insert as we do, a template for each page, a form with the same four answers and
CSRF; no organizations, history, mail, tokens or sessions. Runs under gunicorn as
`bench.floors.minimal_flow:application`, in a process of its own, on the tables of
`bench.floors.minimal_tables`.
"""

import os
from typing import Any

import dj_database_url
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

PAGES = {
    "base.html": (
        "<!doctype html><html lang='ja'><head><title>{% block title %}研修{% endblock %}</title>"
        "</head><body><main>{% block content %}{% endblock %}</main></body></html>"
    ),
    "page.html": (
        "{% extends 'base.html' %}{% block content %}<h1>{{ course.title }}</h1>"
        "<p>定員 {{ course.capacity }}</p><a href='apply/'>申し込む</a>{% endblock %}"
    ),
    "form.html": (
        "{% extends 'base.html' %}{% block content %}<form method='post'>{% csrf_token %}"
        "{{ form.as_p }}<button name='step' value='check'>確認へ進む</button></form>{% endblock %}"
    ),
    "check.html": (
        "{% extends 'base.html' %}{% block content %}<form method='post'>{% csrf_token %}"
        "{% for field in form %}<p>{{ field.label }} {{ field.value }}</p>{{ field.as_hidden }}"
        "{% endfor %}<button name='step' value='send'>申し込む</button></form>{% endblock %}"
    ),
    "done.html": (
        "{% extends 'base.html' %}{% block content %}<p>{{ seat.state }} 受付番号 {{ seat.pk }}</p>"
        "{% endblock %}"
    ),
}

settings.configure(
    SECRET_KEY="bench-only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)},
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", PAGES)],
                    )
                ]
            },
        }
    ],
    USE_TZ=True,
)
application = get_wsgi_application()


class Course(models.Model):
    """A course."""

    title = models.TextField()
    capacity = models.IntegerField()

    class Meta:
        app_label = "minimal"
        managed = False
        db_table = "minimal_course"

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A person on a course."""

    course = models.ForeignKey(Course, models.CASCADE)
    name = models.TextField()
    kana = models.TextField()
    phone = models.TextField()
    email = models.TextField()
    state = models.TextField()

    class Meta:
        app_label = "minimal"
        managed = False
        db_table = "minimal_seat"

    def __str__(self) -> str:
        return str(self.pk)


class SeatForm(forms.Form):
    """The four answers."""

    name = forms.CharField(max_length=60)
    kana = forms.CharField(max_length=60)
    phone = forms.CharField(max_length=15)
    email = forms.EmailField()


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the course."""
    return render(request, "page.html", {"course": Course.objects.get(pk=pk)})


def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, check it, store it."""
    course = Course.objects.get(pk=pk)
    form = SeatForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "form.html", {"form": form, "course": course})
    if request.POST.get("step") != "send":
        return render(request, "check.html", {"form": form, "course": course})
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=pk)
        taken = Seat.objects.filter(course=course, state="accepted").count()
        state = "accepted" if taken < course.capacity else "waiting"
        seat = Seat.objects.create(course=course, state=state, **form.cleaned_data)
    return redirect("done", pk=seat.pk)


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the state and the number."""
    return render(request, "done.html", {"seat": Seat.objects.get(pk=pk)})


urlpatterns: list[Any] = [
    path("<int:pk>/", page),
    path("<int:pk>/apply/", apply),
    path("done/<int:pk>/", done, name="done"),
]
