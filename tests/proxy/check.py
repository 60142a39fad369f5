#!/usr/bin/env python3
"""Starts nginx as docs/operations.md shows it, with Pforte behind, and asks as people and attackers do.

    PFORTE_BINARY=… tests/proxy/check.py
"""

import contextlib
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAME = "antrag.example.de"
# That TLS 1.0 and 1.1 are old is why they are asked for.
warnings.simplefilter("ignore", DeprecationWarning)
PAGE = "/leistungen/schuelerbefoerderung-erstattung/antrag"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def example():
    text = (ROOT / "docs/operations.md").read_text()
    return re.search(r"```nginx\n(.*?)```", text, re.S).group(1)


def here(config, folder, ports):
    """The example, on this machine: other ports, and a certificate that nobody trusts."""
    plain, tls, product = ports
    for old, new in [
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("listen 443", f"listen 127.0.0.1:{tls}"),
        ("server 127.0.0.1:8080", f"server 127.0.0.1:{product}"),
        ("/etc/ssl/pforte/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ]:
        assert old in config, old
        config = config.replace(old, new)
    # Not every machine that tests has IPv6.
    return re.sub(r"\n *listen \[::\].*", "", config)


def serve(folder, ports):
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
               "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
               "-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem"]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "site.conf").write_text(here(example(), folder, ports))
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {paths} include {folder}/site.conf; }}"
    )
    return subprocess.Popen(["nginx", "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"])


def product(folder, port, numbers):
    env = {name: value for name, value in os.environ.items() if not name.startswith("PFORTE_")}
    env |= {
        "PFORTE_DATA": f"{folder}/data",
        "PFORTE_MASTER_KEY": "07" * 32,
        "PFORTE_LISTEN": f"127.0.0.1:{port}",
        "PFORTE_METRICS_LISTEN": f"127.0.0.1:{numbers}",
        "PFORTE_BASE_URL": f"https://{NAME}",
        "PFORTE_TRUSTED_PROXIES": "127.0.0.1",
        "PFORTE_RATE_REQUESTS": "10000000",
        "PFORTE_RATE_STARTS": "2",
    }
    return subprocess.Popen([os.environ["PFORTE_BINARY"]], env=env, stdout=subprocess.DEVNULL, stderr=open(folder / "log", "w"))


def wait(port):
    for _ in range(600):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    sys.exit(f"error: nobody listens on {port}")


class Door:
    """The way of people: to the port with TLS, by the name."""

    def __init__(self, plain, tls):
        self.plain, self.tls = plain, tls

    def connect(self, source="127.0.0.2", name=NAME, version=None):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if version:
            context.minimum_version = context.maximum_version = version
            context.set_ciphers("ALL:@SECLEVEL=0")
        stream = socket.create_connection(("127.0.0.1", self.tls), 10, (source, 0))
        return context.wrap_socket(stream, server_hostname=name)

    def send(self, request, **how):
        """All that comes until the connection ends."""
        with self.connect(**how) as stream:
            with contextlib.suppress(OSError):
                stream.sendall(request)
            return rest(stream)

    def ask(self, method, path, headers="", body=b"", host=NAME, **how):
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        return self.send(head.encode() + body, **how)


def rest(stream):
    told = b""
    with contextlib.suppress(OSError):
        while piece := stream.recv(65536):
            told += piece
    return told.decode(errors="replace")


def status(answer):
    return answer.split(" ")[1] if answer.startswith("HTTP/1.1 ") else "none"


def must(what, expected, found):
    if found != expected:
        sys.exit(f"error: {what}: expected {expected}, found {found}")


def tls_and_redirect(door):
    with socket.create_connection(("127.0.0.1", door.plain), 10) as stream:
        stream.sendall(f"GET /status?x=1 HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        told = rest(stream)
    must("http", "308", status(told))
    must("http leads to", True, f"Location: https://{NAME}/status?x=1\r\n" in told)
    with socket.create_connection(("127.0.0.1", door.plain), 10) as stream:
        stream.sendall(f"GET /api/v1/services HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        must("programs without TLS", "403", status(rest(stream)))
    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
        with door.connect(version=version) as stream:
            print(f"   {stream.version()} {stream.cipher()[0]}")
    for version in [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]:
        try:
            door.connect(version=version).close()
            sys.exit(f"error: {version} is taken")
        except ssl.SSLError as error:
            # The server says no, and not this client.
            must(str(version), True, "ALERT_PROTOCOL_VERSION" in str(error))
    try:
        door.connect(name="other.example").close()
        sys.exit("error: another name gets a certificate")
    except ssl.SSLError as error:
        must("another name", True, "UNRECOGNIZED_NAME" in str(error))


def headers(door):
    told = door.ask("GET", "/")
    must("a page", "200", status(told))
    head = told.split("\r\n\r\n")[0].lower()
    for line in [
        "strict-transport-security: max-age=31536000; includesubdomains",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "content-security-policy: default-src 'none'; ",
    ]:
        must(line, 1, head.count(f"\r\n{line}"))
    must("the version of nginx", False, "nginx/" in head)
    told = door.ask("GET", "/amt/anmelden", source="127.0.0.3")
    must("the sign-in page", "200", status(told))


def client_address(door):
    """Each address begins two drafts; what it claims to be does not count. Without a token of a form nothing begins."""
    forged = "X-Forwarded-For: 203.0.113.{}\r\nX-Real-IP: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n"
    answers = [status(door.ask("POST", PAGE, forged.format(n), source="127.0.0.4")) for n in range(3)]
    must("three starts of one address", True, answers[2] == "429" and "429" not in answers[:2])
    must("a start of another address", False, status(door.ask("POST", PAGE, source="127.0.0.5")) == "429")


def large(door):
    def page(megabytes):
        part = b'--grenze\r\nContent-Disposition: form-data; name="x"; filename="x.pdf"\r\n\r\n'
        body = part + b"x" * (megabytes * 1_000_000) + b"\r\n--grenze--\r\n"
        kind = "Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=grenze\r\n"
        return status(door.ask("POST", f"{PAGE}/nachweise", kind, body))

    # There is no draft: the page was read to its end, and answered.
    must("a page with 55 MB", "410", page(55))
    must("a page with 60 MB", "413", page(60))


def many(door):
    """Of one address only so many requests at once are looked at; others are not held up."""
    most = int(re.search(r"limit_conn pforte (\d+);", example()).group(1))
    with contextlib.ExitStack() as open_ones:
        head = f"POST {PAGE} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 9\r\n\r\n".encode()
        for _ in range(most):
            open_ones.enter_context(door.connect(source="127.0.0.8")).sendall(head)
        for _ in range(50):
            refused = status(door.ask("GET", "/", source="127.0.0.8"))
            if refused == "429":
                break
            time.sleep(0.1)
        must("one request too many of one address", "429", refused)
        must("the first one of another", "200", status(door.ask("GET", "/", source="127.0.0.9")))


# Requests that two servers may read in two ways. Each hides another one, for a page that is asked for nowhere else.
HIDDEN = f"GET /barrierefreiheit HTTP/1.1\r\nHost: {NAME}\r\n\r\n"
FORM = f"POST /fortsetzen HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
AMBIGUOUS = {
    "CL.TE": FORM + f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "TE.CL": FORM + f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{len(HIDDEN):x}\r\n" + HIDDEN + "\r\n0\r\n\r\n",
    "TE.TE": FORM + f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{len(HIDDEN):x}\r\n" + HIDDEN + "\r\n0\r\n\r\n",
    "a coding that nobody knows": FORM + f"Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\n{len(HIDDEN):x}\r\n" + HIDDEN,
    "a space before the colon": FORM + f"Content-Length: 4\r\nTransfer-Encoding : chunked\r\n\r\n{len(HIDDEN):x}\r\n" + HIDDEN + "\r\n0\r\n\r\n",
    "two lengths": FORM + f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "two lengths in one": FORM + f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "a length with a sign": FORM + f"Content-Length: +{len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "a folded header": FORM + f"X-Folded: a\r\n Transfer-Encoding: chunked\r\nContent-Length: {len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "a folded length": FORM + f"Content-Length:\r\n {len(HIDDEN)}\r\n\r\n" + HIDDEN,
    "a bare line feed": FORM + f"Content-Length: {len(HIDDEN)}\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a chunk with a huge length": FORM + "Transfer-Encoding: chunked\r\n\r\n" + "f" * 17 + "\r\n" + HIDDEN,
    "a bare line feed behind a chunk": FORM + "Transfer-Encoding: chunked\r\n\r\n0\n\n" + HIDDEN,
}


def seen(numbers):
    """How often the hidden page was asked for, as Pforte counts."""
    told = urllib.request.urlopen(f"http://127.0.0.1:{numbers}/metrics", timeout=10).read().decode()
    lines = [line for line in told.splitlines() if 'route="/barrierefreiheit"' in line and line.startswith("pforte_http_requests_total")]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines)


def smuggling(door, numbers):
    for name, request in AMBIGUOUS.items():
        before = seen(numbers)
        with door.connect(source="127.0.0.6") as stream:
            stream.settimeout(3)
            with contextlib.suppress(OSError):
                stream.sendall(request.encode())
            told = rest(stream)
        answers = re.findall(r"HTTP/1\.[01] (\d{3})", told)
        found = seen(numbers) - before
        print(f"   {name}: {', '.join(answers) or 'no answer'}")
        # What nginx itself takes for a second request, it answers as one: then nothing was hidden.
        if found > max(len(answers) - 1, 0):
            sys.exit(f"error: {name}: the hidden request reached Pforte: {answers}")
        if {"500", "502", "504"} & set(answers):
            sys.exit(f"error: {name}: {answers}")
    # Nobody else gets what belongs to somebody before.
    for _ in range(20):
        must("who comes after", "200", status(door.ask("GET", "/impressum", source="127.0.0.7")))


def directly(port):
    """Whatever a proxy lets through: Pforte refuses it, and ends the connection."""
    for name, request in AMBIGUOUS.items():
        with socket.create_connection(("127.0.0.1", port), 10) as stream:
            stream.settimeout(3)
            stream.sendall(request.encode())
            answers = re.findall(r"HTTP/1\.[01] (\d{3})", rest(stream))
        must(f"{name}, without nginx", ["400"], answers)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "data").mkdir(mode=0o700)
        plain, tls, port, numbers = (free_port() for _ in range(4))
        pforte, nginx = product(folder, port, numbers), serve(folder, (plain, tls, port))
        try:
            for each in [port, plain, tls]:
                wait(each)
            door = Door(plain, tls)
            print("TLS and the way from http")
            tls_and_redirect(door)
            print("Headers")
            headers(door)
            print("Whose address counts")
            client_address(door)
            print("What is large")
            large(door)
            print("Who opens many connections")
            many(door)
            print("Requests that can be read in two ways")
            smuggling(door, numbers)
            print("The same without nginx")
            directly(port)
            must("nginx", None, nginx.poll())
            must("pforte", None, pforte.poll())
        finally:
            for process in [nginx, pforte]:
                process.terminate()
                process.wait(timeout=30)
            if "panicked" in (folder / "log").read_text():
                sys.exit((folder / "log").read_text())


main()
