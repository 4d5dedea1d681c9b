"""Whose record it is: clinical.md 2.4, "Subjects" of 2.14, references of 2.15."""

import re
from urllib.parse import urlsplit

from evaluator.clauses import reach
from evaluator.primitives import given, member, objects

PORTS = {"http": "80", "https": "443"}


def _percent(text):
    """RFC 3986 6.2.2: unreserved characters stand for themselves, hex digits are upper case."""
    def one(match):
        char = chr(int(match[1], 16))
        return char if re.fullmatch(r"[A-Za-z0-9\-._~]", char) else match[0].upper()
    return re.sub(r"%([0-9A-Fa-f]{2})", one, text)


def _without_dots(path):
    out = []
    for part in path.split("/"):
        if part == "..":
            if len(out) > 1 or out and out != [""]:
                out.pop()
        elif part != ".":
            out.append(part)
    return "/".join(out)


def normal(reference):
    """A reference or base in its normal form, RFC 3986 section 6.2, without `_history/N` and a slash at the end."""
    text = reference.strip()
    if re.match(r"(?i)urn:", text):
        return text.lower()
    if not re.match(r"(?i)https?://", text):
        path = _without_dots(_percent(text))
    else:
        parts = urlsplit(text)
        host, _, port = parts.netloc.lower().partition(":")
        scheme = parts.scheme.lower()
        shown = f":{port}" if port and port != PORTS[scheme] else ""
        path = f"{scheme}://{host}{shown}{_without_dots(_percent(parts.path))}"
    return re.sub(r"/_history/[^/]*$", "", path).rstrip("/")


def _tail(url):
    """X of a URL that ends in Patient/X."""
    match = re.search(r"(?:^|/)Patient/([^/]+)$", url)
    return match[1] if match else None


class SubjectTest:
    """Does a reference mean the patient?"""

    def __init__(self, patient, full_url, fhir_server):
        self.full_url = normal(full_url) if isinstance(full_url, str) else None
        self.server = normal(fhir_server) if isinstance(fhir_server, str) else None
        self.id = patient.get("id") or (_tail(self.full_url) if self.full_url else None)
        self.identifiers = {(i.get("system"), i.get("value")) for i in objects(patient.get("identifier")) if i.get("value")}

    def _same_identifier(self, identifier):
        return isinstance(identifier, dict) and (identifier.get("system"), identifier.get("value")) in self.identifiers

    def _contained(self, resource, local_id):
        for inner in objects(resource.get("contained")):
            if inner.get("id") == local_id and inner.get("resourceType") == "Patient":
                return any(self._same_identifier(i) for i in objects(inner.get("identifier")))
        return False

    def matches(self, reference, resource):
        """reference is a FHIR Reference or None."""
        if not isinstance(reference, dict):
            return False
        target = reference.get("reference")
        if not isinstance(target, str):
            return not given(reference, "reference") and self._same_identifier(reference.get("identifier"))
        if target.startswith("#"):
            return self._contained(resource, target[1:])
        target = normal(target)
        if target.startswith("urn:"):
            return self._urn(target)
        if re.match(r"https?://", target):
            return self._absolute(target)
        return self.id is not None and target == f"Patient/{self.id}"

    def _urn(self, target):
        if self.full_url is None and self.id is not None:
            reach("urn:uuid of the id")
            return target == f"urn:uuid:{self.id.lower()}"
        return target == self.full_url

    def _absolute(self, target):
        if self.full_url is None and self.server is None:
            return self.id is not None and _tail(target) == self.id
        return target == self.full_url or (self.server is not None and target == f"{self.server}/Patient/{self.id}")


def subject_of(resource):
    """The Reference of the record's subject; `patient` in DSTU2 Conditions."""
    if "subject" not in resource and resource.get("resourceType") == "Condition":
        return resource.get("patient")
    return resource.get("subject")


def about_somebody_else(resource, test):
    """The record says whose it is, and it is another's."""
    reference = subject_of(resource)
    says = isinstance(reference, dict) and (isinstance(reference.get("reference"), str)
                                            or bool(member(reference, "identifier").get("value")))
    return says and not test.matches(reference, resource)
