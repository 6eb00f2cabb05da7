"""Residents for crash tests: each applies over HTTP and can send the very same form once more."""

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TYPED = {
    "kana": "たかはし はなこ",
    "place_kind": "address",
    "place": "中央1-2-3",
    "people": "1",
}
PATIENCE = 90  # seconds: a busy machine starts the server slowly
Opener = urllib.request.OpenerDirector


@dataclass
class Visitor:
    """One browser: what it typed, and whether it was shown the done page."""

    number: int
    opener: Opener = field(
        default_factory=lambda: urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
    )
    prepared: dict[str, str] = field(default_factory=dict)
    sent: bool = False
    confirmed: bool = False

    @property
    def name(self) -> str:
        return f"高橋 花子{self.number:04d}"

    def ask(self, address: str, data: dict[str, str] | None = None) -> str:
        """Get or post; raises OSError for every answer but 200 (redirects are followed)."""
        body = urlencode(data).encode() if data is not None else None
        with self.opener.open(address, body, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def prepare(self, address: str) -> None:
        """Fill in the form and come as far as the check page."""
        form = dict(HIDDEN.findall(self.ask(address)))
        typed = {**form, **TYPED, "name": self.name, "phone": f"0901234{self.number:04d}"}
        check = self.ask(address, {**typed, "email": "", "step": "check"})
        self.prepared = {**dict(HIDDEN.findall(check)), "people": "1", "step": "send"}

    def send(self, address: str) -> None:
        """Press the button of the check page, or press it once more."""
        self.sent = True
        assert "受付番号" in self.ask(address, self.prepared), "no done page"
        self.confirmed = True


def crowd(
    address: str, numbers: Iterator[int], threads: int, kill: Callable[[], object], after: int
) -> list[Visitor]:
    """Let visitors apply one after another on several threads until the server breaks.

    `kill` is called once, when so many have seen their done page. Returns everybody who pressed
    the button.
    """
    everybody: list[Visitor] = []
    lock = threading.Lock()
    struck = threading.Event()

    def one_after_another() -> None:
        while True:
            with lock:
                visitor = Visitor(next(numbers))
                everybody.append(visitor)
            try:
                visitor.prepare(address)
                visitor.send(address)
            except (OSError, AssertionError):
                if struck.is_set():
                    return
                raise
            with lock:
                count = sum(one.confirmed for one in everybody)
                if count < after or struck.is_set():
                    continue
                struck.set()
            kill()

    workers = [threading.Thread(target=one_after_another) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(2 * PATIENCE)
    assert struck.is_set(), "the visitors never got so far"
    return [visitor for visitor in everybody if visitor.sent]
