"""What any verifiable credential or presentation must be like (W3C VC Data Model 2.0 section 4). Pure.

Documents of chambers are read by the strict profile instead (``registry/credential.py``); this is for the credentials
of public suites, which are anybody's.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from registry.credential import CONTEXT_VC

# RFC 3986: a scheme, then anything without spaces.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
# XML Schema dateTimeStamp: the zone is part of it.
_STAMP = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_LANGUAGE_MEMBERS = {"@value", "@language", "@direction"}


class ModelRefused(ValueError):
    """It is no credential or presentation of the data model; the text names the member."""


def check_credential(value: Any) -> None:
    """Raises ``ModelRefused`` unless ``value`` is a credential by section 4 (without its securing mechanism)."""
    _check_head(value, "VerifiableCredential")
    _require("issuer" in value, "issuer")
    issuer = value["issuer"]
    _require(_is_url(issuer.get("id") if isinstance(issuer, dict) else issuer), "issuer")
    if isinstance(issuer, dict):
        _check_named(issuer, "issuer")
    _check_named(value, "credential")
    _check_times(value)
    subjects = _each(value.get("credentialSubject"), "credentialSubject", none=False)
    for subject in subjects:
        _require(subject, "credentialSubject")
        _require("id" not in subject or _is_url(subject["id"]), "credentialSubject.id")
    _check_typed(value, "credentialStatus", url_if_any=True)
    _check_typed(value, "credentialSchema", url=True)
    for name in ("termsOfUse", "evidence", "refreshService"):
        _check_typed(value, name, url_if_any=True)
    for resource in _each(value.get("relatedResource"), "relatedResource"):
        _require(_is_url(resource.get("id")), "relatedResource.id")
        _require("digestSRI" in resource or "digestMultibase" in resource, "relatedResource.digest")


def check_presentation(value: Any) -> list[dict[str, Any]]:
    """The credentials in a presentation; raises ``ModelRefused``."""
    _check_head(value, "VerifiablePresentation")
    _require("holder" not in value or _is_url(_id_of(value["holder"])), "holder")
    return _each(value.get("verifiableCredential"), "verifiableCredential")


def _check_head(value: Any, kind: str) -> None:
    _require(isinstance(value, dict), "an object")
    contexts = value.get("@context")
    _require(isinstance(contexts, list) and contexts[:1] == [CONTEXT_VC], "@context")
    _require(all(isinstance(one, dict) or _is_url(one) for one in contexts), "@context")
    types = value.get("type")
    found = [types] if isinstance(types, str) else types
    _require(isinstance(found, list) and found and all(isinstance(one, str) for one in found), "type")
    _require(kind in found, "type")
    _require("id" not in value or _is_url(value["id"]), "id")


def _check_times(value: dict[str, Any]) -> None:
    times = {}
    for name in ("validFrom", "validUntil"):
        if name in value:
            text = value[name]
            _require(isinstance(text, str) and _STAMP.fullmatch(text), name)
            try:
                times[name] = datetime.fromisoformat(text)
            except ValueError as error:
                raise ModelRefused(name) from error
    if len(times) == 2:
        _require(times["validFrom"] <= times["validUntil"], "validUntil")


def _check_typed(value: dict[str, Any], name: str, *, url: bool = False, url_if_any: bool = False) -> None:
    if name not in value:
        return
    for one in _each(value[name], name, none=False):
        types = one.get("type")
        _require(isinstance(types, str) or (isinstance(types, list) and types), f"{name}.type")
        if url or (url_if_any and "id" in one):
            _require(_is_url(one.get("id")), f"{name}.id")


def _check_named(value: dict[str, Any], where: str) -> None:
    """``name`` and ``description`` are text, or text with its language (section 11.1)."""
    for name in ("name", "description"):
        if name not in value:
            continue
        found = value[name]
        for one in found if isinstance(found, list) else [found]:
            if not isinstance(one, str):
                known = isinstance(one, dict) and isinstance(one.get("@value"), str)
                _require(known and set(one) <= _LANGUAGE_MEMBERS, f"{where}.{name}")


def _each(value: Any, name: str, *, none: bool = True) -> list[dict[str, Any]]:
    if value is None and none:
        return []
    found = value if isinstance(value, list) else [value]
    _require(found and all(isinstance(one, dict) for one in found), name)
    return found


def _id_of(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _require(holds: Iterable[Any] | object, member: str) -> None:
    if not holds:
        raise ModelRefused(member)
