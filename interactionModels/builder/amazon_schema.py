"""Amazon's own schema for skill packages: npm `ask-smapi-model`, whose `spec.json` is a Swagger 2.0 document.

Swagger is turned into JSON Schema: a `discriminator` becomes the definition that it names, and an object with listed
properties accepts no others, so that a misspelt key is found. `make check` installs the npm package from
`tests/node/package-lock.json`.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from interactionModels.builder.errors import Problem

INTERACTION_MODEL = "v1.skill.interactionModel.InteractionModelData"
MANIFEST = "v1.skill.Manifest.SkillManifestEnvelope"
SPEC = Path(__file__).resolve().parents[2] / "tests/node/node_modules/ask-smapi-model/spec.json"


class SchemaMissing(Exception):
    """The npm package with Amazon's schema is not installed."""


def problems_in(document: dict[str, Any], definition: str, name: str, spec: Path = SPEC) -> list[Problem]:
    """Hold `document` against one definition of Amazon's schema.

    Args:
        document: what would be uploaded.
        definition: its name in spec.json, such as `INTERACTION_MODEL` or `MANIFEST`.
        name: what to call the document in messages.
        spec: where spec.json is.

    Raises:
        SchemaMissing: the npm package is not installed.
    """
    errors = _validator(definition, spec).iter_errors(document)
    return sorted(Problem(f"{name} at {_path(error)}", _message(error)) for error in errors)


@cache
def _validator(definition: str, spec: Path) -> jsonschema.Draft202012Validator:
    if not spec.is_file():
        raise SchemaMissing(f"{spec} is missing: run 'make tools'")
    definitions = json.loads(spec.read_text(encoding="utf-8"))["definitions"]
    bases = _bases(definitions)
    closed = {name: _closed(name, definitions, bases) for name in definitions}
    return jsonschema.Draft202012Validator({"$ref": f"#/definitions/{definition}", "definitions": closed})


def _bases(definitions: dict[str, Any]) -> dict[str, dict[str, str]]:
    """For each base with a discriminator: which value stands for which definition."""
    bases: dict[str, dict[str, str]] = {name: {} for name, schema in definitions.items() if "discriminator" in schema}
    for name, schema in definitions.items():
        for part in schema.get("allOf", []):
            base = part.get("$ref", "").removeprefix("#/definitions/")
            if base in bases and "x-discriminator-value" in schema:
                bases[base][schema["x-discriminator-value"]] = name
    return bases


def _closed(name: str, definitions: dict[str, Any], bases: dict[str, dict[str, str]]) -> dict[str, Any]:
    schema: dict[str, Any] = definitions[name]
    if bases.get(name):
        field = schema["discriminator"]
        kinds = [
            {"if": {"properties": {field: {"const": value}}}, "then": {"$ref": f"#/definitions/{target}"}}
            for value, target in sorted(bases[name].items())
        ]
        return {"required": [field], "properties": {field: {"enum": sorted(bases[name])}}, "allOf": kinds}
    parts = [_resolved(part, definitions) for part in schema.get("allOf", [])] or [schema]
    properties = {key: value for part in parts for key, value in part.get("properties", {}).items()}
    if not properties:
        return schema
    required = sorted({key for part in parts for key in part.get("required", [])})
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _resolved(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").removeprefix("#/definitions/")
    resolved: dict[str, Any] = definitions[name] if name else part
    return resolved


def _path(error: jsonschema.ValidationError) -> str:
    return re.sub(r"^\$\.?", "", error.json_path) or "the top"


def _message(error: jsonschema.ValidationError) -> str:
    return error.message if len(error.message) <= 200 else f"{error.message[:200]}..."
