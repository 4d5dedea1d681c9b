"""Words that only a patient's data hold. Tests plant them into what they send; nothing that is logged may hold one.

    planted.call(hook_request)      ids, names, displays, texts, notes, narrative, extensions, tokens: in every resource
    planted.resource(condition)     the same without a change of ids

What a service decides does not depend on them: it reads codes, dates and statuses, which stay as they are.
"""

import copy
import re

MARK = "planted-"   # each word begins with it, so that a word that is cut is found as well


def word(kind):
    """`planted-name-7f31`: of a form that an id, a token and a path may have."""
    return f"{MARK}{kind}-7f31"


ID, TOKEN = word("id"), word("token")
_REFERENCE = re.compile(r"\b([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,40})$")
_IDS = {"id", "patientId", "encounterId"}


def _text(kind):
    return f"{word(kind)} and more"


def _narrative():
    return {"status": "generated", "div": f"<div xmlns=\"http://www.w3.org/1999/xhtml\">{_text('narrative')}</div>"}


def _extension():
    return [{"url": f"https://ehr.example.org/{word('extension')}", "valueString": _text("extension")}]


def _person(resource):
    """What a Patient is known by."""
    resource.setdefault("identifier", [{"system": f"urn:oid:1.2.3/{word('system')}", "value": word("number")}])
    resource.setdefault("name", [{"family": word("family"), "given": [word("given")], "text": _text("name")}])
    resource.setdefault("telecom", [{"system": "phone", "value": word("phone")}])
    resource.setdefault("address", [{"line": [_text("street")], "city": word("city"), "postalCode": word("zip")}])
    resource.setdefault("contact", [{"name": {"family": word("mother")}, "telecom": [{"value": word("phone")}]}])
    resource.setdefault("managingOrganization", {"display": _text("hospital")})


def _describe(value):
    """Displays of codings and texts of concepts, however deep."""
    if isinstance(value, list):
        for element in value:
            _describe(element)
    elif isinstance(value, dict):
        if "code" in value and "system" in value and "value" not in value:
            value["display"] = _text("display")
        if isinstance(value.get("coding"), list):
            value.setdefault("text", _text("concept"))
        if "reference" in value:
            value.setdefault("display", _text("reference"))
        for inner in list(value.values()):
            _describe(inner)


def resource(given):
    """The resource with planted words beside what is read of it."""
    planted = copy.deepcopy(given)
    if planted.get("resourceType") == "Bundle":
        for entry in planted.get("entry") or ():
            if isinstance(entry.get("resource"), dict):
                entry["resource"] = resource(entry["resource"])
        return planted
    _describe(planted)
    if planted.get("resourceType") == "Patient":
        _person(planted)
    else:
        planted.setdefault("note", [{"authorString": word("author"), "text": _text("note")}])
    planted.setdefault("text", _narrative())
    planted.setdefault("extension", _extension())
    return planted


def _renamed(value, key=None):
    """Every id and every reference to one, with a planted word behind it."""
    if isinstance(value, dict):
        return {k: _renamed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(v, key) for v in value]
    if not isinstance(value, str) or ID in value:
        return value
    if key in _IDS:
        return f"{value}.{ID}"
    return _REFERENCE.sub(rf"\1/\2.{ID}", value) if key in ("reference", "fullUrl", "userId", "selections") else value


def call(request):
    """A call of a service with planted words wherever it can have some."""
    planted = _renamed(copy.deepcopy(request))
    for part in ("prefetch", "context"):
        for key, value in (planted.get(part) or {}).items():
            if isinstance(value, dict):
                planted[part][key] = resource(value)
    planted.setdefault("extension", {"com.example.planted": _text("extension")})
    if isinstance(planted.get("fhirAuthorization"), dict):
        planted["fhirAuthorization"]["access_token"] = TOKEN
    return planted
