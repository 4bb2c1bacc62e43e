"""A work instruction, as it is read: stages with what to do, the terms that begin there, and the ways out."""

from typing import Literal, NamedTuple

from workflows.words import Words

Kind = Literal["needed", "repeated", "optional"]  # without what is needed one cannot go on where all tasks are asked


class Todo(NamedTuple):
    """notes: for whom, how much, when."""

    task: str
    text: Words
    notes: tuple[Words, ...]
    kind: Kind
    command: Words


class TermReminder(NamedTuple):
    """Who hears of a term, and when."""

    who: Words
    when: Words


class Version(NamedTuple):
    """for_whom: whose days pick this version, where the rule has several. told: where they differ in that too."""

    for_whom: Words | None
    text: Words
    why: Words
    rule: str
    is_unverified: bool
    note: Words | None
    told: tuple[TermReminder, ...] = ()


class StageTerm(NamedTuple):
    """A term that begins in a stage."""

    name: str
    label: Words
    versions: tuple[Version, ...]
    only_if: Words | None
    met_when: Words | None
    notes: tuple[Words, ...]
    advice: Words | None
    told: tuple[TermReminder, ...]
    asked: Words | None
    commands: tuple[Words, ...]


class StepOut(NamedTuple):
    """A step out of a stage. needs: all that must be so; meets: labels of the terms met by it."""

    trigger: str
    label: Words
    to: Words
    needs: tuple[Words, ...]
    who: Words | None
    notes: tuple[Words, ...]
    meets: tuple[Words, ...]
    command: Words


class StageInstruction(NamedTuple):
    stage: str
    label: Words
    about: tuple[Words, ...]
    is_unverified: bool
    todo: tuple[Todo, ...]
    terms: tuple[StageTerm, ...]
    ways: tuple[StepOut, ...]
    elsewhere: tuple[Words, ...]


class PlainDuty(NamedTuple):
    """A rule without a term that people must know of."""

    label: Words
    text: Words
    why: Words
    is_unverified: bool


class Leaving(NamedTuple):
    label: Words
    command: Words


class Instruction(NamedTuple):
    """any_time: tasks and terms that belong to no stage, as they are given from elsewhere."""

    workflow: str
    version: int
    variant: str
    label: Words
    intro: tuple[Words, ...]
    stages: tuple[StageInstruction, ...]
    todo_any_time: tuple[Todo, ...]
    terms_any_time: tuple[StageTerm, ...]
    leaving: tuple[Leaving, ...]
    rules: tuple[PlainDuty, ...]
