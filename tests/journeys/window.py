"""A browser window seen by the names people read: fields, buttons, links."""

import re
from typing import Any
from urllib.parse import urlencode, urljoin

from playwright.sync_api import Locator, Page

from tests.plugins.browser import assert_sound, keep_picture

_sound: set[str] = set()
"""Pages found sound in this run: the journeys share many, and each is asked once."""


class Window:
    """One person's browser. Every page it comes to is kept as a picture under `name`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.javascript = bool(page.evaluate("typeof window") == "object")

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.page.url

    def go(self, path: str) -> None:
        """Open a path of the site, or a whole address."""
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")

    def field(self, name: str) -> Locator:
        """Return the inputs of a form field by its name in the form."""
        return self.page.locator(f'[name="{name}"]:not([type="hidden"])')

    def write(self, **values: Any) -> None:
        """Fill fields by name: text, choice, ticks (a list or True), radio."""
        for name, value in values.items():
            self._write(name, value)

    def _write(self, name: str, value: Any) -> None:
        inputs = self.field(name)
        kinds = inputs.evaluate_all("all => all.map(one => `${one.tagName}:${one.type || ''}`)")
        if not kinds:
            others = self.page.eval_on_selector_all("[name]", "all => all.map(one => one.name)")
            raise AssertionError(f"no field {name} on {self.page.url}, but {others}\n{self.gist}")
        kind = kinds[0]
        if kind.startswith("SELECT"):
            options = inputs.first.evaluate("node => [...node.options].map(o => [o.value, o.text])")
            inputs.first.select_option(
                next(one for one, text in options if one == value or (one and value in text))
            )
        elif kind == "INPUT:radio":
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "INPUT:checkbox":
            self._tick(name, inputs, value)
        else:
            inputs.first.fill(str(value))

    def _tick(self, name: str, inputs: Locator, value: Any) -> None:
        if isinstance(value, bool):
            inputs.first.set_checked(value)
            return
        wanted = {str(one) for one in value}
        for box in inputs.all():
            box.set_checked(box.get_attribute("value") in wanted)

    def choices(self, name: str) -> list[str]:
        """Return the values that the inputs of a field stand for."""
        return [one.get_attribute("value") or "" for one in self.field(name).all()]

    def tick(self, label: str) -> None:
        """Tick the box of that name."""
        self.page.get_by_label(label).check()

    def write_last(self, name: str, value: str) -> None:
        """Fill the last field of that name, where a page has several."""
        self.field(name).last.fill(value)

    @property
    def rows(self) -> int:
        """The number of rows in a list of the admin."""
        return self.page.locator("#result_list tbody tr").count()

    def cells(self, words: str) -> list[str]:
        """Return what stands in the first row of a table that has these words."""
        return self.page.locator("tr", has_text=words).first.locator("td").all_inner_texts()

    def write_day(self, name: str, year: str, month: int, day: int) -> None:
        """Fill a date of three boxes."""
        for number, part in enumerate((year, month, day)):
            self.page.locator(f"#id_{name}_{number}").fill(str(part))

    def press(self, name: str) -> None:
        """Press the button of that name and come to the page after it."""
        self._leave_by(self._find("button", name))

    def tap(self, name: str) -> None:
        """Press a button that changes this page only."""
        self._find("button", name).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the link of that name."""
        self._leave_by(self._find("link", name))

    def follow_first(self, place: str) -> None:
        """Follow the first link in a part of the page."""
        self._leave_by(self.page.locator(f"{place} a").first)

    def _leave_by(self, element: Locator) -> None:
        with self.page.expect_navigation():
            element.click()

    def _find(self, role: Any, name: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_role(role, name=name, exact=isinstance(name, str))
        if not found.count() and isinstance(name, str):
            # A row's button is called "… of this row" for who cannot see the row.
            shown = re.compile(rf"^\s*{re.escape(name)}\s*$")
            found = self.page.get_by_role(role).filter(has_text=shown)
        if not found.count():
            others = [
                one.inner_text() or one.get_attribute("value")
                for one in self.page.get_by_role(role).all()
            ]
            raise AssertionError(
                f"no {role} {name!r} on {self.page.url}, but {others}\n{self.gist}"
            )
        return found.first

    def download(self, name: str | re.Pattern[str]) -> bytes:
        """Return the file behind a link, asked for with the cookies of this window."""
        address = self._find("link", name).evaluate("node => node.href")
        answer = self.page.request.get(str(address))
        assert answer.ok, f"{answer.status} {answer.url}"
        return answer.body()

    def submit(self, button: str) -> bytes:
        """Press a button whose answer is a file; return the file."""
        element = self._find("button", button)
        fields = element.evaluate(
            'node => [node.form.getAttribute("action"), [...new FormData(node.form, node)]]'
        )
        answer = self.page.request.post(
            urljoin(self.page.url, fields[0] or ""),
            data=urlencode([tuple(pair) for pair in fields[1]]),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": self.page.url,
            },
        )
        assert answer.ok, answer.status
        assert "html" not in answer.headers["content-type"], _main(answer.text())
        return answer.body()

    def says(self, *words: str) -> None:
        """The page says all of these."""
        text = self.text
        missing = [word for word in words if word not in text]
        assert missing == [], f"{self.url}\n{text}"

    def hides(self, *words: str) -> None:
        """The page, with its source, says none of these."""
        source = self.page.content()
        assert [word for word in words if word in source] == [], self.page.url

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def gist(self) -> str:
        """The beginning of what the page says, past the menu."""
        main = self.page.locator("#content, main")
        return (main.first.inner_text() if main.count() else self.text)[:1500]

    @property
    def number(self) -> int:
        """The number of the row in the address."""
        found = re.search(r"/(\d+)/", self.url)
        assert found is not None, self.url
        return int(found[1])

    def look(self, name: str) -> None:
        """No accessibility error, nothing wider than the screen; keeps a picture."""
        size = self.page.viewport_size or {"width": 0}
        shown = f"{name}-{size['width']}"
        if shown not in _sound:
            assert_sound(self.page, shown)
            _sound.add(shown)

    def keep(self, name: str) -> None:
        """Keep a picture only."""
        size = self.page.viewport_size or {"width": 0}
        keep_picture(self.page, f"{name}-{size['width']}-plain")


def _main(html: str) -> str:
    """The words of a page's main part, for the message of a failure."""
    part = html.split('id="content"', 1)[-1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))[:600]
