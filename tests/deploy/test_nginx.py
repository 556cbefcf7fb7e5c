"""nginx serves by the shipped configuration, before the service as it really runs."""

import http.client
import re
import socket
import ssl
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import ROOT, run_flask, start_server, stop_server
from tests.deploy.asking import FORM, Client, Office, fill
from tests.deploy.front import NAME, Front
from tests.deploy.namespaces import namespace
from tests.servers import wait_until

TOKEN = "a token of many letters"


@pytest.fixture(scope="module")
def place():
    with namespace() as made:
        yield made


@pytest.fixture(scope="module")
def service(place, tmp_path_factory):
    """The service on one host, on SQLite; its first start has made something to try."""
    instance = tmp_path_factory.mktemp("service") / "instance"
    told = {"PUBLIC_URL": f"https://{NAME}", "TRUSTED_PROXY_HOPS": "1", "METRICS_TOKEN": TOKEN}
    limits = {"MIN_FILL_SECONDS": "0", "RATE_HARD": "3 per day"}
    with place.entered():
        server = start_server(instance, **told, **limits)
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def front(place, service, tmp_path_factory):
    nginx = Front(tmp_path_factory.mktemp("front"), place, (service.url.removeprefix("http://"),))
    with ExitStack() as ends:
        ends.callback(nginx.end)
        yield nginx.start()


@pytest.fixture
def alone(tmp_path):
    """nginx whose hosts are all away."""
    with namespace() as made, ExitStack() as ends:
        nginx = Front(tmp_path, made, ("127.0.0.1:8001", "127.0.0.1:8002"))
        ends.callback(nginx.end)
        yield nginx.start()


@pytest.fixture(scope="module")
def code(service):
    return re.search(r"/a/([0-9A-Z]+)", service.log.read_text())[1]


def test_everybody_is_led_to_https(front):
    with front.plain(80) as plain:
        plain.sendall(f"GET /a/CODE?s=qr HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(plain)
        answer.begin()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/a/CODE?s=qr")


def test_another_name_gets_no_answer(front):
    with front.plain(80) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
        assert plain.recv(100) == b""
    secure = front.secure()
    with front.plain(443) as plain, pytest.raises(ssl.SSLError):
        secure.context.wrap_socket(plain, server_hostname="other.example")
    with pytest.raises(http.client.RemoteDisconnected):
        Client(secure).ask("GET", "/", Host="other.example")


@pytest.mark.parametrize(
    ("version", "is_taken"),
    [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_only_present_tls_is_spoken_and_http_2_with_it(front, version, is_taken):
    secure = front.secure()
    secure.context.minimum_version = secure.context.maximum_version = version
    secure.context.set_ciphers("DEFAULT:@SECLEVEL=0")  # otherwise the client itself refuses the oldest one
    secure.context.set_alpn_protocols(["h2", "http/1.1"])
    if is_taken:
        secure.connect()
        assert (secure.sock.version(), secure.sock.selected_alpn_protocol()) == (version.name.replace("_", "."), "h2")
        secure.close()
    else:
        with pytest.raises(ssl.SSLError, match=r"(?i)alert protocol version"):
            secure.connect()


def test_a_questionnaire_comes_and_goes_through_it(front, code):
    page = front.client().ask("GET", f"/a/{code}")
    assert page.status == 200
    assert page.header("Strict-Transport-Security")
    assert page.header("Content-Security-Policy")
    assert page.header("Cache-Control") == "no-store"
    assert page.header("Server") == "nginx"
    sent = fill(front.client(), code)
    assert (sent.status, sent.header("Location")) == (303, f"/a/{code}/thanks")
    assert 'id="thanks"' in front.client().ask("GET", f"/a/{code}/thanks").text
    assert front.client().ask("GET", f"/A/{code}").header("Location").endswith(f"/a/{code}?s=qr")


def test_static_files_are_nginxs_with_the_services_own_headers(front, service, place, code):
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', front.client().ask("GET", f"/a/{code}").text)
    assert links
    for link in links:
        assert "?v=" in link
        own = front.client().ask("GET", link, Accept_Encoding="gzip")
        with place.entered():
            theirs = Client(http.client.HTTPConnection(service.url.removeprefix("http://"))).ask(
                "GET", link, Accept_Encoding="gzip", Host=NAME
            )
        assert (own.status, own.header("Content-Encoding")) == (200, "gzip")
        assert own.body == theirs.body
        assert own.header("Cache-Control") == "public, max-age=31536000, immutable"
        said = {name.lower(): value for name, value in own.headers}
        changed = {"server", "date", "connection", "cache-control", "etag", "last-modified", "content-type"}
        assert {k: v for k, v in said.items() if k not in changed} == {
            name.lower(): value for name, value in theirs.headers if name.lower() not in changed
        }
    assert front.client().ask("GET", "/static/public.css").header("Cache-Control") == "no-cache"
    assert front.client().ask("GET", "/static/public.css").header("Content-Type") == "text/css; charset=utf-8"
    missing = front.client().ask("GET", "/static/nothing.css?v=1")
    assert (missing.status, missing.header("Cache-Control")) == (404, "no-store")


def test_what_a_client_says_of_its_address_and_of_our_name_is_thrown_away(front, code):
    statuses = []
    for number in range(4):
        forged = f"198.51.100.{number}"
        said = {"X_Forwarded_For": forged, "Forwarded": f"for={forged};host=evil.example", "X_Real_IP": forged}
        statuses.append(fill(front.client("127.0.0.44"), code, **said).status)
    assert statuses == [303, 303, 303, 429]
    assert fill(front.client("127.0.0.45"), code).status == 303
    evil = front.client().ask("GET", f"/A/{code}", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    assert evil.status in (301, 302, 303, 308)
    assert "evil" not in str(evil.headers)
    assert "evil" not in front.client().ask("GET", f"/o/{code}", X_Forwarded_Host="evil.example").text


def test_more_than_a_questionnaire_holds_is_refused_in_words(front, code):
    answer = front.client().ask("POST", f"/a/{code}", b"q16=" + b"x" * 140_000, **FORM)
    assert answer.status == 413
    assert "Отправлено слишком много" in answer.text
    assert "Content-Security-Policy" in dict(answer.headers)


def test_metrics_are_not_told_outside(front):
    for path in ("/metrics", "/metrics?x=1", "//metrics", "/static/../metrics", "/%6detrics"):
        assert front.client().ask("GET", path, Authorization=f"Bearer {TOKEN}").status == 404, path
    assert front.client().ask("GET", "/healthz").status == 200
    assert front.client().ask("GET", "/readyz").status == 200


def test_no_log_names_who_asked_for_a_public_page(front, code):
    mark, agent = "127.9.8.7", "a-telling-agent"
    client = front.client(mark)
    assert fill(client, code, User_Agent=agent, Referer="https://telling.example/").status == 303
    client.ask("GET", "/a/NOTHERE", User_Agent=agent)
    client.ask("POST", f"/a/{code}", b"x" * 200_000, **FORM)
    for port, garbage in ((443, b"\x16\x03\x01\x00\xff garbage"), (443, b"GET / HTTP/1.1\r\n\r\n"), (80, b"\x00\r\n")):
        with front.plain(port, mark) as plain:
            plain.sendall(garbage + b"\r\n\r\n")
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(1000):
                pass
    with front.secure().context.wrap_socket(front.plain(443, mark), server_hostname=NAME) as broken:
        head = f"POST /a/{code} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 500\r\n\r\nq1=y"
        broken.sendall(head.encode())
    front.client("127.9.8.8").ask("GET", "/office/login")
    wait_until(lambda: "127.9.8.8" in front.logs()["otklik-office.log"], lambda: "the office has a log of its own")
    time.sleep(0.3)  # two processes write
    for name, text in front.logs().items():
        assert mark not in text, name
        assert agent not in text, name
        assert "telling.example" not in text, name
        assert f"/a/{code}" not in text, name


def test_hosts_that_are_away_are_told_of_in_words_and_named_in_the_log_without_who_asked(alone):
    client = alone.client("127.9.8.7")
    for answer in (client.ask("GET", "/a/CODE"), client.ask("POST", "/a/CODE", b"q1=yes", **FORM)):
        assert (answer.status, answer.header("Retry-After")) == (503, "30")
        assert "Сервис сейчас недоступен" in answer.text
        assert "frame-ancestors" not in answer.header("Content-Security-Policy")
    alone.end()
    logs = alone.logs()
    assert re.search(r'^\d{4}-\d\d-\d\d status=503 host="127.0.0.1:800', logs["otklik-failures.log"])
    assert all("127.9.8.7" not in text and "/a/CODE" not in text for text in logs.values())


def test_only_a_questionnaire_that_was_not_answered_is_sent_to_another_host(tmp_path):
    with namespace() as made, ExitStack() as ends:
        dies, answers = (ends.enter_context(host_that(made, answers=does)) for does in (False, True))
        nginx = Front(tmp_path, made, tuple(f"127.0.0.1:{host.server_port}" for host in (dies, answers)))
        ends.callback(nginx.end)
        client = nginx.start().client()
        statuses = {client.ask("POST", "/a/CODE", b"q1=yes", **FORM).status for _ in range(2)}
        assert statuses == {204}
        assert client.ask("POST", "/office/import", b"x", **FORM).status == 503


@contextmanager
def host_that(place, *, answers):
    """A host that takes a request in full, and answers it or dies."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            if answers:
                self.send_response(204)
                self.end_headers()
            self.close_connection = True

        def log_message(self, *_words):
            pass

    with place.entered():
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_large_list_of_organizations_passes_to_the_office_and_too_large_a_one_is_refused_in_words(front, service):
    one_time = run_flask(service.instance, "create-user", "anna@example.org", "--role", "operator").stdout.strip()
    office = Office(front.client(), f"https://{NAME}", "anna@example.org", one_time)
    line = "Центр социального обслуживания № {};;;полустационарная;Город Н.;;100;\n"
    head = "name;short_name;inn;form_of_service;municipality;site;recipients;address\n"
    listing = head + "".join(line.format(number) for number in range(12_000))
    assert len(listing.encode()) > 2**20
    taken = office.upload("/office/organizations/import", listing.encode())
    assert taken.status == 303
    assert "12 000" in office.get(taken.header("Location")).text.replace("\xa0", " ")
    refused = office.upload("/office/organizations/import", b"x" * (21 * 2**20))
    assert refused.status == 413
    assert "20" in refused.text
    assert "Файл слишком большой" in refused.text


def test_whoever_has_not_signed_in_fills_no_disk(front, service):
    answer = front.client().ask("POST", "/office/login", b"x" * 200_000, **FORM)
    assert answer.status == 413
    assert "Отправлено слишком много" in answer.text


def test_every_upload_of_the_office_is_let_through(app):
    conf = (ROOT / "deploy" / "nginx" / "otklik.conf").read_text()
    through = re.search(r"location ~ (\^/office/\S+) \{", conf)[1]
    views = app.view_functions
    takes_files = [rule for rule in app.url_map.iter_rules() if getattr(views[rule.endpoint], "largest_upload", None)]
    assert takes_files
    for rule in takes_files:
        assert re.match(through, re.sub("<[^>]+>", "7", rule.rule)), rule.rule
