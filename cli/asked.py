"""The common options as given, and the language in which the answer is."""

import os
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

import typer

from cli.other_failures import shortened
from scheduler.messages.dates import long_day
from trajectories.local_time import may_be_two_days
from trajectories.settings import pick_lang
from workflows.words import Lang, Words


@dataclass
class Asked:
    """None where an option was not given."""

    database: str | None = None
    by: str | None = None
    lang_asked: str | None = None
    workflows: str | None = None
    now: str | None = None
    clock_is_right: bool = False

    @property
    def lang(self) -> Lang:
        return pick_lang(self.lang_asked, os.environ)

    def say(self, words: Words) -> str:
        return words.say(self.lang)

    def pick(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en

    def talk(self, words: Words | str) -> None:
        """A remark beside the answer, on stderr."""
        typer.echo(shortened(words if isinstance(words, str) else self.say(words)), err=True)


ASKING: ContextVar[Asked | None] = ContextVar("asking", default=None)  # the command that runs, for what readers remark


def read_as(text: str, day: date) -> Words:
    return Words(f"‘{text}’ is gelezen als {long_day(day, 'nl')}", f"'{text}' was read as {long_day(day, 'en')}")


def read_back(text: str, day: date) -> date:
    """The day itself; where what was typed may mean another one too, how it was read is said."""
    if (asked := ASKING.get()) and may_be_two_days(text):
        asked.talk(f"{asked.say(read_as(text.strip(), day))}.")
    return day


def may_ask(*, as_json: bool) -> bool:
    """Whether someone sits there who can answer; questions are put on stderr."""
    return not as_json and sys.stdin.isatty() and sys.stderr.isatty()
