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
