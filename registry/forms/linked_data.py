"""A credential as linked data: its canonical form, by contexts that lie here and are pinned (docs/spec/forms.md).

JSON-LD 1.1 and RDF Dataset Canonicalization 1.0, by PyLD. Nothing is ever fetched: a context that is not here is
refused. So is a term that no context knows and a name that is no address: by itself JSON-LD leaves them out of the
canonical form, and nobody would have signed them.
"""

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from registry.credential import CONTEXT_OB, CONTEXT_PATH, CONTEXT_VC

_DATA = Path(__file__).parents[1] / "data"
CONTEXT_FILE = _DATA / "muhur-v1.jsonld"
# SHA-256 of the file. The first is the digest that VC Data Model 2.0 itself gives.
PINNED = {
    CONTEXT_VC: (
        _DATA / "contexts" / "credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    CONTEXT_OB: (
        _DATA / "contexts" / "open-badges-3.0.3.jsonld",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
}
_OWN = (CONTEXT_FILE, "dfbfddaaab5b555d8b37cab91313c325427d2911753e47e4d699d5d4d2378313")
_MOST_CONTEXTS = 100
# What a name that is no address is read under (RFC 6761 section 6.4), so that it is found and refused.
_NOWHERE = "https://no-address.invalid/"
# What N-Quads can write between < and > (RDF 1.1 N-Quads, IRIREF), or a blank node. What names something otherwise
# is left out of the canonical form by PyLD, or would end the name early.
_ADDRESS = re.compile(r"""(?:[A-Za-z][A-Za-z0-9+.-]*|_):[^\s\x00-\x20<>"{}|^`\\]*""")


class ContextRefused(ValueError):
    """A context is none of those that lie here, or does not say what all of the document means."""


class LinkedData:
    """Canonical forms under the contexts of one installation. Safe between threads, which wait for each other."""

    def __init__(self, public_url: str, more: Mapping[str, bytes] | None = None) -> None:
        """``more`` are further contexts by address, for documents that are not ours."""
        self._files = {**PINNED, f"{public_url}{CONTEXT_PATH}": _OWN}
        self._more = dict(more or {})
        self._lock = threading.Lock()
        self._resolver: Any = None

    def canonical(self, document: Mapping[str, Any]) -> bytes:
        """The canonical N-Quads; raises ``ContextRefused`` for a document that means nothing in part or names another context."""
        # Loading it takes a while, and most processes never need it.
        from cachetools import LRUCache
        from pyld import ContextResolver, jsonld

        with self._lock:
            if self._resolver is None:
                # Its own: contexts once read are not read again, nor shared with whoever else uses the library.
                self._resolver = ContextResolver(LRUCache(_MOST_CONTEXTS), self._load)
            options = {"documentLoader": self._load, "contextResolver": self._resolver, "base": _NOWHERE}
            to_quads = {**options, "algorithm": "URDNA2015", "format": "application/n-quads"}
            processor = jsonld.JsonLdProcessor(on_property_dropped=_unknown)
            try:
                expanded = processor.expand(dict(document), options)
                _require_addresses(expanded)
                return str(processor.normalize(expanded, to_quads)).encode()
            except jsonld.JsonLdError as error:
                raise ContextRefused(str(error)[:200]) from error

    def _load(self, url: str, _options: Any) -> dict[str, Any]:
        if url in self._files:
            text = _pinned(*self._files[url])
        elif url in self._more:
            text = self._more[url]
        else:
            raise ContextRefused(f"no such context here: {url[:200]}")
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": json.loads(text),
        }


def _unknown(term: str) -> None:
    raise ContextRefused(f"no context knows the term {term[:100]}")


def _require_addresses(expanded: Any) -> None:
    """Names and types are absolute or blank; others would not stand in the canonical form."""
    if isinstance(expanded, list):
        for one in expanded:
            _require_addresses(one)
    elif isinstance(expanded, dict):
        types = expanded.get("@type", [])
        for name in (expanded.get("@id", "_:"), *([types] if isinstance(types, str) else types)):
            if name != "@json" and (not _ADDRESS.fullmatch(str(name)) or str(name).startswith(_NOWHERE)):
                raise ContextRefused(f"not an address: {str(name)[:100]}")
        for name, member in expanded.items():
            if not name.startswith("@") or name in ("@list", "@set", "@graph", "@included", "@reverse"):
                _require_addresses(member)


@cache
def _pinned(path: Path, digest: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        # An installation damaged or tampered with: what it would sign or accept means something else.
        raise RuntimeError(f"{path.name} is not the pinned context")
    return data
