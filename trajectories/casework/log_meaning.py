"""What a step of a log is in a workflow: by name, by label in either language, or as whoever brings the log says."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from workflows.errors import UsageError
from workflows.language.duplicate import outcomes_of, ways_to_leave
from workflows.machine.state_machine import Compiled
from workflows.typed_words import folded, nearest
from workflows.words import Words

LEFT_OUT = "-"  # what is said of a step that is none here
Kind = Literal["open", "step", "task", "stage", "close", "left_out"]


class Meaning(NamedTuple):
    """name: of the trigger, the task, the stage or the outcome; of `open` the first stage."""

    kind: Kind
    name: str


class StepMeanings:
    """Where a name is several things, all of them: which it is, the place in the case says."""

    def __init__(self, compiled: Compiled, told: Mapping[str, str] = {}) -> None:
        """told: by what the log calls it. Raises UsageError for one that the workflow does not know."""
        self._known = list(_known(compiled))
        self._told = {folded(log): self._must_be_known(name) for log, name in told.items()}
        self._found: dict[str, tuple[Meaning, ...]] = {}

    def of(self, typed: str) -> tuple[Meaning, ...]:
        """Empty where it is unknown."""
        if typed not in self._found:
            wanted = folded(typed)
            self._found[typed] = self._told.get(wanted) or self._named(wanted)
        return self._found[typed]

    def _named(self, wanted: str) -> tuple[Meaning, ...]:
        by_name = [each for each, _ in self._known if folded(each.name) == wanted]
        found = by_name or [each for each, label in self._known if wanted and wanted in map(folded, label.texts)]
        return tuple(dict.fromkeys(found))

    def _must_be_known(self, name: str) -> tuple[Meaning, ...]:
        if name == LEFT_OUT:
            return (Meaning("left_out", name),)
        if found := self._named(folded(name)):
            return found
        near = ", ".join(nearest(name, {each.name: label for each, label in self._known}))
        nl, en = (f"bedoelt u {near}?", f"did you mean {near}?") if near else ("- laat hem weg", "- leaves it out")
        raise UsageError(
            Words(f"‘{name}’ is hier geen stap, taak of fase; {nl}", f"'{name}' is no step, task or stage here; {en}")
        )


def _known(compiled: Compiled) -> Iterator[tuple[Meaning, Words]]:
    workflow = compiled.workflow
    yield Meaning("open", workflow.initial), compiled.stage_label(workflow.initial)
    for trigger, passages in workflow.transitions.items():
        for passage in passages:
            yield Meaning("step", trigger), compiled.label_of(trigger, passage)
    for name, task in workflow.tasks.items():
        yield Meaning("task", name), task.label
    for name in workflow.stages:
        yield Meaning("stage", name), compiled.stage_label(name)
    for name in ways_to_leave(workflow):
        yield Meaning("close", name), outcomes_of(workflow)[name].label


def of_kind(meanings: Iterable[Meaning], kind: Kind) -> str:
    """Its name; empty where none of them is of that kind."""
    return next((each.name for each in meanings if each.kind == kind), "")
