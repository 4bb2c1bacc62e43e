"""A definition ready to walk. The only file that imports `transitions`.

The library holds the table of who may go where: one flat, unqueued Machine per definition, shared by all trajectories,
with no model and no callbacks (it would import and call a string). Guards are ours: a refusal says what is missing.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from transitions import Machine

from workflows.errors import Possible, Reason, StepRefused
from workflows.language.conditions import Condition
from workflows.language.private_facts import revealing_rules
from workflows.language.roles import roles_said
from workflows.language.stages import Start
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.machine.guards import Reckoner, Seen, asks_about_people, terms_asked, unmet
from workflows.words import Words


class Blocked(NamedTuple):
    """A trigger that exists here but may not fire now."""

    trigger: str
    to: str
    because: list[Reason]


class Compiled:
    """One resolved definition with its table of passages."""

    def __init__(self, workflow: Workflow, digest: str) -> None:
        self.workflow = workflow
        self.hash = digest
        self.machine = Machine(
            model=None,
            states=list(workflow.stages),
            initial=workflow.initial,
            transitions=[
                {"trigger": trigger, "source": source, "dest": each.to}
                for trigger, several in workflow.transitions.items()
                for each in several
                for source in each.from_
            ],
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        self.passages = _passages(self.machine, workflow)
        self.asks_about_people = _asks_about_people(workflow)
        self.asked_terms = terms_asked(_decided_on_a_day(workflow))
        self.revealing = revealing_rules(workflow)

    def leads(self, stage: str, trigger: str) -> Collection[str]:
        """The stages that `trigger` may lead to from `stage`; empty where it does not exist."""
        return [each.to for each in self.passages.get(stage, {}).get(trigger, ())]

    def step(self, stage: str, trigger: str, seen: Seen, roles: Collection[str], calendar: Reckoner) -> Transition:
        """The first passage of `trigger` whose guard holds. Raises StepRefused, naming all that is missing."""
        reasons: list[Reason] = []
        for passage in self.passages.get(stage, {}).get(trigger, ()):
            found = self.hindrances(passage, seen, roles, calendar)
            if not found:
                return passage
            reasons.extend(reason for reason in found if reason not in reasons)
        possible = self.possible(stage, seen, roles, calendar)
        if reasons:
            raise StepRefused(_cannot(self, stage, trigger), reasons, possible)
        raise StepRefused(_not_here(self, stage, trigger), [_wrong_stage(self, stage, trigger)], possible)

    def hindrances(self, passage: Transition, seen: Seen, roles: Collection[str], calendar: Reckoner) -> list[Reason]:
        found = unmet(passage.when, seen, self.workflow, calendar)
        if passage.roles and "administrator" not in roles and not set(passage.roles) & set(roles):
            found.append(role_missing(passage.roles))
        return found

    def possible(self, stage: str, seen: Seen, roles: Collection[str], calendar: Reckoner) -> list[Possible]:
        """What would work now, in the order of the definition."""
        return [
            Possible(trigger, passage.to, self.label_of(trigger, passage))
            for trigger, passages in self.passages.get(stage, {}).items()
            for passage in passages
            if not self.hindrances(passage, seen, roles, calendar)
        ]

    def blocked(self, stage: str, seen: Seen, roles: Collection[str], calendar: Reckoner) -> list[Blocked]:
        """What exists here but is refused now, with every reason."""
        open_now = {each.trigger for each in self.possible(stage, seen, roles, calendar)}
        return [
            Blocked(trigger, passage.to, self.hindrances(passage, seen, roles, calendar))
            for trigger, passages in self.passages.get(stage, {}).items()
            if trigger not in open_now
            for passage in passages
        ]

    def label_of(self, trigger: str, passage: Transition) -> Words:
        return passage.label or Words(trigger.replace("_", " "))

    def stage_label(self, stage: str) -> Words:
        found = self.workflow.stages.get(stage)
        return found.label if found else Words(stage)


def _passages(machine: Machine, workflow: Workflow) -> Mapping[str, Mapping[str, tuple[Transition, ...]]]:
    """stage -> trigger -> passages in order, read from the machine and frozen (its table grows when peeked at).

    Out of a final stage only what reopens.
    """
    table: dict[str, dict[str, tuple[Transition, ...]]] = {stage: {} for stage in workflow.stages}
    for trigger, event in machine.events.items():
        for stage, found in event.transitions.items():
            declared = [each for each in workflow.transitions[trigger] if stage in each.from_]
            assert [each.dest for each in found] == [each.to for each in declared]
            if ways := [each for each in declared if each.reopens or not workflow.stages[stage].final]:
                table[stage][trigger] = tuple(ways)
    return table


def _asks_about_people(workflow: Workflow) -> bool:
    """Whether a step of it may need to know who is in the household; else nobody need be looked up."""
    whom = [*(each.for_ for each in workflow.tasks.values()), *(each.for_ for each in _starts(workflow))]
    return any(each != "subject" for each in whom) or any(
        asks_about_people(each) for each in _decided_on_a_day(workflow)
    )


def _starts(workflow: Workflow) -> list[Start]:
    return [start for stage in workflow.stages.values() for start in stage.starts]


def _decided_on_a_day(workflow: Workflow) -> list[Condition | None]:
    """Every guard but those of deadlines."""
    passages = [passage for several in workflow.transitions.values() for passage in several]
    tasks, starts = workflow.tasks.values(), _starts(workflow)
    return [*(each.when for each in tasks), *(each.when for each in starts), *(each.when for each in passages)]


def _cannot(compiled: Compiled, stage: str, trigger: str) -> Words:
    label = compiled.stage_label(stage)
    return Words(
        f"‘{trigger}’ kan nog niet vanuit ‘{label.say('nl')}’",
        f"'{trigger}' is not possible yet from '{label.say('en')}'",
    )


def _not_here(compiled: Compiled, stage: str, trigger: str) -> Words:
    label = compiled.stage_label(stage)
    if trigger not in compiled.workflow.transitions:
        return Words(
            f"‘{trigger}’ bestaat niet in {compiled.workflow.workflow}",
            f"there is no trigger '{trigger}' in {compiled.workflow.workflow}",
        )
    return Words(
        f"‘{trigger}’ kan niet vanuit ‘{label.say('nl')}’",
        f"'{trigger}' does not start from '{label.say('en')}'",
    )


def _wrong_stage(compiled: Compiled, stage: str, trigger: str) -> Reason:
    sources = list(
        dict.fromkeys(source for each in compiled.workflow.transitions.get(trigger, ()) for source in each.from_)
    )
    if not sources:
        return Reason("trigger", trigger, Words(f"‘{trigger}’ bestaat niet", f"'{trigger}' does not exist"))
    nl = ", ".join(f"‘{compiled.stage_label(each).say('nl')}’" for each in sources)
    en = ", ".join(f"'{compiled.stage_label(each).say('en')}'" for each in sources)
    return Reason("stage", stage, Words(f"het kan alleen vanuit {nl}", f"it starts only from {en}"))


def role_missing(roles: tuple[str, ...]) -> Reason:
    said = roles_said(roles)
    return Reason("role", roles[0], Words(f"alleen een {said.nl} mag dit", f"only a {said.en} may do this"))
