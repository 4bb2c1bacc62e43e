"""The shape of definition files as JSON Schema, made from the models with the words of the files.

What is shipped in schema/ is what `generated` gives. An editor reads it; the product itself never does.
"""

import json
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from workflows.checks.check_definition import IDENTITY
from workflows.language.kinds import UNCLEAR
from workflows.language.municipalities import Municipality
from workflows.language.terms import DUTCH, Term
from workflows.language.workflow import Workflow

Kind = Literal["workflow", "municipality"]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TERM = "^\\s*[0-9]+ +([Dd]ays?|[Ww]eeks?|[Mm]onths?|[Yy]ears?|[Ww]orking +days?|" + "|".join(DUTCH) + ")\\s*$"
DEFINITIONS = "#/$defs/"
KINDS = "kinds"


def shipped(kind: Kind) -> str:
    """As it comes with the product."""
    return (files("workflows") / "schema" / f"{kind}.json").read_text("utf-8")


def generated(kind: Kind) -> str:
    made = _of(Workflow) if kind == "workflow" else _of(Municipality)
    if kind == "workflow":
        for word in ("variant", "municipality"):  # said by a municipality file
            del made["properties"][word]
    else:
        _describe_change(made)
    made = {"$schema": DIALECT, "title": f"traject {kind}", **_plain(made)}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


class _Generator(GenerateJsonSchema):
    """Says what the loader takes rather than what the model becomes."""

    def dataclass_schema(self, schema: Any) -> JsonSchemaValue:
        if schema["cls"] is Term:
            return {"type": "string", "pattern": TERM}
        return super().dataclass_schema(schema)

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:
        """Any of the kinds; `_named` gives it a place of its own."""
        members = [self.generate_inner(each) for name, each in schema["choices"].items() if name != UNCLEAR]
        return {"anyOf": members, KINDS: schema["metadata"][KINDS]}

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        """A list that may be left out where it holds one."""
        found = super().function_before_schema(schema)
        if found.get("type") != "array":
            return found
        return {"anyOf": [found["items"], found]}

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        """Names of another form are no names."""
        found = super().dict_schema(schema)
        return {**found, "additionalProperties": False} if "patternProperties" in found else found


def _of(model: type[BaseModel]) -> dict[str, Any]:
    found = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    unions: dict[str, Any] = {}
    made: dict[str, Any] = _named(found, unions)
    return {**made, "$defs": {**made["$defs"], **unions}}


def _named(part: Any, unions: dict[str, Any]) -> Any:
    """With every union of kinds under its name. unions: those found, by name."""
    if isinstance(part, list):
        return [_named(each, unions) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: _named(each, unions) for key, each in part.items()}
    if KINDS not in made:
        return made
    unions[made[KINDS]] = {"anyOf": made["anyOf"]}
    return {"$ref": f"{DEFINITIONS}{made[KINDS]}"}


def _plain(part: Any) -> Any:
    """Without the titles and defaults that only repeat what the words say, and with descriptions on one line."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _plain(value) for key, value in part.items() if not _is_noise(key, value)}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    return kept


def _is_noise(key: str, value: object) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value in (None, [], {}))


# A change: any part of a workflow, laid over it


def _describe_change(municipality: dict[str, Any]) -> None:
    """In `change` nothing is required, and null takes away."""
    whole = _of(Workflow)
    definitions = whole.pop("$defs")
    words = {word: part for word, part in whole["properties"].items() if word not in IDENTITY}
    loose = {f"{name}Change": _loose(_as_one(part, definitions)) for name, part in definitions.items()}
    change = {**_loose({**whole, "properties": words}), "description": "Laid over the national form; null takes away."}
    municipality["$defs"] |= {**definitions, **loose, "Change": change}
    municipality["$defs"]["Variant"]["properties"]["change"] = {"$ref": f"{DEFINITIONS}Change"}
    _drop_unused(municipality)


def _as_one(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Of a union of kinds all that they may say: a change may turn one kind into another."""
    if "anyOf" not in part:
        return part
    kinds = [definitions[each["$ref"].removeprefix(DEFINITIONS)] for each in part["anyOf"]]
    properties = {word: each for kind in kinds for word, each in kind["properties"].items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _loose(part: Any) -> Any:
    """A list is replaced whole, so what stands in one is as strict as ever."""
    if not isinstance(part, dict) or part.get("type") == "array":
        return part
    found = {key: value for key, value in part.items() if key not in ("required", "default", "if", "then")}
    if "$ref" in found:
        found["$ref"] += "Change"
    for key in ("properties", "patternProperties"):
        if key in found:
            found[key] = {name: _or_null(_loose(each)) for name, each in found[key].items()}
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _or_null(_loose(found["additionalProperties"]))
    if "anyOf" in found:
        found["anyOf"] = [_loose(each) for each in found["anyOf"]]
    return found


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    choices = part.get("anyOf", [part])
    return {"anyOf": [*choices, *([] if {"type": "null"} in choices else [{"type": "null"}])]}


def _drop_unused(schema: dict[str, Any]) -> None:
    definitions: dict[str, Any] = schema["$defs"]
    used = _used({key: value for key, value in schema.items() if key != "$defs"})
    while more := {name for each in used for name in _used(definitions[each])} - used:
        used |= more
    schema["$defs"] = {name: definitions[name] for name in sorted(used)}


def _used(part: Any) -> set[str]:
    if isinstance(part, list):
        return {name for each in part for name in _used(each)}
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].removeprefix(DEFINITIONS)} if isinstance(part.get("$ref"), str) else set()
    return own | {name for each in part.values() for name in _used(each)}
