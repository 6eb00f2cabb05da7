"""Residents who apply over HTTP: page, form, check, send, done; many at once, bounded."""

import asyncio
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
SURNAMES = [
    "青木",
    "井上",
    "上田",
    "遠藤",
    "岡本",
    "加藤",
    "木下",
    "久保",
    "近藤",
    "佐藤",
    "清水",
    "鈴木",
    "高橋",
    "千葉",
    "中島",
    "野口",
]


@dataclass(frozen=True)
class Site:
    """Where people apply: the port, and the address of each course's page."""

    port: int
    pages: list[str]


class ServerFailed(Exception):
    """An answer that no resident should get."""


@dataclass
class Resident:
    """One person with a browser: cookies are kept, each request is a connection of its own."""

    number: int
    site: Site
    gate: asyncio.Semaphore
    cookies: dict[str, str] = field(default_factory=dict)
    done: str = ""

    async def apply(self) -> None:
        """Go from the course's page to the done page; keeps what that page says."""
        page = self.site.pages[self.number % len(self.site.pages)]
        await self._request("GET", page)
        form = f"{page}apply/"
        _, text = await self._request("GET", form)
        _, text = await self._request("POST", form, _hidden(text) | self._answers())
        location, _ = await self._request("POST", form, _hidden(text) | {"step": "send"})
        if not location:
            raise ServerFailed(f"{form} kept {self.number} on the form")
        _, self.done = await self._request("GET", location)

    def _answers(self) -> dict[str, str]:
        given = "".join(chr(0x4E00 + (self.number * 37 + k * 1009) % 5000) for k in range(2))
        return {
            "name": f"{SURNAMES[self.number % 16]} {given}",
            "kana": "てすと はなこ",
            "phone": f"090{self.number:08d}",
            "email": f"person{self.number}@example.jp",
            "step": "check",
        }

    async def _request(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[str, str]:
        body = urlencode(form or {}).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}", "Origin: http://localhost"]
        async with self.gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.site.port)
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                answer = await reader.read()
            finally:
                writer.close()
        return self._understand(path, answer)

    def _understand(self, path: str, answer: bytes) -> tuple[str, str]:
        head, _, body = answer.partition(b"\r\n\r\n")
        status, *headers = head.decode("latin-1").split("\r\n")
        code = int(status.split()[1])
        if code not in (200, 302):
            raise ServerFailed(f"{path} answered {code}")
        location = ""
        for line in headers:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            elif name.lower() == "location":
                location = value
        return location, body.decode()


def _hidden(text: str) -> dict[str, str]:
    found = {}
    for tag in _INPUT.findall(text):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    return found


async def _together(people: list[Resident], at_once: int) -> None:
    line = asyncio.Semaphore(at_once)

    async def one(person: Resident) -> None:
        async with line:
            await person.apply()

    await asyncio.gather(*(one(person) for person in people))


def apply_together(
    site: Site, numbers: Iterable[int], *, at_once: int, connections: int = 256
) -> tuple[float, list[Resident]]:
    """Let people apply, `at_once` of them at a time; returns the seconds and the people.

    Raises ServerFailed for any answer but a page or the redirect after sending.
    """
    gate = asyncio.Semaphore(connections)
    people = [Resident(number, site, gate) for number in numbers]
    begin = perf_counter()
    asyncio.run(_together(people, at_once))
    return perf_counter() - begin, people
