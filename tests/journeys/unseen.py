"""A browser without a screen: opens pages and sends their forms as Chromium would.

For the steps that another journey takes in Chromium already, and looks at. A page costs a tenth.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

from tests.journeys.window import Window

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSAID = {"script", "style", "template", "option"}


class Node:
    """An element of a page."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []

    def all(self, *tags: str) -> Iterator["Node"]:
        """Yield the elements in it, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def above(self, tag: str) -> "Node | None":
        """Return the nearest element of that kind around it."""
        node = self.parent
        while node is not None and node.tag != tag:
            node = node.parent
        return node

    @property
    def text(self) -> str:
        parts = (
            child if isinstance(child, str) else "" if child.tag in UNSAID else child.text
            for child in self.children
        )
        return "".join(parts)

    @property
    def name(self) -> str:
        return self.attrs.get("name", "")

    @property
    def value(self) -> str:
        if self.tag == "textarea":
            return "".join(map(str, self.children)).removeprefix("\n")
        return self.attrs.get("value", "on" if self.ticks else "")

    @property
    def ticks(self) -> bool:
        return self.attrs.get("type") in {"checkbox", "radio"}

    def mark(self, state: str, on: bool) -> None:
        """Set or take away an attribute such as `checked`."""
        self.attrs.pop(state, None)
        if on:
            self.attrs[state] = ""


class Reader(HTMLParser):
    """Builds the tree of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.open = Node("", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Node(tag, {key: value or "" for key, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.open
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.open = node.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def sent(form: Node, button: Node, root: Node) -> list[tuple[str, str]]:
    """Return what pressing the button sends."""
    pairs: list[tuple[str, str]] = []
    for one in root.all("input", "select", "textarea"):
        owner = one.attrs["form"] == form.attrs.get("id") if "form" in one.attrs else None
        mine = one.above("form") is form if owner is None else owner
        if not mine or not one.name or "disabled" in one.attrs:
            continue
        if one.tag == "select":
            options = list(one.all("option"))
            chosen = [option for option in options if "selected" in option.attrs]
            if not chosen and "multiple" not in one.attrs:
                chosen = options[:1]
            pairs += [(one.name, option.attrs.get("value", "")) for option in chosen]
        elif one.attrs.get("type") in {"submit", "button", "file", "image"}:
            continue
        elif not one.ticks or "checked" in one.attrs:
            pairs.append((one.name, one.value))
    return [*pairs, (button.name, button.value)] if button.name else pairs


class Unseen(Window):
    """Somebody at a desk whom nobody watches; the same steps as in a `Window`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.javascript = False
        self.client = Client()
        self.path = "/"
        self.root = Node("", {}, None)

    def _show(self, response: Any) -> None:
        assert response.status_code == 200, f"{response.status_code} {response.request}"
        self.path = response.request["PATH_INFO"]
        self.root = Reader(response.content.decode()).root

    @property
    def url(self) -> str:
        return self.address + self.path

    def go(self, path: str) -> None:
        self._show(self.client.get(path.removeprefix(self.address), follow=True))

    def _inputs(self, name: str) -> list[Node]:
        found = [
            one
            for one in self.root.all("input", "select", "textarea")
            if one.name == name and one.attrs.get("type") != "hidden"
        ]
        assert found, f"no field {name} on {self.url}: {self.gist}"
        return found

    def choices(self, name: str) -> list[str]:
        return [one.value for one in self._inputs(name)]

    def tick(self, label: str) -> None:
        (box,) = (one for one in self.root.all("input") if one.attrs.get("aria-label") == label)
        box.mark("checked", True)

    def write_last(self, name: str, value: str) -> None:
        self._inputs(name)[-1].attrs["value"] = value

    @property
    def rows(self) -> int:
        tables = (one for one in self.root.all("table") if one.attrs.get("id") == "result_list")
        return len([row for table in tables for row in table.all("tr") if row.above("tbody")])

    def cells(self, words: str) -> list[str]:
        line = next(one for one in self.root.all("tr") if words in one.text)
        return [one.text.strip() for one in line.all("td")]

    def _write(self, name: str, value: Any) -> None:
        inputs = self._inputs(name)
        first = inputs[0]
        if first.tag == "select":
            options = list(first.all("option"))
            said = {id(one): "".join(map(str, one.children)) for one in options}
            wanted = next(
                one for one in options if one.attrs.get("value") == value
                or (one.attrs.get("value") and value in said[id(one)])
            )  # fmt: skip
            for one in options:
                one.mark("selected", one is wanted)
        elif first.ticks and isinstance(value, bool):
            first.mark("checked", value)
        elif first.ticks:
            chosen = {value} if isinstance(value, str) else {str(one) for one in value}
            for one in inputs:
                one.mark("checked", one.value in chosen)
        elif first.tag == "textarea":
            first.children = [str(value)]
        else:
            first.attrs["value"] = str(value)

    def tap(self, name: str) -> None:
        """Add a row to a table of the admin, as its script does."""
        for group in self.root.all():
            options = json.loads(group.attrs.get("data-inline-formset", "{}")).get("options", {})
            if options.get("addText", "").strip() == name:
                self._add_row(options["prefix"])
                return
        raise AssertionError(f"no button {name} on {self.url}")

    def _add_row(self, prefix: str) -> None:
        fields = list(self.root.all("input", "select", "textarea"))
        (total,) = (one for one in fields if one.name == f"{prefix}-TOTAL_FORMS")
        for one in fields:
            if one.name.startswith(f"{prefix}-__prefix__-") and one.parent is not None:
                attrs = {**one.attrs, "name": one.name.replace("__prefix__", total.value)}
                copy = Node(one.tag, attrs, one.parent)
                copy.children = one.children
                one.parent.children.append(copy)
        total.attrs["value"] = str(int(total.value) + 1)

    def _named(self, name: str | re.Pattern[str], *tags: str) -> Node:
        for node in self.root.all(*tags):
            called = {node.text.strip(), node.attrs.get("aria-label", "")}
            if node.tag == "input" and node.attrs.get("type") == "submit":
                called.add(node.value)
            if name in called or (
                isinstance(name, re.Pattern) and any(name.search(one) for one in called)
            ):
                return node
        others = [node.text.strip() or node.value for node in self.root.all(*tags)]
        raise AssertionError(f"no {tags} {name!r} on {self.url}, but {others}\n{self.gist}")

    def _send(self, button: str) -> Any:
        pressed = self._named(button, "button", "input")
        form = pressed.above("form")
        if "form" in pressed.attrs:
            (form,) = (
                one for one in self.root.all("form") if one.attrs.get("id") == pressed.attrs["form"]
            )
        assert form is not None, f"{button} belongs to no form"
        action = pressed.attrs.get("formaction") or form.attrs.get("action") or ""
        path = urljoin(self.path, action)
        data = sent(form, pressed, self.root)
        if form.attrs.get("method", "").lower() != "post":
            return self.client.get(f"{urlsplit(path).path}?{urlencode(data)}", follow=True)
        return self.client.post(
            path, urlencode(data), content_type="application/x-www-form-urlencoded", follow=True
        )

    def press(self, name: str) -> None:
        self._show(self._send(name))

    def submit(self, button: str) -> bytes:
        response = self._send(button)
        assert "html" not in response["Content-Type"], self.gist
        return b"".join(response) if response.streaming else bytes(response.content)

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.go(urljoin(self.path, self._named(name, "a").attrs["href"]))

    def follow_first(self, place: str) -> None:
        part = self.root
        for step in place.split():
            part = next(
                one for one in part.all() if one.tag == step or f"#{one.attrs.get('id')}" == step
            )
        self.go(urljoin(self.path, next(part.all("a")).attrs["href"]))

    def download(self, name: str | re.Pattern[str]) -> bytes:
        address = urljoin(self.path, self._named(name, "a").attrs["href"])
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, address
        return b"".join(response) if response.streaming else bytes(response.content)

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def gist(self) -> str:
        return re.sub(r"\s+", " ", self.text)[-1500:]

    def look(self, name: str) -> None:
        """Nothing to see: the journey in Chromium looks at this page."""
