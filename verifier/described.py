"""What the public doors answer, as the OpenAPI document says it (docs/spec/verdict.md)."""

from typing import Any

from keys.seal_certificate import LEVELS
from registry import standing
from registry.doors import problems
from verifier.reasons import STEP_LABELS
from verifier.verdict import (
    CANNOT_TELL,
    COULD_NOT_CHECK,
    DIFFERS,
    FAIL,
    GENUINE,
    NOT_COMPARED,
    NOT_GENUINE,
    ORIGINAL,
    PASS,
    SCAN,
)

Schema = dict[str, Any]
Responses = dict[int | str, dict[str, Any]]

COMPACT: Schema = {"type": "string", "pattern": r"^[\w-]+\.[\w-]+\.[\w-]+$"}
BINARY: Schema = {"type": "string", "format": "binary"}
CREDENTIAL: Schema = {
    "type": "object",
    "required": ["@context", "id", "type", "issuer", "validFrom", "credentialSubject"],
}
ENVELOPED: Schema = {
    "type": "object",
    "required": ["@context", "id", "type"],
    "properties": {
        "id": {"type": "string", "pattern": "^data:application/vc\\+jwt,"},
        "type": {"const": "EnvelopedVerifiableCredential"},
    },
}
_STANDINGS = (
    standing.VALID, standing.EXPIRED, standing.SUSPENDED, standing.REVOKED, standing.REPLACED,
    standing.VISA_MISSING, standing.NOT_YET_VALID, "unknown",
)  # fmt: skip


def _whole(properties: dict[str, Schema]) -> Schema:
    """An object of exactly these."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_SENTENCE = _whole({"tr": _TEXT, "en": _TEXT})
_STEP = _whole(
    {
        "n": {"type": "integer", "minimum": 1},
        "name": {"enum": list(STEP_LABELS)},
        "result": {"enum": [PASS, FAIL, COULD_NOT_CHECK]},
        "code": _TEXT_OR_NULL,
        "label": _SENTENCE,
        "text": _SENTENCE,
    }
)
_JUDGED: dict[str, Schema] = {
    "outcome": {"enum": [GENUINE, NOT_GENUINE, CANNOT_TELL]},
    "standing": {"enum": [*_STANDINGS, None]},
    "reasons": {"type": "array", "items": _TEXT},
    "steps": {"type": "array", "items": _STEP, "minItems": 1},
    "credential": {
        "type": ["object", "null"],
        "required": ["kind", "title", "belge_no", "name", "chamber", "valid_from", "valid_until", "masked"],
    },
    "credential_genuine": {"type": ["boolean", "null"]},
    "page": {"enum": [ORIGINAL, DIFFERS, NOT_COMPARED, SCAN, None]},
    "seal": {
        "oneOf": [
            {"type": "null"},
            _whole(
                {
                    "level": {"enum": list(LEVELS)},
                    "sealed_at": {"type": "string", "format": "date-time"},
                    "form": {"enum": ["B-B", "B-T", "B-LT"]},
                }
            ),
        ]
    },
    "log": {
        "oneOf": [
            {"type": "null"},
            _whole(
                {
                    "index": {"type": "integer", "minimum": 0},
                    "size": {"type": "integer", "minimum": 1},
                    "at": {"type": "string", "format": "date-time"},
                    "witnesses": {"type": "array", "items": _TEXT},
                }
            ),
        ]
    },
    "as_of": {"type": "string", "format": "date-time"},
    "successor": {
        "oneOf": [{"type": "null"}, _whole({"belge_no": _TEXT, "code": _TEXT_OR_NULL})],
    },
    "message": _SENTENCE,
}
VERDICT = _whole(_JUDGED) | {"title": "Verdict"}
DISCLOSING = _whole({**_JUDGED, "disclosed": {"type": "object", "required": ["until"]}})

JUDGED: Responses = {
    200: {
        "description": "Judged, good or bad",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Verdict"}}},
    },
    **problems(429),
}


def document_answers(content_type: str, schema: Schema, *others: Any) -> Responses:
    """``responses`` of a door that gives a document by its code; ``others`` are further content types and schemas."""
    kinds = (content_type, schema, *others)
    content = {kind: {"schema": shape} for kind, shape in zip(kinds[::2], kinds[1::2], strict=True)}
    return {200: {"description": "The document", "content": content}, **problems(404, 429, 503)}
