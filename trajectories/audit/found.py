"""What verification finds wrong."""

from typing import NamedTuple

from workflows.words import Words


class Found(NamedTuple):
    """Something wrong with one event. version 0: with the stream as a whole."""

    stream: str
    version: int
    problem: str


def found(stream: str, version: int, words: Words) -> Found:
    return Found(stream, version, words.say("en"))
