"""Every command with every kind of text in each of its places, in one process."""

import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cli.commands import TABLE, every_command
from cli.lazy_group import NotLoaded, loaded

TEXTS = {
    "control": "a\x07b\x1b[31mc\x08",
    "direction": "\u202eabc\u2066d",
    "surrogate": "\ud800",
    "Latin-1": "Ren\udce9e",
    "NUL": "a\0b",
    "long": "x" * 1_000_000,
    "long enough": "ab " * 6_000,
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "instant 1": "0001-01-01T00:00:00",
    "instant 9999": "9999-12-31T23:59:59.999999",
    "infinite": "inf",
    "no number": "nan",
    "below nought": "-1",
    "beyond float": "1e400",
    "beyond 64 bits": "9" * 30,
    "other digits": "٣١-١٢-٢٠٢٤",
    "nothing": "",
    "blank": " \t",
    "line ends": "a\r\nb\u2028c",
    "pattern": "%s{0}%(x)s\\",
    "quotes": "'; drop table event; --",
    "path": "../../../../dev/null/x",
    "long term": "99999 years",
    "assigned": "naam=\u202e=inf",
    "emoji": "👩‍👩‍👧🏳️‍🌈",
    "ids": "t1/x#99999999999999999999/before-1m.0",
}

# What stands in the other places, by the name of the parameter.
USUAL = {
    "trajectory": "t1",
    "ref": "A-1",
    "subject": "A-1",
    "deadline": "t1/termijn#1",
    "trigger": "ga",
    "workflow": "proefdossier",
    "name": "Beheer",
    "municipality": "any",
    "role": "administrator",
    "until": "2024-12-31",
    "from_": "2024-01-09",
    "term": "4 weeks",
    "version": "1",
    "reason": "omdat",
    "ground": "ziekte",
    "text": "een notitie",
    "outcome": "gestopt",
    "task": "huisarts",
    "fact": "getekend_op",
    "value": "2024-01-08",
    "member": "A-1",
    "to": "Beheer",
}
STRANGE = re.compile(r"\b[A-Z]\w+(Error|Exception|Warning|Conflict|Broken)\b|Traceback|sqlalchemy|psycopg|sqlite3\.")


class Call(NamedTuple):
    """place: which parameter the text stands in. kind: of TEXTS."""

    words: tuple[str, ...]
    place: str
    kind: str

    @property
    def argv(self) -> list[str]:
        return [TEXTS[self.kind] if word is HERE else word for word in self.words]

    def __str__(self) -> str:
        return f"{' '.join('…' if word is HERE else word for word in self.words)} [{self.place}: {self.kind}]"


HERE = "<here>"
MEANT = ("trajectory", "subject", "name", "value", "tasks")  # also where many cases may be chosen in their stead


def every_call() -> Iterator[Call]:
    for name, command in every_command(TABLE).items():
        parameters = [each for each in loaded(NotLoaded(command, "en")).params if each.name != "help"]
        for tried in parameters:
            if getattr(tried, "is_flag", False):
                continue
            words = tuple(_words(name, parameters, tried))
            for kind in TEXTS:
                yield Call(words, str(tried.name), kind)
    for common in ("--database", "--by", "--lang", "--workflows", "--now"):
        for asked in ("show t1", "due", "workflow list"):
            for kind in TEXTS:
                yield Call((*asked.split(), common, HERE), common, kind)


def _words(name: str, parameters: list[Any], tried: Any) -> Iterator[str]:
    yield from name.split()
    for each in parameters:
        is_tried = each is tried
        if each.param_type_name == "argument":
            if is_tried or each.required or each.name in MEANT:
                yield from [HERE if is_tried else _usual(each)] * max(1, each.nargs)
        elif is_tried or each.required:
            yield each.opts[0]
            yield HERE if is_tried else _usual(each)


def _usual(parameter: Any) -> str:
    return USUAL.get(str(parameter.name), "2024-01-09" if "on" in str(parameter.name) else "x")


def sample(seed: int, most: int) -> list[Call]:
    """Each command, each kind of text, and some of what is between them."""
    calls = list(every_call())
    picked = random.Random(seed).sample(calls, most)
    for attribute in ("place", "kind"):
        known = {getattr(each, attribute) for each in picked}
        picked += [
            next(each for each in calls if getattr(each, attribute) == one)
            for one in sorted({getattr(each, attribute) for each in calls} - known)
        ]
    return picked
