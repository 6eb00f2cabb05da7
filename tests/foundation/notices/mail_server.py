"""A mail server for tests that can answer, refuse for now, refuse for good or stay silent."""

import socket
import threading
from typing import Any


class MailServer:
    """Listens on a free port of this machine; `mood` decides how it answers."""

    def __init__(self) -> None:
        self.mood = "kind"
        self.received: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: Any) -> None:
        with connection, connection.makefile("rwb") as stream:
            if self.mood == "silent":
                stream.readline()
                return
            self._say(stream, "220 ready")
            body: list[str] | None = None
            for raw in stream:
                line = raw.decode().rstrip("\r\n")
                if body is not None:
                    if line == ".":
                        self.received.append("\n".join(body))
                        body = None
                        self._say(stream, "250 taken")
                    else:
                        body.append(line)
                elif line.upper().startswith("RCPT") and self.mood != "kind":
                    self._say(
                        stream, "550 nobody here" if self.mood == "refuse" else "451 come back"
                    )
                elif line.upper() == "DATA":
                    body = []
                    self._say(stream, "354 go on")
                elif line.upper() == "QUIT":
                    self._say(stream, "221 bye")
                    return
                else:
                    self._say(stream, "250 ok")

    @staticmethod
    def _say(stream: Any, line: str) -> None:
        stream.write(line.encode() + b"\r\n")
        stream.flush()

    def close(self) -> None:
        self._socket.close()
