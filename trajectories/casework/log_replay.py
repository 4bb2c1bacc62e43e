"""A case of a log, walked through a workflow by the rules that casework itself decides by, without a database.

Where a step does not fit, the case goes on as if it had been taken, when it can only lead to one stage: one mistake in
a log is then found once. Every task of a member is of the one person there is. Where it hangs on who the people are
whether a step was possible, and they are not known, the step is not judged, and taken.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework.decide import (
    decide_advance,
    decide_close,
    decide_fact,
    decide_open,
    decide_task,
)
from trajectories.casework.log_deviations import MAY_BE_STORED, Deviation, DeviationKind
from trajectories.casework.log_meaning import Meaning, StepMeanings, of_kind
from trajectories.casework.log_people import (
    NOBODY,
    SOMEBODY,
    Flags,
    needs_to_be_known,
    possible_people,
)
from trajectories.casework.parse_values import checked, spec_of
from trajectories.casework.supposed import with_event
from trajectories.casework.tasks import Circle, asked_on_entering, seen_of
from trajectories.history import events as ev
from trajectories.history.events import Event, Value
from trajectories.history.state import Trajectory
from trajectories.imports.event_log import LogCase, LogStep
from workflows.calendar import WorkCalendar
from workflows.errors import CaseworkError, StepRefused
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed

ANYONE = ask.Actor("", frozenset({"administrator"}))  # whoever it was elsewhere, they were allowed to
Asked = ask.Open | ask.Advance | ask.DoTask | ask.SetFact | ask.Close


class LogRules(NamedTuple):
    """compiled: the definition for a case that began on that day. today: nothing in a log is later.

    people: who a case is about on a day, by what the log calls it and the date of birth that it tells, or empty; None
    where nobody knows.
    """

    compiled: Callable[[date], Compiled]
    meanings: Callable[[Compiled], StepMeanings]
    calendar: WorkCalendar
    today: date
    municipality: str = "any"
    people: Callable[[str, str, date], Flags | None] = lambda case, born, on: None


class LogCommand(NamedTuple):
    """What is recorded where the case is stored. actor: who did it, as the file has it."""

    asked: Asked
    actor: str = ""


class Walked(NamedTuple):
    """stage: where it stands at the end. commands: those of all its steps; of no use where one does not fit."""

    case: LogCase
    deviations: list[Deviation]
    commands: list[LogCommand]
    stage: str

    @property
    def fits(self) -> bool:
        """Also where it stands on the way: every step of it was possible, or may have been."""
        return all(each.kind in MAY_BE_STORED for each in self.deviations)


def walk(case: LogCase, rules: LogRules) -> Walked:
    return _Walk(case, rules).done()


class _Walk:
    def __init__(self, case: LogCase, rules: LogRules) -> None:
        self.case = case
        self.rules = rules
        self.now = Trajectory(case.shown)
        self.deviations: list[Deviation] = []
        self.commands: list[LogCommand] = []
        self.seen = NOBODY
        self.born = ""

    def done(self) -> Walked:
        first = min((each.on for each in self.case.steps), default=None)
        if self.case.is_again:
            nl = "de zaak staat eerder in het bestand ook al, misschien met andere hoofdletters"
            en = "the case stands in the file before, perhaps in other capitals"
            self.deviates("case_again", self.case.steps[0] if first else None, Words(nl, en))
        if first is None:
            self.deviates("ended_early", None, Words("zonder een gebeurtenis", "without an event"), "empty")
            return Walked(self.case, self.deviations, [], "")
        self.compiled = self.rules.compiled(first)
        self.meanings = self.rules.meanings(self.compiled)
        last = self.case.steps[0]
        for place, step in enumerate(self.case.steps):
            last = self.in_time(step, last)
            if step.on > self.rules.today:
                words = Words(f"{step.on} ligt in de toekomst", f"{step.on} lies in the future")
                self.deviates("ahead", step, words)
            self.take(step, last.on, is_first=place == 0)
            if not self.now.path:  # it may not be opened at all
                break
        if self.now.path and not self.now.closed_on:
            label, on = self.compiled.stage_label(self.now.stage), self.now.path[-1].on
            words = Words(f"staat sinds {on} in ‘{label.nl}’", f"is in '{label.say('en')}' since {on}")
            self.deviates("ended_early", self.case.steps[-1], words, self.now.stage)
        return Walked(self.case, self.deviations, self.commands, self.now.stage)

    def deviates(self, kind: DeviationKind, step: LogStep | None, words: Words, of: str = "") -> None:
        place, name = (step.place, step.name) if step else (0, "")
        self.deviations.append(Deviation(kind, self.case.name, place, name, of, words))

    def in_time(self, step: LogStep, last: LogStep) -> LogStep:
        """The later of the two, by which the case goes on."""
        if not step.is_before(last):
            return step
        nl, en = f"{step.on} komt na {last.on} (‘{last.name}’)", f"{step.on} comes after {last.on} ('{last.name}')"
        if step.on == last.on:
            nl, en = f"later op {step.on} komt ‘{last.name}’ ervoor", f"'{last.name}' is before it, later on {step.on}"
        self.deviates("backwards", step, Words(nl, en))
        return last

    def take(self, step: LogStep, on: date, *, is_first: bool) -> None:
        meanings = self.meanings.of(step.name)
        opens = is_first and bool(of_kind(meanings, "open"))
        facts = self.facts(step)
        if is_first and not self.open(step, on, facts if opens else {}):
            return
        if opens:
            return
        if not meanings:
            words = Words("hiervan weet de workflow niets", "the workflow knows nothing of it")
            self.deviates("unknown_step", step, words)
            return
        news = {name: value for name, value in facts.items() if self.now.fact(name) != value}
        meaning = self.which(meanings)
        match meaning.kind:
            case "left_out":
                self.set_facts(step, on, news)
            case "step":
                self.advance(step, on, meaning.name, news)
            case "open" | "stage":
                self.enter(step, on, meaning.name, news)
            case "task":
                self.set_facts(step, on, news)
                self.do_task(step, on, meaning.name)
            case "close":
                self.set_facts(step, on, news)
                self.try_(step, ask.Close("", meaning.name, on), "not_here")

    def which(self, meanings: tuple[Meaning, ...]) -> Meaning:
        """A step that exists here before anything else of that name."""
        here = [each for each in meanings if each.kind == "step" and self.compiled.leads(self.now.stage, each.name)]
        others = [each for each in meanings if each.kind not in ("open", "step")]
        return (here or others or list(meanings))[0]

    def facts(self, step: LogStep) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, text in step.facts.items():
            try:
                spec = spec_of(self.compiled, name)
                if spec.from_ == "born":  # it is the client's own, and judged by only
                    self.born = str(checked(spec, name, text))
                    continue
                found[name] = checked(spec, name, text)
            except CaseworkError as error:
                self.deviates("bad_value", step, error.words, name)
        return found

    def open(self, step: LogStep, on: date, facts: Mapping[str, Value]) -> bool:
        opening = ask.Open(self.compiled.workflow.workflow, SOMEBODY, self.rules.municipality, on, on, facts)
        opening = opening._replace(sure_of_days=True)  # a log may be of long ago
        return self.try_(step, opening, "refused")

    def set_facts(self, step: LogStep, on: date, facts: Mapping[str, Value]) -> None:
        for name, value in facts.items():
            self.try_(step, ask.SetFact("", name, value, on), "refused")

    def do_task(self, step: LogStep, on: date, task: str) -> None:
        member = SOMEBODY if self.compiled.workflow.tasks[task].for_ != "subject" else ""
        self.try_(step, ask.DoTask("", task, on, member), "twice")

    def enter(self, step: LogStep, on: date, stage: str, facts: Mapping[str, Value]) -> None:
        """The log says where it came, and not by which step."""
        passages = self.compiled.passages.get(self.now.stage, {})
        ways = [trigger for trigger in passages if stage in self.compiled.leads(self.now.stage, trigger)]
        if ways:
            return self.advance(step, on, ways[0], facts)
        label, here = self.compiled.stage_label(stage), self.compiled.stage_label(self.now.stage)
        nl = f"uit ‘{here.nl}’ leidt geen stap naar ‘{label.nl}’"
        en = f"no step leads from '{here.say('en')}' to '{label.say('en')}'"
        self.deviates("not_here", step, Words(nl, en), self.now.stage)
        self.force(on, "", stage)

    def advance(self, step: LogStep, on: date, trigger: str, facts: Mapping[str, Value]) -> None:
        kind: DeviationKind = "refused" if self.compiled.leads(self.now.stage, trigger) else "not_here"
        self.seen = self.whoever_it_was(step, ask.Advance("", trigger, on, facts))
        if not self.try_(step, ask.Advance("", trigger, on, facts), kind):
            leads = {*self.compiled.leads(self.now.stage, trigger)}
            leads = leads or {each.to for each in self.compiled.workflow.transitions[trigger]}
            if len(leads) == 1:
                self.force(on, trigger, leads.pop())

    def whoever_it_was(self, step: LogStep, asked: ask.Advance) -> Flags:
        """By whom the step is judged. Where it was possible for some and not, or otherwise, for others, that is said,
        and it is taken as the first for whom it was.
        """
        guards = [each.when for each in self.compiled.passages.get(self.now.stage, {}).get(asked.trigger, ())]
        known = self.rules.people(self.case.name, self.born, asked.on)
        several = possible_people(self.compiled, guards, known)
        came_to: dict[str, Flags] = {}
        for each in several:
            self.seen = each
            came_to.setdefault(self.leads_to(asked), each)
        if len(came_to) > 1:
            of, words = needs_to_be_known(guards)
            self.deviates("not_judged", step, words, of)
        return next((each for stage, each in came_to.items() if stage), several[0])

    def leads_to(self, asked: ask.Advance) -> str:
        """The stage; empty where it is refused."""
        try:
            events = self.decided(asked)
        except CaseworkError:
            return ""
        return next(each.stage for each in events if isinstance(each, ev.StageEntered))

    def force(self, on: date, trigger: str, to: str) -> None:
        stage = self.compiled.workflow.stages[to]
        seen = seen_of(self.compiled, self.now, on, self.circle, self.rules.calendar)
        tasks = asked_on_entering(self.compiled, stage, self.circle, seen, self.rules.calendar)
        outcome = (stage.outcome or "") if stage.final else ""
        self.record([ev.StageEntered(to, self.now.stage, trigger, outcome, tasks, {}, [], 0)], on)

    def try_(self, step: LogStep, asked: Asked, kind: DeviationKind) -> bool:
        """kind: what it is when it is refused; a step with reasons is refused by a guard."""
        try:
            events = self.decided(asked)
        except CaseworkError as error:
            words, of = error.words, self.now.stage
            if isinstance(error, StepRefused):
                kind = "refused" if kind == "twice" else kind
                if kind == "refused" and error.missing:
                    words = _all_missing(error)
                    of = ",".join(f"{each.kind}:{each.name}" for each in error.missing)
            self.deviates(kind, step, words, of)
            return False
        self.commands.append(LogCommand(asked, step.actor))
        self.record(events, asked.on)
        return True

    def decided(self, asked: Asked) -> list[Event]:
        compiled, now, calendar = self.compiled, self.now, self.rules.calendar
        match asked:
            case ask.Open():
                return decide_open(compiled, asked, self.circle, calendar).events
            case ask.Advance():
                return decide_advance(compiled, now, now, asked, ANYONE, self.circle, calendar).events
            case ask.DoTask():
                return decide_task(compiled, now, now, asked, ANYONE).events
            case ask.SetFact():
                return decide_fact(compiled, now, asked).events
            case ask.Close():
                return decide_close(compiled, now, asked).events

    def record(self, events: list[Event], on: date) -> None:
        for each in events:
            self.now = with_event(self.now, each, on)

    @property
    def circle(self) -> Circle:
        seen = self.seen.seen
        return Circle(self_=seen) if self.compiled.workflow.subject == "person" else Circle((seen,))


def _all_missing(error: StepRefused) -> Words:
    nl = listed([each.text.nl for each in error.missing], "nl")
    return Words(nl, listed([each.text.say("en") for each in error.missing], "en"))
