"""What a FHIR server can do wrong: each entry answers one request (an Ask of support/fhir_server.py) badly in its own way."""

import gzip
import json
import threading
import time

from fhir_server import head, searchset

MAX_BYTES = 4 << 20   # of the service that is tested
FHIR_JSON = "Content-Type: application/fhir+json"
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception", "diagnostics": "secret-of-the-server"}]}
EMPTY = json.dumps(searchset([])).encode()
PADDING = b'{"resource":{"resourceType":"Basic","id":"b","note":"' + b"x" * 65000 + b'"}},'
BUNDLE = b'{"resourceType":"Bundle","type":"searchset","entry":['


def status(number, *headers, body=OUTCOME):
    return lambda ask: ask.answer(number, body, *headers)


def body(content, *headers):
    return lambda ask: ask.answer(200, content, *headers)


def raw(*parts, then="close"):
    """Bytes as they are; then the connection is closed, reset or held."""
    def script(ask):
        for part in parts:
            ask.send(part)
        if then == "reset":
            ask.reset()
        elif then == "hold":
            ask.hold()
    return script


def dribble(ask):
    ask.send(head(200, FHIR_JSON, "Content-Length: 100000") + BUNDLE)
    for _ in range(200):
        ask.send(b" ")
        time.sleep(0.05)


def chunked(parts, last=b"0\r\n\r\n"):
    def script(ask):
        ask.send(head(200, FHIR_JSON, "Transfer-Encoding: chunked"))
        for part in parts():
            ask.send(b"%x\r\n%s\r\n" % (len(part), part))
        ask.send(last)
        return True
    return script


def endless(total):
    """`total` bytes of a bundle of resources that count for nothing, whole in the end."""
    def parts():
        yield BUNDLE
        for _ in range(total // len(PADDING)):
            yield PADDING
        yield b'{"resource":{"resourceType":"Basic"}}]}'
    return parts


def bomb(ask):
    ask.answer(200, gzip.compress(EMPTY[:-1] + b" " * (100 << 20) + b"}", 1), "Content-Encoding: gzip")
    return True


_PACKED = gzip.compress(EMPTY)
_LONG = len(EMPTY) + 1000

# name: (script, what the answer must say of it)
AT_ONCE = {
    "closes without a word": (raw(), "closed|broke|cut"),
    "reset without a word": (raw(then="reset"), "closed|broke|cut|reset"),
    "401": (status(401, "WWW-Authenticate: Bearer"), "401"),
    "403": (status(403), "403"),
    "404": (status(404), "404"),
    "410": (status(410), "410"),
    "429, come back in an hour": (status(429, "Retry-After: 3600"), "429"),
    "429 for ever, at once": (status(429, "Retry-After: 0"), "429"),
    "503, come back on a day": (status(503, "Retry-After: Fri, 31 Dec 2999 23:59:59 GMT"), "503"),
    "503, come back never": (status(503, "Retry-After: -1"), "503"),
    "503, come back in 2^64 s": (status(503, "Retry-After: 18446744073709551616"), "503"),
    "500": (status(500), "500"),
    "500 with a resource": (status(500, body=EMPTY), "500"),
    "502 of a proxy": (status(502, body=b"<html><h1>Bad Gateway</h1></html>"), "502"),
    "204": (raw(head(204)), "204|empty|no JSON|JSON"),
    "304": (raw(head(304)), "304"),
    "a status of its own": (status(799), "799|HTTP"),
    "no body": (body(b""), "JSON"),
    "HTML": (lambda ask: ask.unframed(b"<!DOCTYPE html><title>Log in</title>"), "JSON"),
    "HTML that says so": (raw(head(200, "Content-Type: text/html", "Content-Length: 12") + b"<p>log in</p"), "JSON|text"),
    "XML": (raw(head(200, "Content-Type: application/fhir+xml", "Content-Length: 10") + b"<Bundle />"), "JSON"),
    "truncated JSON": (body(EMPTY[:-2]), "JSON"),
    "two documents": (body(EMPTY + EMPTY), "JSON"),
    "bad UTF-8": (body(EMPTY.replace(b"searchset", b"search\xff\xfe")), "JSON"),
    "a trailing comma": (body(EMPTY[:-1] + b",}"), "JSON"),
    "an array": (body([]), "JSON|resource"),
    "null": (body(b"null"), "JSON|resource"),
    "a string": (body(b'"Bundle"'), "JSON|resource"),
    "an object of no type": (body({"entry": []}), "something else"),
    "another type": (body({"resourceType": "Basic", "id": "kid"}), "something else"),
    "an OperationOutcome as 200": (body(OUTCOME), "OperationOutcome"),
    "deep JSON": (body(EMPTY[:-1] + b',"x":' + b"[" * 100000 + b"]" * 100000 + b"}"), "JSON|deep|nest"),
    "a type twice": (body(EMPTY[:-1] + b',"resourceType":"Basic"}'), "JSON|twice|duplicate|resource"),
    "too long by its length": (raw(head(200, FHIR_JSON, f"Content-Length: {200 << 20}") + EMPTY[:-1], then="hold"), "bytes|large|long"),
    "too long in chunks": (chunked(endless(200 << 20)), "bytes|large|long"),
    "a length of 2^64": (raw(head(200, FHIR_JSON, f"Content-Length: {1 << 64}") + EMPTY, then="hold"), "bytes"),
    "a gzip bomb": (bomb, "bytes|large|long"),
    "gzip that is none": (body(EMPTY, "Content-Encoding: gzip"), "decoded"),
    "gzip cut short": (body(_PACKED[:-9], "Content-Encoding: gzip"), "decoded|broke"),
    "gzip with a wrong sum": (body(_PACKED[:-8] + bytes(8), "Content-Encoding: gzip"), "decoded"),
    "an encoding not asked for": (body(EMPTY, "Content-Encoding: br"), "decoded"),
    "shorter than its length": (raw(head(200, FHIR_JSON, f"Content-Length: {_LONG}") + EMPTY), "closed|broke|cut|short"),
    "longer than its length": (raw(head(200, FHIR_JSON, f"Content-Length: {len(EMPTY) - 3}") + EMPTY), "JSON"),
    "two lengths": (raw(head(200, FHIR_JSON, "Content-Length: 5", f"Content-Length: {len(EMPTY)}") + EMPTY), "."),
    "a length below nothing": (raw(head(200, FHIR_JSON, "Content-Length: -5") + EMPTY), "."),
    "reset in mid-body": (raw(head(200, FHIR_JSON, f"Content-Length: {_LONG}") + EMPTY, then="reset"), "closed|broke|cut|reset|short"),
    "chunks that end early": (chunked(lambda: [EMPTY], last=b"5\r\nab"), "."),
    "a chunk without a size": (raw(head(200, FHIR_JSON, "Transfer-Encoding: chunked") + b"zz\r\n" + EMPTY), "."),
    "a chunk of 2^68": (raw(head(200, FHIR_JSON, "Transfer-Encoding: chunked") + b"FFFFFFFFFFFFFFFFF\r\n" + EMPTY), "."),
    "HTTP/0.9": (raw(EMPTY), "decoded"),
    "another protocol": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "decoded"),
    "a TLS alert": (raw(b"\x15\x03\x01\x00\x02\x02\x46"), "decoded"),
    "a head of a megabyte": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * (1 << 20) + b"\r\n\r\n" + EMPTY), "."),
    "200,000 headers": (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200000 + b"\r\n" + EMPTY), "."),
    "redirects in a circle": (lambda ask: ask.answer(302, b"", f"Location: {ask.server.origin}{ask.target}"), "redirect"),
    "a redirect to nowhere": (status(302, body=b""), "redirect|302"),
}

STALLS = {
    "says nothing": raw(then="hold"),
    "stops in the head": raw(b"HTTP/1.1 200 OK\r\nContent-", then="hold"),
    "stops before the body": raw(head(200, FHIR_JSON, "Content-Length: 100"), then="hold"),
    "stops in the body": raw(head(200, FHIR_JSON, "Content-Length: 100000") + BUNDLE, then="hold"),
    "stops in a chunk": raw(head(200, FHIR_JSON, "Transfer-Encoding: chunked") + b"fff\r\n" + BUNDLE, then="hold"),
    "a byte now and then": dribble,
    "only interim answers": raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, then="hold"),
}


def off_origin(server, other):
    """Addresses that lie outside the base of `server`; `other` is another origin."""
    here, there = f"127.0.0.1:{server.port}", f"127.0.0.1:{other.port}"
    query = "Condition?patient=kid"
    other_origin = [f"http://{there}/fhir/{query}", f"//{there}/fhir/{query}", f"https://{here}/fhir/{query}",
                    f"http://localhost:{server.port}/fhir/{query}", f"http://{here}@{there}/fhir/{query}",
                    f"http://{there}#@{here}/fhir/{query}", f"http://{there}\\@{here}/fhir/{query}",
                    f"http://{here}:80@{there}/fhir/{query}", f"http://[::ffff:127.0.0.1]:{other.port}/fhir/{query}"]
    outside_the_base = [f"http://{here}/admin", f"http://{here}/fhirs/{query}", f"http://{here}/", f"http://{here}/fhir/../admin",
                        f"http://{here}/fhir/./../admin", f"http://{here}/fhir/%2e%2e/admin", f"http://{here}/fhir/.%2E/admin",
                        f"http://{here}/fhir/..%2fadmin", f"http://{here}/fhir/..\\admin",
                        f"http://{here}/fhir/Condition/../../admin", "../admin", "/admin"]
    injected = [f"http://{here}/fhir/{query}\r\nX-Injected: 1", f"http://{here}/fhir/{query} HTTP/1.1\r\nX: "]
    no_http_address = ["file:///etc/passwd", f"gopher://{there}/fhir", f"ftp://{there}/fhir", "data:application/json,{}", "", "http://",
                       "http://[", "http://127.0.0.1:99999/fhir"]
    return other_origin + outside_the_base + injected + no_http_address


class Trap:
    """A listener that nobody must reach."""

    def __init__(self, listener):
        self.reached, self._listener = 0, listener
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.reached += 1
            connection.close()
