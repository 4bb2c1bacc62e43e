"""What happened to a trajectory, event by event in plain words, for a page beside the document of each event."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, assert_never

from trajectories.casework.take_over import NOT_STARTED
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.local_time import AMSTERDAM
from trajectories.views.event_kinds import KINDS
from trajectories.views.history import ERASED, UNMARKED, EventView, Marked, event_view, private_fields
from workflows.catalogue.place_names import place_name
from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.duplicate import outcomes_of
from workflows.language.nothing_planned import NOTHING_PLANNED, RULE
from workflows.language.road_facts import fact_label, fact_of
from workflows.language.roles import ROLES
from workflows.language.terms import parse_term
from workflows.machine.state_machine import Compiled
from workflows.words import Lang, Words


class Reader(NamedTuple):
    """Who reads, and what the names behind the ids are.

    private: values by id, without those erased; events: casework by version, which a correction points at.
    """

    compiled: Compiled
    staff: Mapping[str, str]
    refs: Mapping[str, str]
    private: Mapping[str, str]
    lang: Lang
    events: Mapping[int, ev.Event] = {}
    under: Mapping[str, Compiled] = {}  # definitions by hash: an event is told in the words of its own
    marks: Mapping[tuple[str, int], Marked] = {}  # what the other events made of each, by stream and version

    def ref(self, member: str) -> str:
        return self.refs.get(member, member)

    def name(self, staff: str) -> str:
        return self.staff.get(staff, staff)

    def value(self, value: object, fact: str = "") -> str:
        """fact: whose value it is; one of a few reads as its label."""
        spec = fact_of(self.compiled.workflow, fact)
        if spec and (label := spec.labels.get(str(value))):
            return label.say(self.lang)
        if isinstance(value, dict):
            return self.private.get(str(value["private"]), ERASED.say(self.lang))
        if isinstance(value, bool):
            return (Words("ja", "yes") if value else Words("nee", "no")).say(self.lang)
        return str(value)

    def stage(self, stage: str) -> str:
        return self.compiled.stage_label(stage).say(self.lang)

    def task(self, task: str) -> str:
        found = self.compiled.workflow.tasks.get(task)
        return found.label.say(self.lang) if found else task

    def fact(self, name: str) -> str:
        return fact_label(self.compiled.workflow, name).say(self.lang)

    def rule(self, name: str) -> str:
        if name == NOTHING_PLANNED:
            return RULE.label.say(self.lang)
        found = self.compiled.workflow.deadlines.get(name)
        return found.label.say(self.lang) if found else name

    def ground(self, rule: str, name: str) -> str:
        """`, op grond van ‘…’`; nothing where none was named."""
        found = self.compiled.workflow.deadlines.get(rule)
        label = _ground_label(found, name) if found else None
        text = label.say(self.lang) if label else name
        return Words(f", op grond van ‘{text}’", f", on the ground '{text}'").say(self.lang) if name else ""

    def outcome(self, name: str) -> str:
        found = outcomes_of(self.compiled.workflow).get(name)
        return found.label.say(self.lang) if found else name

    def version(self, version: int) -> str:
        return Words(f"versie {version}", f"version {version}").say(self.lang)


def _ground_label(rule: DeadlineRule, name: str) -> Words | None:
    """As the rule calls it, or one of its versions."""
    parts: list[DeadlineRule | RuleVersion] = [rule, *rule.versions]
    for part in parts:
        if part.suspend and name in part.suspend.grounds:
            return part.suspend.grounds[name].label
        if part.extend and name in part.extend.grounds:
            return part.extend.grounds[name].label
    return None


def private_keys(recorded: Recorded) -> list[str]:
    """The ids of the private values that this event and its reason point at."""
    return list(private_fields(recorded).values())


class EventPage(NamedTuple):
    """An event as a page tells it. what: the kind and what changed; reason: empty where none was given; by: a name."""

    document: EventView
    what: str
    reason: str
    by: str


def event_page(recorded: Recorded, reader: Reader) -> EventPage:
    document = event_view(recorded, reader.marks.get((recorded.stream, recorded.version), UNMARKED), reader.private)
    return EventPage(document, what(recorded, reader), reason(recorded, reader), reader.name(recorded.actor))


def local_text(instant: datetime) -> str:
    """To the minute, on the clock of Amsterdam."""
    return instant.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")


def kind(event: str, lang: Lang) -> str:
    """event: the name of its kind."""
    return KINDS.get(event, Words(event)).say(lang)


def what(recorded: Recorded, reader: Reader) -> str:
    """The kind, and what changed."""
    return ": ".join(filter(None, [kind(type(recorded.event).__name__, reader.lang), told(recorded, reader)]))


def told(recorded: Recorded, reader: Reader) -> str:
    """What changed; empty where the kind of event says it all."""
    return _told(recorded.event, reader._replace(compiled=reader.under.get(recorded.definition, reader.compiled)))


def _told(told: ev.Event, reader: Reader) -> str:
    match told:
        case ev.TrajectoryOpened() as event:
            return _opened(event, reader)
        case ev.TakenOver() as event:
            return _taken_over(event, reader)
        case ev.StageEntered() as event:
            return _entered(event, reader)
        case ev.FactSet() as event:
            return _fact(event, reader)
        case ev.TaskAsked() as event:
            return _asked(event, reader)
        case ev.TaskDone() as event:
            return _done(event, reader)
        case ev.TaskMissed() | ev.TaskWaived() as event:
            return _of_task(event, reader)
        case ev.MemberJoined() as event:
            return _joined(event, reader)
        case ev.MemberChanged() as event:
            return _changed(event, reader)
        case ev.MemberLeft() as event:
            return _left(event, reader)
        case ev.OthersFollowed() as event:
            return _followed(event, reader)
        case ev.Transferred() as event:
            return place_name(event.municipality).say(reader.lang)
        case ev.Assigned() as event:
            return _assigned(event, reader)
        case ev.DeadlineSuspended() as event:
            return _suspended(event, reader)
        case ev.DeadlineResumed() as event:
            return reader.rule(event.rule)
        case ev.DeadlineExtended() as event:
            return _extended(event, reader)
        case ev.NoteAdded() as event:
            return _noted(event, reader)
        case ev.TrajectoryClosed() as event:
            return _closed(event, reader)
        case ev.Migrated() as event:
            return _migrated(event, reader)
        case ev.PastDecided() as event:
            return _past_decided(event, reader)
        case ev.EventVoided() as event:
            return _voided(event, reader)
        case ev.EventReplaced() as event:
            return _replaced(event, reader)
        case ev.ReminderSent() as event:
            return _sent(event, reader)
        case ev.ReminderFolded() as event:
            return _folded(event, reader)
        case ev.DeliveryFailed() as event:
            return _failed(event, reader)
        case ev.ReminderAcknowledged() as event:
            return _acknowledged(event, reader)
        case ev.ReminderSnoozed() as event:
            return _snoozed(event, reader)
        case ev.MessageBounced() as event:
            return reader.name(event.to)
        case ev.DigestSent():
            return ""
        case _:
            if isinstance(told, ev.PeopleEvent | ev.OfficeEvent):
                return ""
            assert_never(told)


def reason(recorded: Recorded, reader: Reader) -> str:
    return reader.private.get(recorded.reason, ERASED.say(reader.lang)) if recorded.reason else ""


def _opened(event: ev.TrajectoryOpened, reader: Reader) -> str:
    by = Words(f"vanuit {event.origin}", f"from {event.origin}").say(reader.lang) if event.origin else ""
    whole = Words(f"gaat verder op {event.continues}", f"goes on from {event.continues}").say(reader.lang)
    parts = [reader.stage(event.stage), f"{event.workflow} {event.variant}", by, whole if event.continues else ""]
    return ", ".join(filter(None, parts))


def _taken_over(event: ev.TakenOver, reader: Reader) -> str:
    """Where it stood, and through which stages it came there."""
    not_known = Words("dag niet bekend", "day not known").say(reader.lang)
    road = ", ".join(f"{reader.stage(each['stage'])} ({each['on'] or not_known})" for each in event.road)
    before = Words(f"daarvoor {road}", f"before that {road}").say(reader.lang) if road else ""
    return "; ".join(filter(None, [f"{reader.stage(event.stage)}, {event.workflow} {event.variant}", before]))


def _entered(event: ev.StageEntered, reader: Reader) -> str:
    end = f" ({reader.outcome(event.outcome)})" if event.outcome else ""
    ended = ", ".join(map(reader.fact, event.forgets))
    gone = Words(f"; niet meer bekend: {ended}", f"; no longer known: {ended}").say(reader.lang) if ended else ""
    kept = reader.version(event.counts_from) if event.counts_from else ""
    on = Words(f"; wat gedaan is telt sinds {kept}", f"; what was done counts since {kept}").say(reader.lang)
    return f"{reader.stage(event.source)} → {reader.stage(event.stage)}{end}, {event.trigger}{gone}{on if kept else ''}"


def _fact(event: ev.FactSet, reader: Reader) -> str:
    own = Words(" (van de cliënt zelf)", " (the client's own)").say(reader.lang) if event.origin.startswith("p") else ""
    return f"{reader.fact(event.name)}: {reader.value(event.value, event.name)}{own}"


def _asked(event: ev.TaskAsked, reader: Reader) -> str:
    by = Words(f" (vanuit {event.origin})", f" (from {event.origin})").say(reader.lang)
    return reader.task(event.task) + (by if event.origin else "")


def _done(event: ev.TaskDone, reader: Reader) -> str:
    spec = reader.compiled.workflow.tasks.get(event.task)
    amount = f" × {event.amount}" if event.amount > 1 or (spec and spec.amount > 1) else ""
    return reader.task(event.task) + (f" [{reader.ref(event.member)}]" if event.member else "") + amount


def _of_task(event: ev.TaskMissed | ev.TaskWaived, reader: Reader) -> str:
    return reader.task(event.task) + (f" [{reader.ref(event.member)}]" if event.member else "")


def _joined(event: ev.MemberJoined, reader: Reader) -> str:
    return reader.ref(event.member["member"])


def _changed(event: ev.MemberChanged, reader: Reader) -> str:
    """What counts from now on; never a date."""
    seen = event.member
    if seen["adult"] is not False:
        age = Words("volwassen", "adult") if seen["adult"] else Words("leeftijd niet bekend", "age not known")
    elif seen["school_age"]:
        age = Words("leerplichtig", "of school age")
    else:
        age = Words("jong kind", "young child") if seen["young_child"] else Words("kind", "child")
    return f"{reader.ref(seen['member'])}: {age.say(reader.lang)}"


def _left(event: ev.MemberLeft, reader: Reader) -> str:
    return reader.ref(event.member)


def _followed(event: ev.OthersFollowed, reader: Reader) -> str:
    started = [f"{each['trajectory']} {each['workflow']} [{reader.ref(each['subject'])}]" for each in event.started]
    return "; ".join([*started, *(_signal(each, reader) for each in event.signalled)])


def _signal(signal: ev.Signalled, reader: Reader) -> str:
    if signal["problem"] == "runs":
        return Words(f"{signal['trajectory']} liep al", f"{signal['trajectory']} ran already").say(reader.lang)
    if signal["problem"] == "shut":
        return Words(f"{signal['workflow']} nam niemand aan", f"{signal['workflow']} took nobody").say(reader.lang)
    if signal["problem"] == "no_household":
        return Words(
            f"{signal['workflow']} niet geopend: geen huishouden", f"{signal['workflow']} not opened: no household"
        ).say(reader.lang)
    if signal["problem"] == NOT_STARTED:
        name = signal["workflow"]
        return Words(f"{name} niet geopend bij het overnemen", f"{name} not opened on taking over").say(reader.lang)
    lost = Words("niet doorgegeven", "not passed on").say(reader.lang)
    return f"{signal['workflow']}: {signal['task'] or signal['fact']} ({signal['trajectory'] or lost})"


def _assigned(event: ev.Assigned, reader: Reader) -> str:
    role = ROLES.get(event.as_role, Words(event.as_role)).say(reader.lang)
    nobody = Words("niemand", "nobody").say(reader.lang)
    return f"{role}: {reader.name(event.staff) if event.staff else nobody}"


def _suspended(event: ev.DeadlineSuspended, reader: Reader) -> str:
    return reader.rule(event.rule) + _until(event.until, reader) + reader.ground(event.rule, event.ground)


def _extended(event: ev.DeadlineExtended, reader: Reader) -> str:
    term = parse_term(event.by).words if event.by else None
    by = Words(f", met {term.nl}", f", by {term.en}").say(reader.lang) if term else ""
    return reader.rule(event.rule) + by + _until(event.until, reader) + reader.ground(event.rule, event.ground)


def _until(until: str, reader: Reader) -> str:
    return Words(f", tot en met {until}", f", until {until}").say(reader.lang) if until else ""


def _noted(event: ev.NoteAdded, reader: Reader) -> str:
    return reader.value(event.note)


def _closed(event: ev.TrajectoryClosed, reader: Reader) -> str:
    return reader.outcome(event.outcome)


def _migrated(event: ev.Migrated, reader: Reader) -> str:
    """Under which version it goes on, what is called otherwise, and what each deadline that changes keeps."""
    version = Words(f"versie {event.workflow_version}", f"version {event.workflow_version}").say(reader.lang)
    names = {**event.stages, **event.facts, **event.tasks, **event.deadlines}
    called = [f"{old} → {new}" for old, new in names.items()]
    terms = [f"{each['rule']}: {each['how']}" for each in event.terms if each["how"] != "recompute"]
    return "; ".join([f"{version} ({event.variant})", *called, *terms])


def _past_decided(event: ev.PastDecided, reader: Reader) -> str:
    modes = {
        "none": Words("niets meer over het verleden", "nothing of the past"),
        "latest": Words("alleen de laatste die gemist is", "only the last one missed"),
        "all": Words("alles wat gemist is", "all that was missed"),
    }
    terms = [each["rule"] for each in event.terms]
    return "; ".join([modes.get(event.mode, Words(event.mode)).say(reader.lang), *terms])


def _voided(event: ev.EventVoided, reader: Reader) -> str:
    voided = reader.events.get(event.version)
    what = Words("")
    if isinstance(voided, ev.Opening):
        what = Words(", de opening", ", the opening")
    elif isinstance(voided, ev.EventVoided | ev.EventReplaced):
        of = voided.version
        what = Words(f", de correctie van {of}, die zo is teruggenomen", f", the correction of {of}, so taken back")
    return f"{reader.version(event.version)}{what.say(reader.lang)}"


def _replaced(event: ev.EventReplaced, reader: Reader) -> str:
    day = Words(f"dag {event.occurred_on}", f"day {event.occurred_on}").say(reader.lang) if event.occurred_on else ""
    mended = reader.events.get(event.version)
    value, of = "", mended.name if isinstance(mended, ev.FactSet) else ""
    if event.value is not None:
        value = Words("nu ", "now ").say(reader.lang) + reader.value(event.value, of)
    what = ""
    if isinstance(mended, ev.FactSet):
        what = f" ({reader.fact(mended.name)})"
    elif isinstance(mended, ev.TaskDone):
        what = f" ({reader.task(mended.task)})"
    return f"{reader.version(event.version)}{what}: {', '.join(filter(None, [day, value]))}"


def _sent(event: ev.ReminderSent, reader: Reader) -> str:
    doubt = Words(": misschien niet aangekomen", ": may not have arrived").say(reader.lang) * (not event.is_certain)
    before = Words(", door de vervangen database", ", by the replaced database").say(reader.lang) * event.replaced
    return f"{event.reminder} → {reader.name(event.to)} ({event.channel or '–'}{before}){doubt}"


def _folded(event: ev.ReminderFolded, reader: Reader) -> str:
    return f"{event.reminder} → {reader.name(event.to)}"


def _failed(event: ev.DeliveryFailed, reader: Reader) -> str:
    return f"{event.reminder} → {reader.name(event.to)} ({event.channel}): {event.problem}"


def _acknowledged(event: ev.ReminderAcknowledged, reader: Reader) -> str:
    return event.reminder


def _snoozed(event: ev.ReminderSnoozed, reader: Reader) -> str:
    return event.deadline + Words(f", tot {event.until}", f", until {event.until}").say(reader.lang)
