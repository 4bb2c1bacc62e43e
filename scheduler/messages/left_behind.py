"""Optional tasks left undone in stages gone by: one folded line for each stage, whatever hangs on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scheduler.messages.dates import hanging
from trajectories.people.names import CalledClient
from trajectories.projections.caseload import LeftBehind, Lexicon, Running
from workflows.words import Lang, Words

HEADING = Words("Bleven liggen", "Left undone")
COMMAND = " " * 5  # as of other commands in a message
AT_MOST = 5  # trajectories named of one stage


class LeftLine(NamedTuple):
    """All that is left of one stage of one workflow. cases: the trajectories, in order, with what each has left."""

    workflow: Words
    stage: str
    label: Words
    cases: tuple["LeftCase", ...]

    @property
    def amount(self) -> int:
        return sum(len(each.tasks) for each in self.cases)


class LeftCase(NamedTuple):
    """tasks: name, label, and the id of the member it is about or empty. name: of the client, as of Item."""

    trajectory: str
    ref: str
    tasks: tuple[tuple[str, Words, str], ...]
    name: str = ""


def left_lines(
    left: Iterable[LeftBehind], running: Mapping[str, Running], lexicons: Mapping[str, Lexicon]
) -> tuple[LeftLine, ...]:
    """In the order in which the trajectories were opened; those under several versions of a workflow together."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, Words, str]]]] = {}
    for each in left:
        of = running[each.trajectory]
        label = lexicons[of.definition].tasks.get(each.task, Words(each.task))
        cases = found.setdefault((of.workflow, each.stage), {})
        cases.setdefault(of.id, []).append((each.task, label, each.member))
    lines = []
    for (_, stage), cases in found.items():
        words = lexicons[running[next(iter(cases))].definition]
        several = tuple(LeftCase(key, running[key].ref, tuple(tasks)) for key, tasks in cases.items())
        lines.append(LeftLine(words.workflow, stage, words.stages.get(stage, Words(stage)), several))
    return tuple(lines)


def left_from(count: int, stage: str) -> Words:
    return Words(f"{count} {'bleef' if count == 1 else 'bleven'} liggen uit {stage}", f"{count} left from {stage}")


def left_undone(lines: Sequence[LeftLine], lang: Lang) -> list[str]:
    """Under a heading of their own, with the command that unfolds the first; nothing where nothing was left."""
    if not lines:
        return []
    text = [hanging(f"- {_told(each, lang)}") for each in lines]
    return [HEADING.say(lang).upper(), "", *text, f"{COMMAND}traject show {lines[0].cases[0].trajectory} --tasks", ""]


def _told(each: LeftLine, lang: Lang) -> str:
    """As `9 left from Housing (Settlement): WL-1 t1, WL-2 t4`."""
    keys = [f"{CalledClient(case.ref, case.name)} {case.trajectory}" for case in each.cases]
    more = len(keys) - AT_MOST
    beyond = Words(f" en nog {more}", f" and {more} more").say(lang) if more > 0 else ""
    what = left_from(each.amount, each.label.say(lang)).say(lang)
    return f"{what} ({each.workflow.say(lang)}): {', '.join(keys[:AT_MOST])}{beyond}"
