"""The shipped nginx configuration, really served: only what its head says is to be changed is changed."""

import re
import signal
import socket
import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT
from tests.deploy.asking import PATIENCE_SECONDS, Client
from tests.deploy.namespaces import Namespace
from tests.servers import Program, program, wait_until

NAME = "otklik.example.ru"
SHIPPED = ROOT / "deploy" / "nginx" / "otklik.conf"
HOST = re.compile(r"^( *server )127\.0\.0\.1:8000( .*);$", re.MULTILINE)

AROUND = """
user root;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/log/error.log;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log {folder}/log/access.log;
    error_log {folder}/log/error.log;
    gzip on;
    include {folder}/otklik.conf;
}}
"""
"""What Debian's own nginx.conf says around it."""


@dataclass
class Front:
    """nginx in a namespace, so that it has the configuration's own ports, before application hosts (`address:port`)."""

    folder: Path
    place: Namespace
    hosts: tuple[str, ...]
    running: Program | None = None

    def start(self) -> "Front":
        """Write the configuration and serve by it."""
        for name in ("log", "tls"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        certify(self.folder / "tls")
        (self.folder / "otklik.conf").write_text(self._changed(SHIPPED.read_text()))
        main = self.folder / "nginx.conf"
        main.write_text(AROUND.format(folder=self.folder))
        command = [program("nginx", "/usr/sbin"), "-e", "stderr", "-c", str(main), "-g", "daemon off;"]
        output = self.folder / "log" / "said"
        with self.place.entered(), output.open("wb") as said:
            self.running = Program(subprocess.Popen(command, stdout=said, stderr=said), output)
        wait_until(self._answers, lambda: f"nginx did not start:\n{output.read_text()}")
        return self

    def end(self) -> None:
        """End it."""
        if self.running is not None:
            self.running.end(signal.SIGTERM)

    def logs(self) -> dict[str, str]:
        """What it has written, by the name of the file."""
        return {path.name: path.read_text(errors="replace") for path in (self.folder / "log").iterdir()}

    def client(self, source: str = "127.0.0.1") -> Client:
        """Somebody with this address."""
        return Client(self.secure(source))

    def secure(self, source: str = "127.0.0.1") -> "Secure":
        """A connection from this address, to which the certificate is good enough."""
        return Secure(self, source)

    def plain(self, port: int, source: str = "127.0.0.1") -> socket.socket:
        """A bare connection to it."""
        with self.place.entered():
            return socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS, (source, 0))

    def _changed(self, text: str) -> str:
        text = text.replace("/etc/otklik/tls/", f"{self.folder}/tls/").replace("/var/log/nginx/", f"{self.folder}/log/")
        text = text.replace("/opt/otklik/current", str(ROOT))
        public, office = text.split("upstream otklik_office", 1)
        public = HOST.sub(lambda line: "\n".join(f"{line[1]}{host}{line[2]};" for host in self.hosts), public)
        first, *others = self.hosts
        backups = [f"{host}{{}} backup" for host in others]
        lines = [f"{first}{{}}", *backups]
        office = HOST.sub(lambda line: "\n".join(f"{line[1]}{one.format(line[2])};" for one in lines), office)
        if not Path("/proc/net/if_inet6").exists():
            office = re.sub(r"^ *listen \[::\].*\n", "", office, flags=re.MULTILINE)
        return f"{public}upstream otklik_office{office}"

    def _answers(self) -> bool:
        assert self.running is not None
        if self.running.process.poll() is not None:
            return True
        try:
            self.plain(443).close()
        except OSError:
            return False
        return True


class Secure(HTTPSConnection):
    """A connection to nginx where it stands, by the service's name."""

    def __init__(self, front: Front, source: str) -> None:
        self.front = front
        self.source = source
        self.context = ssl.create_default_context(cafile=str(front.folder / "tls" / "fullchain.pem"))
        super().__init__(NAME, timeout=PATIENCE_SECONDS, context=self.context)

    def connect(self) -> None:
        """Reach it."""
        self.sock = self.context.wrap_socket(self.front.plain(443, self.source), server_hostname=NAME)


def certify(folder: Path) -> None:
    """A certificate for the service's name that nobody has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(encoding))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(encoding, *plain))
