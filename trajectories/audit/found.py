"""What verification finds wrong, in words of two languages."""

from typing import NamedTuple

from workflows.words import Lang, Words


class Found(NamedTuple):
    """Something wrong with one event. version 0: with the stream as a whole, or with rows beside the history.

    nl: the problem in Dutch; empty where it has no words of its own there.
    """

    stream: str
    version: int
    problem: str
    nl: str = ""

    def say(self, lang: Lang) -> str:
        return (self.nl or self.problem) if lang == "nl" else self.problem


def found(stream: str, version: int, words: Words) -> Found:
    return Found(stream, version, words.say("en"), words.nl)


NOT_REPLAYED = Words("kan niet worden nagespeeld", "cannot be replayed")


def missing_before(version: int) -> Words:
    """Of an event before which the one with that version is not there."""
    return Words(f"versie {version} ontbreekt ervoor", f"version {version} is missing before it")
