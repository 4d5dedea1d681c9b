"""A FHIR server on loopback whose every byte a test can script. Without a script it answers reads and paged searches.

    with FhirServer() as server:
        server.charts["kid"] = {"Patient": {…}, "Condition": [[first page], [second page]]}
        server.scripts["kid", "Condition", 1] = lambda ask: ask.answer(500, b"")
"""

import json
import re
import select
import socket
import struct
import threading
import time
from urllib.parse import parse_qs, urlsplit


def head(status, *headers):
    return f"HTTP/1.1 {status} Said\r\n{''.join(h + chr(13) + chr(10) for h in headers)}\r\n".encode()


def searchset(entries, *links):
    """`links` are (relation, address); an entry is a resource, or a whole entry."""
    return {"resourceType": "Bundle", "type": "searchset",
            "link": [{"relation": relation, "url": address} for relation, address in links],
            "entry": [e if "resource" in e else {"resource": e} for e in entries]}


class Ask:
    """One request that arrived, and what it takes to answer it, well or badly."""

    def __init__(self, server, connection, target, headers):
        self.server, self.connection, self.target, self.headers = server, connection, target, headers
        url = urlsplit(target)
        query = parse_qs(url.query)
        self.kind, _, identity = url.path.removeprefix(server.path).strip("/").partition("/")
        self.patient = identity or query.get("patient", [""])[0]
        self.page = int(query.get("page", ["0"])[0])
        self.again = "again" in query
        self.dropped_after = None

    def send(self, content):
        self.connection.sendall(content)

    def answer(self, status, body, *headers):
        """A whole answer, correctly framed; the connection stays."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send(head(status, "Content-Type: application/fhir+json", *headers, f"Content-Length: {len(content)}") + content)
        return True

    def unframed(self, content, *headers):
        """An answer that ends with the connection."""
        self.send(head(200, "Content-Type: application/fhir+json", "Connection: close", *headers) + content)

    def good(self):
        """What the server would say unscripted."""
        chart = self.server.charts.get(self.patient, {})
        if self.kind == "Patient":
            found = chart.get("Patient")
            return self.answer(200, found) if found else self.answer(404, {"resourceType": "OperationOutcome", "issue": []})
        pages = chart.get(self.kind) or [[]]
        links = [("next", self.at(self.page + 1))] if self.page + 1 < len(pages) else []
        return self.answer(200, searchset(pages[self.page], *links))

    def first_page(self, next_link):
        """The first page as it should be, but for where its `next` leads."""
        return self.answer(200, searchset((self.server.charts[self.patient].get(self.kind) or [[]])[0], ("next", next_link)))

    def at(self, page, more=""):
        return f"{self.server.base}/{self.kind}?patient={self.patient}&page={page}{more}"

    def hold(self, seconds=20):
        """Says nothing more until the caller hangs up."""
        began = time.monotonic()
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable:
            self.dropped_after = time.monotonic() - began

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class FhirServer:
    """`charts`: patient id → {type: pages, "Patient": resource}; `scripts`: (patient id, type, page) → function of an Ask."""

    def __init__(self, path="/fhir", family=socket.AF_INET, address="127.0.0.1"):
        self.path, self.charts, self.scripts, self.asked, self.accepted = path, {}, {}, [], 0
        self._listener = socket.create_server((address, 0), family=family, backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def base(self):
        return self.origin + self.path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def asked_for(self, patient, kind=None):
        return [a for a in list(self.asked) if a.patient == patient and kind in (None, a.kind)]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as lines:
            try:
                while self._one(connection, lines):
                    pass
            except OSError:
                pass  # a caller that hangs up, which most scripts make it do

    def _one(self, connection, lines):
        first = re.fullmatch(rb"(\S+) (\S+) HTTP/1\.1\r\n", lines.readline(65536))
        if not first:
            return False
        headers = {}
        while (line := lines.readline(65536).strip()):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        ask = Ask(self, connection, first[2].decode("latin-1"), headers)
        self.asked.append(ask)
        script = self.scripts.get((ask.patient, ask.kind, ask.page), Ask.good)
        return script(ask) is True
