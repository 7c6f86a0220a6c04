"""The smallest body that fits an OpenAPI schema: examples first, else made from type, pattern and bounds."""

from functools import cache
from typing import Any

from hypothesis import find
from hypothesis import strategies as st

_BY_FORMAT = {
    "date": "2026-11-22",
    "date-time": "2026-11-22T09:00:00Z",
    "uuid": "01920000-0000-7000-8000-000000000000",
}


def sample(schema: dict[str, Any], schemas: dict[str, Any], named: dict[str, Any], name: str = "") -> Any:
    """A value of ``schema``; ``schemas`` are the components, ``named`` values that a field of this name takes."""
    if isinstance(named.get(name), dict):
        return named[name]
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, named, name)
    if name in named and schema.get("type", "string") == "string":
        return named[name]
    fixed = [
        *schema.get("examples", []),
        *([schema["const"]] if "const" in schema else []),
        *schema.get("enum", []),
    ]
    if fixed:
        return fixed[0]
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        real = [one for one in choices if one.get("type") != "null"] or choices
        return sample(real[0], schemas, named, name)
    return _of_type(schema, schemas, named, name)


def _of_type(schema: dict[str, Any], schemas: dict[str, Any], named: dict[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object":
            wanted = [
                one
                for one in schema.get("properties", {})
                if one in schema.get("required", ()) or one in named
            ]
            return {one: sample(schema["properties"][one], schemas, named, one) for one in wanted}
        case "array":
            return [sample(schema["items"], schemas, named, name) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return int(max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1))
        case "boolean":
            return True
        case "string":
            return _text(schema)
    return None


def _text(schema: dict[str, Any]) -> str:
    if "format" in schema and schema["format"] in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        return _matching(schema["pattern"])
    return "deneme"[: schema.get("maxLength", 6)].ljust(schema.get("minLength", 1), "x")


@cache
def _matching(pattern: str) -> str:
    return find(
        st.from_regex(pattern).filter(lambda text: text.isascii() and text.isprintable()), lambda _: True
    )
