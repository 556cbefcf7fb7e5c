"""Other people's sites: pages that a test composes, on names of their own that lead to this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STANDARD = "<!doctype html>"
PAGE = """{doctype}<html lang="ru"><head><meta charset="utf-8"><title>Сайт</title></head>
<body><h1>Сайт учреждения</h1>{body}</body></html>"""


class Sites(ThreadingHTTPServer):
    """Serves the pages that tests have put up, each on any name: `*.localhost` is this machine for every browser."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}

    def origin(self, host: str) -> str:
        """The address of a site: `http://dom-sosny.localhost:41234`."""
        return f"http://{host}:{self.server_port}"

    def put_up(self, host: str, body: str, *, doctype: str = STANDARD, **headers: str) -> str:
        """Put up a page (header names with `_` for `-`); its address."""
        path = f"/{len(self.pages)}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (PAGE.format(doctype=doctype, body=body), sent)
        return self.origin(host) + path


class _Handler(BaseHTTPRequestHandler):
    server: Sites

    def do_GET(self) -> None:
        page, headers = self.server.pages.get(self.path, ("", {}))
        content = page.encode()
        self.send_response(200 if page else 404)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def other_sites() -> Iterator[Sites]:
    """Sites that are up while they are needed."""
    with Sites() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
