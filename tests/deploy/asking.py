"""Asking over the network as a browser does, in the little that tests need of it."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.respondent import CONTENT, sheet

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
PATIENCE_SECONDS = 40
PASSWORD = "lamp river seven cats"
RIM = "rim-of-a-part"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    def header(self, name: str) -> str | None:
        """A header that comes once at most."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) <= 1, f"{name} came {len(found)} times"
        return found[0] if found else None


class Client:
    """Somebody who asks, each time by a new connection."""

    def __init__(self, connection: HTTPConnection) -> None:
        self.connection = connection

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """Ask for something, with `User_Agent="…"` for a header, and be answered."""
        try:
            self.connection.request(method, path, body, {key.replace("_", "-"): said for key, said in headers.items()})
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            self.connection.close()


def fill(client: Client, code: str, **headers: str) -> Answer:
    """Open an organization's questionnaire, fill it in, send it."""
    form = sheet(client.ask("GET", f"/a/{code}").text)
    return client.ask("POST", form.action, urlencode(form.fields | CONTENT), **FORM, **headers)


class Office:
    """An operator's browser, signed in with the one-time password that was just made."""

    def __init__(self, client: Client, address: str, email: str, one_time: str) -> None:
        self.client = client
        self.origin = {"Referer": f"{address}/"}
        self.cookie = ""
        self.send("/office/login", email=email, password=one_time)
        self.send("/office/account/password", new_password=PASSWORD, again=PASSWORD)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._kept(self.client.ask("GET", path, Cookie=self.cookie))

    def send(self, path: str, **fields: str) -> Answer:
        """Send the form of a page."""
        body = urlencode({"csrf_token": self._token(path)} | fields)
        return self._kept(self.client.ask("POST", path, body, Cookie=self.cookie, **self.origin, **FORM))

    def upload(self, path: str, content: bytes) -> Answer:
        """Send the form of a page with a file in it."""
        head = f'--{RIM}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token(path)}\r\n'
        head += f'--{RIM}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{RIM}--\r\n".encode()
        form = {"Content_Type": f"multipart/form-data; boundary={RIM}"}
        return self._kept(self.client.ask("POST", path, body, Cookie=self.cookie, **self.origin, **form))

    def _token(self, path: str) -> str:
        page = self.get(path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found, f"no form at {path}: {page.status}"
        return found[1]

    def _kept(self, answer: Answer) -> Answer:
        self.cookie = (answer.header("Set-Cookie") or self.cookie).partition(";")[0]
        return answer
