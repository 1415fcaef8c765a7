"""As much of JSON Schema as the program's own schemas use: what doesn't hold is said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
KNOWN = frozenset(
    ("$schema", "title", "description", "type", "properties", "required", "additionalProperties", "items", "minItems")
) | {"enum", "pattern", "minimum", "maxLength"}


def faults(value: Any, schema: dict[str, Any], where: str = "") -> Iterator[str]:
    """What is wrong with a value."""
    if unknown := set(schema) - KNOWN:
        yield f"{where}: the schema says {unknown}, which this validator doesn't know"
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(_is(value, name) for name in wanted):
        yield f"{where}: {value!r} is no {wanted}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    match value:
        case str():
            if "pattern" in schema and not re.search(schema["pattern"], value):
                yield f"{where}: {value!r} is not like {schema['pattern']}"
            if len(value) > schema.get("maxLength", len(value)):
                yield f"{where}: {value!r} is longer than {schema['maxLength']}"
        case bool():
            pass
        case int() | float():
            if value < schema.get("minimum", value):
                yield f"{where}: {value} is less than {schema['minimum']}"
        case list():
            if len(value) < schema.get("minItems", 0):
                yield f"{where}: fewer than {schema['minItems']}"
            for number, item in enumerate(value):
                yield from faults(item, schema.get("items", {}), f"{where}[{number}]")
        case dict():
            yield from _members(value, schema, where)


def _members(value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}: no {name}"
    for name, member in value.items():
        if name in properties:
            yield from faults(member, properties[name], f"{where}.{name}")
        elif not schema.get("additionalProperties", True):
            yield f"{where}: {name} is one too many"


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])
