"""A clerk who works through the real pages: opens a page, fills in its form, sends it."""

from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.clock import JST
from foundation.jobs.worker import Worker
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.foundation.adminsite.desk import Desk


class FormReader(HTMLParser):
    """Every form of a page as its browser would send it, unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form" and values.get("method", "").lower() == "post":
            self.forms.append({})
            self.actions.append(values.get("action", ""))
        elif not self.forms or (not name and tag != "option"):
            return
        elif tag == "input" and values.get("type") in ("checkbox", "radio"):
            kept = self.forms[-1].setdefault(name, [])
            if "checked" in values:
                kept.append(values.get("value", "on"))
        elif tag == "input" and values.get("type") not in ("submit", "file", "button"):
            self.forms[-1].setdefault(name, []).append(values.get("value", ""))
        elif tag == "input" and values.get("type") == "file":
            self.forms[-1].setdefault(name, [])
        elif tag == "select":
            self._select = name
            self.forms[-1].setdefault(name, [])
        elif tag == "option" and self._select and "selected" in values:
            self.forms[-1][self._select].append(values.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][self._area][0] += data.removeprefix("\n")


def form_with(html: str, wanted: set[str]) -> dict[str, list[str]]:
    """Return the fields of the form that holds all of the wanted ones."""
    reader = FormReader()
    reader.feed(html)
    for form in reader.forms:
        if wanted <= set(form):
            return form
    raise AssertionError(f"no form with {wanted}, but {[sorted(form) for form in reader.forms]}")


class Office:
    """One town's staff; everybody signs in again whenever the clock moves."""

    def __init__(self, world: Any, at: Callable[[datetime], datetime]) -> None:
        self.town = world.aoba
        self.members = {
            role: world.member(role) for role in (Role.ADMINISTRATOR, Role.CLERK, Role.RECEPTION)
        }
        self._at = at
        self.desk = Desk(self.members[Role.CLERK])

    def on(self, moment: str, role: Role = Role.CLERK) -> None:
        """Let it be that moment in Japan, with somebody at the desk."""
        self._at(datetime.fromisoformat(moment).replace(tzinfo=JST))
        self.desk = Desk(self.members[role])

    def read(self, name: str, *args: Any) -> str:
        """Return what a page says."""
        response = self.desk.get(reverse(name, args=args))
        assert response.status_code == 200, (name, response.status_code)
        return response.content.decode()

    def paper(self, name: str, *args: Any) -> bytes:
        """Return a PDF."""
        content = self.desk.get(reverse(name, args=args)).content
        assert content.startswith(b"%PDF"), name
        return bytes(content)

    def send(
        self, page: str, /, *args: Any, new: dict[str, Any] | None = None, **values: Any
    ) -> Any:
        """Fill in the form of a page and send it; `new` holds rows that a script would add."""
        html = self.read(page, *args)
        data: dict[str, Any] = {**form_with(html, set(values)), **values, **(new or {})}
        response = self.desk.post(reverse(page, args=args), data)
        if response.status_code != 302 and "html" in response["Content-Type"]:
            body = response.content.decode()
            errors = body.split("errorlist", 1)[-1][:600] if "errorlist" in body else body[-1500:]
            raise AssertionError(f"{page} was not taken: {errors}")
        return response

    def work(self) -> None:
        """Let the worker do what waits."""
        with within():
            Worker().work_off()


def visitor(settings: Any) -> Client:
    """Return a resident's browser that may type fast."""
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


def apply_on_the_web(client: Client, address: str, **typed: Any) -> Any:
    """Fill in a public form, look at the check page and send it; returns the done page."""
    form = form_with(client.get(address).content.decode(), {"form_token"})
    sent = {name: value for name, value in form.items() if value}
    check = client.post(address, {**sent, **typed, "step": "check"}).content.decode()
    carried = form_with(check, {"seen"})
    done = client.post(address, {**carried, "step": "send"})
    assert done.status_code == 302, done.content.decode()[-2000:]
    return client.get(done.headers["Location"])
