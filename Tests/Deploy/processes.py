# SPDX-License-Identifier: Apache-2.0

"""The programs under test as ordinary processes: certificates by openssl, Steno and nginx on free ports."""
import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STENO = os.environ.get("STENO", str(ROOT / ".build/release/steno"))
MODEL = os.environ.get("MODEL", "tiny.en")
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def free_port():
    """A port that a program can listen on in a moment. It lies below those that the system gives to connections, of which
    one could take it until then."""
    while True:
        port = random.randint(10_000, 30_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_until(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.02)
    return value


class Certificate:
    """A self-signed certificate in a folder; `renew` puts another in its place."""

    def __init__(self, folder, name="steno", hosts="DNS:localhost,IP:127.0.0.1"):
        self.hosts = hosts
        self.chain = pathlib.Path(folder) / f"{name}.pem"
        self.key = pathlib.Path(folder) / f"{name}.key"
        self.renew()

    def renew(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=steno", "-addext", f"subjectAltName={self.hosts}",
             "-keyout", self.key, "-out", self.chain], check=True, capture_output=True)


class Program:
    """A process whose output is kept; killed at the end if it has not left by itself."""

    def __init__(self, command, environment=None):
        self.output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})

    @property
    def text(self):
        with open(f"/proc/self/fd/{self.output.fileno()}") as file:
            return file.read()

    def require_running(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.process.args[0]} left with {self.process.returncode}:\n{self.text}")
        return True

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=30):
        return self.process.wait(seconds)

    def close(self):
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
            try:
                self.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.output.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Steno(Program):
    """`steno serve` on a free port of the loopback."""

    def __init__(self, *options, port=0, environment=None):
        super().__init__(
            [STENO, "serve", "--port", str(port), "--model", MODEL, *map(str, options)], environment)
        pattern = re.compile(r"(https?)://[^\s:]+:(\d+)")
        found = wait_until(lambda: self.require_running() and pattern.search(self.text), "steno", 60)
        self.scheme, self.port = found[1], int(found[2])


class Nginx(Program):
    """nginx with a configuration of `deploy/nginx`, of which only addresses, paths and what is named are other ones."""

    def __init__(self, certificate, stenos, configuration="steno.conf", replacing=None):
        self.folder = tempfile.TemporaryDirectory(prefix="steno-nginx-")
        self.prefix = pathlib.Path(self.folder.name)
        self.certificate = certificate
        self.http, self.https = free_port(), free_port()
        self.configuration = configuration
        self.stenos, self.replacing = stenos, replacing or {}
        self.write()
        super().__init__([*self.command(), "-g", "daemon off;"])
        wait_until(lambda: self.require_running() and self.answers(), "nginx")

    def write(self):
        """Writes the configuration, for the ports of `stenos`."""
        text = (ROOT / "deploy/nginx/steno.conf").read_text()
        if self.configuration != "steno.conf":
            text = re.sub(r"upstream steno \{.*?\n\}\n", "", text, flags=re.DOTALL)
            text = (ROOT / "deploy/nginx" / self.configuration).read_text() + text
        instances = re.findall(r"server (\d[\d.]+:\d+)", text)
        for old, new in [
            ("listen 80;", f"listen 127.0.0.1:{self.http};"), ("listen [::]:80;", ""),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.https} ssl;"), ("listen [::]:443 ssl;", ""),
            ("/etc/letsencrypt/live/steno.example.org/fullchain.pem", str(self.certificate.chain)),
            ("/etc/letsencrypt/live/steno.example.org/privkey.pem", str(self.certificate.key)),
            ("/var/log/nginx/", f"{self.prefix}/"), ("/var/www/acme", str(self.prefix)),
            ("steno.example.org", "localhost"), *self.replacing.items(),
            *zip(instances, (f"127.0.0.1:{port}" for port in self.stenos), strict=True),
        ]:
            if old not in text:
                raise ValueError(f"{self.configuration} has no {old!r}")
            text = text.replace(old, new)
        (self.prefix / "steno.conf").write_text(text)
        paths = "".join(
            f"{kind}_temp_path {self.prefix}/{kind};\n" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        user = "user root;" if os.geteuid() == 0 else ""
        (self.prefix / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\npid {self.prefix}/nginx.pid;\nerror_log {self.prefix}/error.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{paths}include {self.prefix}/steno.conf;\n}}\n")

    def command(self):
        return [NGINX, "-e", "stderr", "-p", self.prefix, "-c", self.prefix / "nginx.conf"]

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.https), 1).close()
            return True
        except OSError:
            return False

    def log(self, name):
        return (self.prefix / name).read_text()

    def workers(self):
        pid = self.process.pid
        return set(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    @staticmethod
    def is_leaving(worker):
        try:
            return "shutting down" in pathlib.Path(f"/proc/{worker}/cmdline").read_text()
        except FileNotFoundError:
            return True

    def reload(self):
        """Returns when new workers serve, and the old ones have nothing but their sessions left."""
        before = self.workers()
        subprocess.run([*self.command(), "-s", "reload"], check=True, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.workers() - before and all(map(self.is_leaving, before)), "new workers of nginx")

    def close(self):
        super().close()
        self.folder.cleanup()
