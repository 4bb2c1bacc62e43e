"""Text in the two languages of the house, kept side by side, and in whatever others a definition was written in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["nl", "en"]
HOUSE = frozenset(("nl", "en"))
CODE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"  # the form of a language in BCP 47: nl, en, da, pt-BR


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Dutch and English. Without English the Dutch serves, as terms of art have no twin.

    written: of a definition that says it in other languages, each with its text, as they were written. Whoever reads
    none of them reads the first.
    """

    nl: str
    en: str = ""
    written: tuple[tuple[str, str], ...] = ()

    def say(self, lang: Lang) -> str:
        return (self.en or self.nl) if lang == "en" else self.nl

    @property
    def texts(self) -> tuple[str, ...]:
        """In every language that there is."""
        return tuple(dict.fromkeys((self.nl, self.say("en"), *(text for _, text in self.written))))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """A schema is plain data: nothing need be imported to say it, and what needs no model starts fast."""
        return {
            "type": "function-wrap",
            "function": {"type": "no-info", "function": _read},
            "schema": handler.generate_schema(dict[str, str]),
            "serialization": {"type": "function-plain", "function": as_written},
            "ref": f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        }

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        text = {"type": "string"}
        return {
            "type": "object",
            "description": "The same words in one language or more: nl, en, or another code of BCP 47.",
            "properties": {"nl": text, "en": text},
            "patternProperties": {CODE: text},
            "additionalProperties": False,
            "minProperties": 1,
        }


def in_languages(texts: Mapping[str, str]) -> Words:
    """By code of the language. Raises ValueError where there is none, and for what is no code."""
    if texts.get("nl") and texts.keys() <= HOUSE:  # as nearly all are
        return Words(texts["nl"], texts.get("en", ""))
    if wrong := [code for code in texts if not re.fullmatch(CODE, code)]:
        raise ValueError(f"'{wrong[0][:40]}' is no language; write a code such as nl, en, da or pt-BR")
    given = {code: text for code, text in texts.items() if text or code == "nl"}
    if not given:
        raise ValueError("words are in at least one language; write {nl: …, en: …}")
    if "nl" in given and given.keys() <= HOUSE:
        return Words(given["nl"], given.get("en", ""))
    first = next(iter(given.values()))
    return Words(given.get("nl", first), given.get("en", first), tuple(given.items()))


def as_written(words: Words) -> dict[str, str]:
    """As a definition has them; without an English that is not there."""
    if words.written:
        return dict(words.written)
    return {"nl": words.nl, "en": words.en} if words.en else {"nl": words.nl}


def _read(value: Any, read: Callable[[Any], dict[str, str]]) -> Words:
    return value if isinstance(value, Words) else in_languages(read(value))


def listed(items: list[str], lang: Lang) -> str:
    """`a, b en c`; a dash when there is nothing to list."""
    if len(items) < 2:
        return items[0] if items else "–"
    return ", ".join(items[:-1]) + (" and " if lang == "en" else " en ") + items[-1]
