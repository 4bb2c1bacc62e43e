"""Text in the two languages of the house, kept side by side."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Lang = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Dutch and English. Without English the Dutch serves, as terms of art have no twin."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    nl: str
    en: str = ""

    def say(self, lang: Lang) -> str:
        return (self.en or self.nl) if lang == "en" else self.nl


def listed(items: list[str], lang: Lang) -> str:
    """`a, b en c`; a dash when there is nothing to list."""
    if len(items) < 2:
        return items[0] if items else "–"
    return ", ".join(items[:-1]) + (" and " if lang == "en" else " en ") + items[-1]
