"""May this be done, and what then happens: definition + state + command -> events, or an explained refusal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from trajectories.casework import commands as ask
from trajectories.casework import grounds
from trajectories.casework.parse_values import (
    FIRST_YEAR,
    MOST,
    checked,
    choose,
    must_be_reckonable,
    spec_of,
    task_of,
    term_of,
)
from trajectories.deadlines.deadline import Deadline
from trajectories.history import events as ev
from trajectories.history.events import Event, MemberSeen, Value
from trajectories.history.state import AskedEntry, Hold, Trajectory, done_entries, task_key
from workflows.calendar import WorkCalendar
from workflows.errors import NotFound, Reason, Refused, StepRefused, UsageError
from workflows.language.conditions import Condition, plain_conditions
from workflows.language.names import ForWhom
from workflows.language.roles import ROLES
from workflows.language.stages import FactSignal, Signal, Stage, TaskSignal
from workflows.language.workflow import Workflow
from workflows.machine.guards import OpenTask, Reckoner, Seen, asked_of_people, unmet
from workflows.machine.state_machine import Compiled
from workflows.words import Words

WRITERS = frozenset(("volunteer", "coordinator", "jurist", "teamleider", "administrator"))
RANK = ("administrator", "teamleider", "coordinator", "jurist", "volunteer", "auditor", "scheduler")


class Circle(NamedTuple):
    """The people around a trajectory on the day of the decision. self_: the subject, where it is a person."""

    members: tuple[MemberSeen, ...] = ()
    self_: MemberSeen | None = None


class StartWish(NamedTuple):
    """Another trajectory to open. subject: a person or household id; empty for the trajectory's own subject.

    continues: it goes on where this one ends.
    """

    workflow: str
    subject: str
    facts: Mapping[str, Value]
    continues: bool = False


class Decision(NamedTuple):
    """events: of this stream. starts and signals: for the shell to carry out elsewhere in the same transaction."""

    events: list[Event]
    starts: list[StartWish] = []
    signals: list[ev.Signalled] = []


def role_of(actor: ask.Actor, wanted: Sequence[str] = ()) -> str:
    """The role an event is written under: the one the step asks for, else the actor's highest."""
    for role in (*wanted, *RANK):
        if role in actor.roles:
            return role
    return ""


def must_write(actor: ask.Actor) -> None:
    """Raises Refused for someone who may only read."""
    if not actor.roles & WRITERS:
        raise Refused(
            Words(
                "u mag hier alleen lezen; vraag een beheerder om een rol die mag schrijven",
                "you may only read here; ask an administrator for a role that may write",
            )
        )


def not_after(on: date, today: date) -> None:
    """Raises Refused for a day to come, UsageError for one before all casework."""
    if on.year < FIRST_YEAR:
        raise UsageError(Words(f"{on} is lang geleden; controleer het jaar", f"{on} is long ago; check the year"))
    if on > today:
        raise Refused(
            Words(
                f"{on} ligt na vandaag ({today}); leg vast wat al gebeurd is",
                f"{on} is after today ({today}); record what has happened already",
            )
        )


# what may be looked at


def seen_of(compiled: Compiled, trajectory: Trajectory, on: date, circle: Circle) -> Seen:
    tasks = open_tasks(compiled, trajectory) if trajectory.asked else ()
    done = _done_tasks(compiled, trajectory) if trajectory.done else frozenset()
    return Seen(
        on,
        {name: entries[-1].value for name, entries in trajectory.facts.items()},
        tasks,
        done.difference([task.task for task in tasks]),
        trajectory.entered(),
        answers_of(circle),
        frozenset(trajectory.holders),
    )


def answers_of(circle: Circle, member: MemberSeen | None = None) -> dict[str, bool]:
    """What guards may ask about people, as yes or no. An unknown age counts as adult, so that no term is missed."""
    one = member or circle.self_
    members = circle.members
    answers = {
        "household.has_young_child": True in [each["young_child"] for each in members],
        "household.has_school_child": True in [each["school_age"] for each in members],
        "household.has_child": False in [each["adult"] for each in members],
    }
    if one is not None:
        answers["member.adult"] = one["adult"] is not False
        answers["member.leerplichtig"] = one["school_age"] is True
    return answers


def open_tasks(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    """The tasks of the present stage, and those given by other trajectories, that are not finished.

    One that may be done again and again is none of them: see repeating_tasks.
    """
    asked = _asked_now(compiled, trajectory)
    return tuple(each for each in asked if each.done < each.of and not compiled.workflow.tasks[each.task].repeats)


def repeating_tasks(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    """The tasks asked for now that may be done any number of times, with how often they were."""
    return tuple(each for each in _asked_now(compiled, trajectory) if compiled.workflow.tasks[each.task].repeats)


def _asked_now(compiled: Compiled, trajectory: Trajectory) -> list[OpenTask]:
    """In the order of the definition."""
    found = []
    for key, entry in trajectory.asked.items():
        if not _is_asked_now(entry, trajectory):
            continue
        task, _, member = key.partition("/")
        if task not in compiled.workflow.tasks:  # of another definition, before or after a migration
            continue
        done = sum(each.amount for each in done_entries(trajectory, key))
        found.append(OpenTask(task, member, done, compiled.workflow.tasks[task].amount))
    return sorted(found, key=lambda each: (_task_order(compiled, each.task), each.member))


def _done_tasks(compiled: Compiled, trajectory: Trajectory) -> frozenset[str]:
    """The tasks done in their whole amount, by whomever, asked or not."""
    done = {key: sum(each.amount for each in done_entries(trajectory, key)) for key in trajectory.done}
    tasks, declared = ((key.partition("/")[0], amount) for key, amount in done.items()), compiled.workflow.tasks
    return frozenset(task for task, amount in tasks if task in declared and amount >= declared[task].amount)


def _is_asked_now(entry: AskedEntry, trajectory: Trajectory) -> bool:
    return not trajectory.closed_on and entry.stage in ("", trajectory.stage)


def _task_order(compiled: Compiled, task: str) -> int:
    return list(compiled.workflow.tasks).index(task)


def asked_on_entering(
    compiled: Compiled, stage: Stage, circle: Circle, seen: Seen, calendar: Reckoner
) -> list[ev.Asked]:
    """The tasks of a stage for this household, one for each member it applies to."""
    asked: list[ev.Asked] = []
    for name in stage.tasks:
        task = compiled.workflow.tasks[name]
        for member in whom(task.for_, circle):
            if _applies(task.when, seen, circle, member, compiled, calendar):
                asked.append({"task": name, "member": member["member"] if member else ""})
    return asked


def whom(for_: ForWhom, circle: Circle) -> Sequence[MemberSeen | None]:
    """The members it concerns; [None] for the subject as a whole. A birth date not known counts as adult."""
    if for_ == "subject":
        return [None]
    members = circle.members or ((circle.self_,) if circle.self_ else ())
    if for_ == "each_adult":
        return [each for each in members if each["adult"] is not False]
    if for_ == "each_child":
        return [each for each in members if each["adult"] is False]
    if for_ == "each_school_child":
        return [each for each in members if each["school_age"]]
    if for_ == "each_young_child":
        return [each for each in members if each["young_child"]]
    return list(members)


def _applies(
    when: Condition | None,
    seen: Seen,
    circle: Circle,
    member: MemberSeen | None,
    compiled: Compiled,
    calendar: Reckoner,
) -> bool:
    if when is None:
        return True
    return not unmet(when, seen._replace(answers=answers_of(circle, member)), compiled.workflow, calendar)


def starts_of(
    compiled: Compiled, stage: Stage, circle: Circle, seen: Seen, calendar: Reckoner, *, arrival: bool = False
) -> list[StartWish]:
    """The trajectories to open beside this one. arrival: only those meant for a member who joins later."""
    wishes = []
    for start in stage.starts:
        if arrival and not start.arrivals:
            continue
        facts = {there: seen.facts[here] for there, here in start.facts.items() if here in seen.facts}
        for member in whom(start.for_, circle):
            if _applies(start.when, seen, circle, member, compiled, calendar):
                subject = member["member"] if member else ""
                wishes.append(StartWish(start.workflow, subject, facts, start.continues))  # type: ignore[arg-type]
    return wishes


def _signals_of(stage: Stage) -> list[ev.Signalled]:
    return [_signalled(signal) for signal in stage.signals]


def _signalled(signal: Signal) -> ev.Signalled:
    task = fact = ""
    match signal:
        case TaskSignal(task=name):
            task = name
        case FactSignal(fact=name, value=value):
            fact = f"{name}={value}"
        case _:
            assert_never(signal)
    return {"workflow": signal.to, "task": task, "fact": fact, "trajectory": "", "problem": ""}


# decisions


def decide_open(compiled: Compiled, command: ask.Open, circle: Circle, calendar: Reckoner) -> Decision:
    """Opens in the initial stage, with the facts given. Raises Refused when it takes no new clients on that day."""
    workflow = compiled.workflow
    if not workflow.takes_clients(command.on):
        raise _takes_no_clients(workflow, command.on)
    facts = {name: checked(spec_of(compiled, name), name, value) for name, value in command.facts.items()}
    stage = workflow.stages[workflow.initial]
    seen = Seen(command.on, facts, entered={workflow.initial: command.on}, answers=answers_of(circle))
    opened = ev.TrajectoryOpened(
        workflow.workflow,
        workflow.version,
        workflow.variant,
        command.municipality,
        command.subject,
        command.intake_on.isoformat(),
        workflow.initial,
        asked_on_entering(compiled, stage, circle, seen, calendar),
        list(circle.members or ((circle.self_,) if circle.self_ else ())),
        command.origin,
        command.continues,
    )
    events: list[Event] = [opened, *(ev.FactSet(name, value) for name, value in facts.items())]
    return Decision(events, starts_of(compiled, stage, circle, seen, calendar), _signals_of(stage))


def _takes_no_clients(workflow: Workflow, on: date) -> Refused:
    name, first, last = workflow.workflow, workflow.opens_from, workflow.opens_until
    if first and on < first:
        return Refused(Words(f"{name} neemt pas vanaf {first} cliënten aan", f"{name} takes clients only from {first}"))
    return Refused(
        Words(
            f"{name} neemt na {last} geen nieuwe cliënten meer aan",
            f"{name} takes no new clients any more after {last}",
        )
    )


def decide_advance(
    compiled: Compiled,
    now: Trajectory,
    then: Trajectory,
    command: ask.Advance,
    actor: ask.Actor,
    circle: Circle,
    calendar: Reckoner,
) -> Decision:
    """Moves one passage along. `now`: all that is known; `then`: what held on the day of the command.

    One that closed by a step may be opened again by a step; who came and went meanwhile is caught up with.
    Raises StepRefused with everything that is missing; Refused for a day before the last move.
    """
    if not (is_reopenable(compiled, now) and compiled.leads(now.stage, command.trigger)):
        _must_be_open(now, compiled)
    facts = {name: checked(spec_of(compiled, name), name, value) for name, value in command.facts.items()}
    seen = seen_of(compiled, then, command.on, circle)
    if facts:
        seen = seen._replace(facts={**seen.facts, **facts})
    if command.on < now.path[-1].on:
        raise _dated_before_last_move(now, command)
    _not_before_migration(now, command.on)
    try:
        passage = compiled.step(now.stage, command.trigger, seen, actor.roles, calendar)
    except StepRefused as error:
        raise StepRefused(error.words, [_dated(each, seen, now) for each in error.missing], error.possible) from error
    stage = compiled.workflow.stages[passage.to]
    entered = ev.StageEntered(
        passage.to,
        now.stage,
        command.trigger,
        (stage.outcome or "") if stage.final else "",
        asked_on_entering(compiled, stage, circle, seen, calendar) if stage.tasks else [],
        _answers_read(passage.when, seen),
    )
    events: list[Event] = [ev.FactSet(name, value) for name, value in facts.items()]
    events += _caught_up(now, circle) if now.closed_on else []
    events.append(entered)
    return Decision(events, starts_of(compiled, stage, circle, seen, calendar), _signals_of(stage))


def is_reopenable(compiled: Compiled, now: Trajectory) -> bool:
    """Closed by reaching a final stage, not by leaving; whether a step leads out of it is another matter."""
    stage = compiled.workflow.stages.get(now.stage)
    return bool(now.closed_on and stage and stage.final)


def _caught_up(now: Trajectory, circle: Circle) -> list[Event]:
    """Those who came and went while it was closed; nothing where the people were not looked up."""
    there = {each["member"]: each for each in circle.members or ((circle.self_,) if circle.self_ else ())}
    if not there:
        return []
    left: list[Event] = [ev.MemberLeft(member) for member in now.members if member not in there]
    return [*left, *(ev.MemberJoined(seen) for member, seen in there.items() if member not in now.members)]


def decide_task(compiled: Compiled, now: Trajectory, command: ask.DoTask) -> Decision:
    """Records work on a task, also before its stage begins. Raises Refused for more than it asks."""
    _must_be_open(now, compiled)
    task = task_of(compiled, command.task)
    member = _member_for(compiled, now, command.task, command.member)
    done = sum(each.amount for each in done_entries(now, task_key(command.task, member)))
    if command.amount < 1:
        raise UsageError(Words("de hoeveelheid is ten minste 1", "the amount is at least 1"))
    label = task.label
    if task.repeats and command.amount > 1:
        raise UsageError(
            Words(
                f"‘{label.say('nl')}’ wordt keer voor keer gedaan; leg elke keer vast, met zijn eigen dag",
                f"'{label.say('en')}' is done one time after another; record each, on its own day",
            )
        )
    if not task.repeats and done + command.amount > task.amount:
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ is al {done} van {task.amount} gedaan; {command.amount} erbij is te veel",
                f"'{label.say('en')}' is already {done} of {task.amount} done; {command.amount} more is too much",
            )
        )
    return Decision([ev.TaskDone(command.task, member, command.amount)])


def decide_missed(compiled: Compiled, now: Trajectory, then: Trajectory, command: ask.MissTask) -> Decision:
    """Someone stayed away. `then`: what held on that day. Raises Refused where nobody was asked to come, or no more."""
    _must_be_open(now, compiled)
    label = task_of(compiled, command.task).label
    member = _member_for(compiled, now, command.task, command.member)
    key = task_key(command.task, member)
    if key not in then.asked or not _is_asked_now(then.asked[key], then):
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ werd op {command.on} niet gevraagd, dus er viel niets te missen",
                f"'{label.say('en')}' was not asked for on {command.on}, so there was nothing to miss",
            )
        )
    if not any(task_key(each.task, each.member) == key for each in _to_do(compiled, then)):
        raise Refused(
            Words(
                f"‘{label.say('nl')}’ was op {command.on} al gedaan; klopt dat niet, verbeter dat dan met "
                "‘traject correct’",
                f"'{label.say('en')}' was done already on {command.on}; if that is wrong, mend it with "
                "'traject correct'",
            )
        )
    return Decision([ev.TaskMissed(command.task, member)])


def _to_do(compiled: Compiled, trajectory: Trajectory) -> tuple[OpenTask, ...]:
    return (*open_tasks(compiled, trajectory), *repeating_tasks(compiled, trajectory))


def decide_fact(compiled: Compiled, now: Trajectory, command: ask.SetFact) -> Decision:
    """Raises Refused for what is taken over from the client."""
    _must_be_open(now, compiled)
    not_from_client(compiled.workflow, [command.name])
    return Decision([ev.FactSet(command.name, checked(spec_of(compiled, command.name), command.name, command.value))])


def not_from_client(workflow: Workflow, facts: Iterable[str]) -> None:
    """Raises Refused for a fact that follows the client's own record: two answers would drift apart."""
    for name in facts:
        if name in workflow.facts and workflow.facts[name].from_:
            raise Refused(
                Words(
                    f"{name} komt van de cliënt zelf; wijzig het met ‘traject client edit … --born DAG’",
                    f"{name} comes from the client; change the birth date with 'traject client edit … --born DAY'",
                )
            )


def decide_assign(now: Trajectory, as_role: str, staff: str) -> Decision:
    return Decision([] if now.assigned.get(as_role, "") == staff else [ev.Assigned(as_role, staff)])


def decide_suspend(
    compiled: Compiled,
    deadline: Deadline,
    now: Trajectory,
    command: ask.Suspend,
    actor: ask.Actor,
    calendar: WorkCalendar,
) -> Decision:
    """Raises Refused when the term does not run, is counted back, or stands still already on that day.

    Also where its rule says on what grounds it may stand still, and this is none of them.
    """
    _must_run(deadline)
    if not deadline.suspendable:
        raise Refused(
            Words(
                f"{deadline.name} kan niet worden opgeschort: deze termijn loopt voor de cliënt zelf door",
                f"{deadline.name} cannot be suspended: this term runs on for the client",
            )
        )
    if deadline.reckoned and deadline.reckoned.back:
        raise Refused(
            Words(
                "een teruggerekende dag kan niet worden opgeschort; schort de termijn op waar hij van afhangt",
                "a day counted back cannot be suspended; suspend the term it rests on",
            )
        )
    _must_not_be_granted(deadline)
    if deadline.is_suspended(command.on):
        raise Refused(Words("de termijn staat dan al stil", "the term is suspended already on that day"))
    must_be_reckonable(command.until)
    must_stand_within(deadline, command.on, command.until)
    name, ground = grounds.ground_to_suspend(compiled, deadline, now, actor, command.ground)
    grounds.must_end_in_time(compiled, deadline, ground, command.on, command.until, calendar)
    until = command.until.isoformat() if command.until else ""
    return Decision([ev.DeadlineSuspended(command.rule, command.occurrence, until, name)])


def must_stand_within(deadline: Deadline, on: date, until: date | None) -> None:
    """Raises Refused where it would stand still from a day that is not of the term; UsageError if it ends before."""
    if deadline.reckoned and on <= deadline.reckoned.anchor_on:
        raise Refused(
            Words(
                f"de termijn begint pas na {deadline.reckoned.anchor_on}",
                f"the term begins only after {deadline.reckoned.anchor_on}",
            )
        )
    if deadline.due_on and on > deadline.due_on:
        raise Refused(
            Words(f"de termijn liep al af op {deadline.due_on}", f"the term ended already on {deadline.due_on}")
        )
    if until and until < on:
        raise UsageError(Words("het einde ligt voor het begin", "the end lies before the start"))


def decide_resume(deadline: Deadline, now: Trajectory, command: ask.Resume) -> Decision:
    """Raises Refused where it does not stand still, or only because of the stage."""
    if not deadline.is_suspended(command.on):
        raise Refused(Words("de termijn staat op die dag niet stil", "the term is not suspended on that day"))
    if not any(_is_held(hold, command) for hold in now.holds):
        raise Refused(
            Words(
                "de termijn staat stil door de stap waar het traject dan staat; hij loopt weer zodra die voorbij is",
                "the term stands still because of the stage it is then in; it runs again once that is over",
            )
        )
    return Decision([ev.DeadlineResumed(command.rule, command.occurrence)])


def _is_held(hold: Hold, command: ask.Resume) -> bool:
    own = (hold.rule, hold.occurrence) == (command.rule, command.occurrence)
    return own and hold.on <= command.on and (hold.until is None or command.on <= hold.until)


def decide_extend(
    compiled: Compiled,
    deadline: Deadline,
    now: Trajectory,
    command: ask.Extend,
    actor: ask.Actor,
    calendar: WorkCalendar,
) -> Decision:
    """Raises Refused when the term does not run or would end earlier: due dates never move earlier.

    Also where its rule says on what grounds it may be made longer, and this is none of them or goes beyond.
    """
    _must_run(deadline)
    name, ground = grounds.ground_to_extend(compiled, deadline, now, actor, command.ground)
    if ground and ground.by and not command.by and not command.until:
        command = command._replace(by=str(ground.by))
    if bool(command.by) == bool(command.until):
        raise UsageError(
            Words("geef óf een termijn (--by) óf een dag (--until)", "give either a term (--by) or a day (--until)")
        )
    must_be_reckonable(command.until)
    if command.until and deadline.due_on and command.until <= deadline.due_on:
        raise Refused(
            Words(
                f"{command.until} is niet later dan {deadline.due_on}; een verlenging maakt een termijn langer",
                f"{command.until} is not later than {deadline.due_on}; an extension makes a term longer",
            )
        )
    by = _longer(deadline, command.by) if command.by else ""
    grounds.must_not_go_beyond(compiled, deadline, ground, by, command.until, calendar)
    until = command.until.isoformat() if command.until else ""
    return Decision([ev.DeadlineExtended(command.rule, command.occurrence, by, until, name)])


def decide_close(compiled: Compiled, now: Trajectory, command: ask.Close) -> Decision:
    """Leaves from any stage, with an outcome the definition allows for that."""
    _must_be_open(now, compiled)
    leaving = [name for name, outcome in compiled.workflow.outcomes.items() if outcome.leave]
    if command.outcome not in leaving:
        if command.outcome in compiled.workflow.outcomes:
            raise Refused(
                Words(
                    f"‘{command.outcome}’ is een stap, geen sluiting; sluiten kan met {', '.join(leaving)}",
                    f"'{command.outcome}' is reached by a step, not by closing; closing takes {', '.join(leaving)}",
                )
            )
        raise NotFound(choose("uitkomst", "outcome", command.outcome, leaving))
    if command.on < now.path[-1].on:
        raise _dated_before_last_move(now, ask.Advance(command.trajectory, "close", command.on))
    _not_before_migration(now, command.on)
    return Decision([ev.TrajectoryClosed(command.outcome)])


def decide_arrival(
    compiled: Compiled, now: Trajectory, on: date, circle: Circle, member: MemberSeen, calendar: Reckoner
) -> Decision:
    """A member joins the household of an open trajectory: its tasks for one member, and what it starts for arrivals."""
    alone = circle._replace(members=(member,))
    seen = seen_of(compiled, now, on, alone)
    stage = compiled.workflow.stages[now.stage]
    tasks = [each for each in asked_on_entering(compiled, stage, alone, seen, calendar) if each["member"]]
    opening = compiled.workflow.stages[compiled.workflow.initial]
    starts = starts_of(compiled, opening, alone, seen, calendar, arrival=True)
    return Decision([ev.MemberJoined(member, tasks, now.stage if tasks else "")], starts)


# refusals


def _dated(reason: Reason, seen: Seen, now: Trajectory) -> Reason:
    """A fact that is known, but only from a later day than the step, says so."""
    if reason.kind != "fact" or reason.name in seen.facts or reason.name not in now.facts:
        return reason
    first = now.facts[reason.name][0].on
    nl = f"{reason.text.nl} op die dag: het geldt pas vanaf {first}; leg het vast met --on"
    en = f"{reason.text.en} on that day: it holds only from {first}; record it with --on"
    return Reason(reason.kind, reason.name, Words(nl, en))


def _must_be_open(now: Trajectory, compiled: Compiled) -> None:
    if now.closed_on:
        ways = ", ".join(compiled.passages[now.stage]) if is_reopenable(compiled, now) else ""
        nl, en = (f"; {ways} opent het weer", f"; {ways} opens it again") if ways else ("", "")
        raise StepRefused(
            Words(
                f"{now.id} is gesloten op {now.closed_on} ({now.outcome}){nl}",
                f"{now.id} was closed on {now.closed_on} ({now.outcome}){en}",
            )
        )


def _dated_before_last_move(now: Trajectory, command: ask.Advance) -> Refused:
    last = now.path[-1]
    return Refused(
        Words(
            f"{command.on} ligt voor de laatste stap ({last.stage} op {last.on}); kies een latere dag, of verbeter die "
            f"stap met ‘traject correct {now.id} {last.version} --on DAG --reason …’",
            f"{command.on} is before the last stage move ({last.stage} on {last.on}); choose a later day, or correct "
            f"that move with 'traject correct {now.id} {last.version} --on DAY --reason …'",
        )
    )


def _not_before_migration(now: Trajectory, on: date) -> None:
    """A step before it would have to be judged, and named, by the definition of before."""
    if now.migrated_on and on < now.migrated_on:
        day = now.migrated_on
        raise Refused(
            Words(
                f"{on} ligt voor {day}, toen {now.id} naar een andere versie overging; kies {day} of later",
                f"{on} is before {day}, when {now.id} went over to another version; choose {day} or later",
            )
        )


def _must_run(deadline: Deadline) -> None:
    if deadline.standing != "running":
        raise Refused(
            Words(
                f"{deadline.id} loopt niet ({deadline.standing}), dus er valt niets op te schorten of te verlengen",
                f"{deadline.id} does not run ({deadline.standing}), so there is nothing to suspend or extend",
            )
        )


def _must_not_be_granted(deadline: Deadline) -> None:
    """The day to which a term was extended holds as granted: days on top of it would change nothing."""
    if deadline.reckoned and deadline.reckoned.last_on:
        last_on = deadline.reckoned.last_on
        raise Refused(
            Words(
                f"{deadline.id} is verleend tot en met {last_on}, wat er ook bijkomt; geef met "
                "‘traject extend … --until DAG’ de nieuwe laatste dag",
                f"{deadline.id} was granted until {last_on}, whatever is added; give the new last day with "
                "'traject extend … --until DAY'",
            )
        )


def _member_for(compiled: Compiled, now: Trajectory, task: str, member: str) -> str:
    """The member a task is about: must be given where it is asked of members, must not where it is not."""
    per_member = compiled.workflow.tasks[task].for_ != "subject"
    if per_member and not member:
        raise Refused(
            Words(
                f"{task} gaat per gezinslid; zeg voor wie met --member",
                f"{task} goes per member; say for whom with --member",
            )
        )
    if member and (not per_member or member not in now.members):
        raise Refused(
            Words(f"{task} geldt niet voor dit gezinslid", f"{task} does not apply to this member"),
        )
    return member


def _answers_read(when: Condition | None, seen: Seen) -> dict[str, bool]:
    """What the guard read from people, so that the event can say so."""
    keys = [key for each in plain_conditions(when) if (key := asked_of_people(each))]
    return {key: seen.answers.get(key, False) for key in keys}


def _longer(deadline: Deadline, text: str) -> str:
    """A term that makes the deadline longer. Raises Refused where it would change nothing."""
    _must_not_be_granted(deadline)
    term = term_of(text)
    if term.amount == 0:
        raise Refused(Words(f"{text} maakt geen termijn langer", f"{text} makes no term longer"))
    if term.amount > MOST[term.unit]:
        raise UsageError(Words(f"{text} is te lang; controleer het getal", f"{text} is too long; check the number"))
    return str(term)


def role_words(role: str) -> Words:
    return ROLES.get(role, Words(role))
