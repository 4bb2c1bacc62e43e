"""The deadlines of a coordinator as a calendar to subscribe to. The only file that imports icalendar.

Nothing here asks what day it is: as long as nothing was written down, the same database gives the same bytes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from unicodedata import category

from icalendar import Calendar, Event, vDuration

from scheduler.messages.dates import long_day
from trajectories.casework.commands import Actor
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.voice import ruled, source_of
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import migrations_in
from trajectories.history.replay import replay, taken_back
from trajectories.people.clients import person_by_id
from trajectories.people.references import shown_refs
from trajectories.people.staff_member import StaffMember
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.describe.phrases import CERTAINTY, effect_words
from workflows.errors import Refused
from workflows.language.nothing_planned import rule_of
from workflows.words import Lang, Words

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

ROLE = "coordinator"
MAY_NAME = frozenset(("teamleider", "administrator"))  # beside the coordinator
REFRESH = timedelta(hours=6)
ONE_DAY = timedelta(1)
EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
STEERING = frozenset(("Cc", "Cs", "Zl", "Zp"))  # control signs, halves of signs, ends of lines
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # of the direction


class CalendarEntry(NamedTuple):
    """A deadline on its day.

    uid: the same for as long as the deadline exists, wherever it moves. changed_at: aware UTC, when the last thing was
    written down that it rests on, or a copy of the database was put back where that is later.
    """

    uid: str
    changed_at: datetime
    deadline: str
    due_on: date
    status: Status
    summary: str
    description: str

    @property
    def sequence(self) -> int:
        """Seconds since 2010, so that it fits what programs hold until 2078. A count of changes would go back to what
        it was when a copy of the database is put back, and programs keep the entry with the highest.
        """
        return int((self.changed_at - EPOCH).total_seconds())


class Feed(NamedTuple):
    """unknown: deadlines left out as nobody knows their day; hidden: as their day would tell a private date."""

    entries: list[CalendarEntry]
    unknown: int
    hidden: int


class FeedAsked(NamedTuple):
    """What a feed is made for. municipality: empty for all. with_names: of clients."""

    coordinator: StaffMember
    municipality: str
    lang: Lang
    with_names: bool


class FeedGround(NamedTuple):
    """What every entry of this database rests on. laid_at: see ground_laid_at."""

    mark: str
    laid_at: datetime
    refs: dict[str, str]


class Held(NamedTuple):
    """A trajectory as the coordinator has it, or had it last. last: the event that it ends with.

    taken_back: its opening was, and this is how it stood before.
    """

    written: Written
    last: Recorded
    is_theirs: bool
    taken_back: bool = False


def must_know_names(actor: Actor, coordinator: str) -> None:
    """Raises Refused for anyone but the coordinator whose clients they are, a team leader and an administrator."""
    if actor.staff != coordinator and not MAY_NAME & actor.roles:
        raise Refused(
            Words(
                "namen in een agenda zijn alleen voor de coördinator zelf, een teamleider of een beheerder; "
                "zonder --names kan het wel",
                "names in a calendar are for the coordinator, a team leader or an administrator only; "
                "without --names it can be done",
            )
        )


def feed(uow: UnitOfWork, dossiers: Dossiers, asked: FeedAsked) -> Feed:
    """Every deadline with a day, of each trajectory that the coordinator has or ever had; by day."""
    ground = FeedGround(queries.database_mark(uow), queries.ground_laid_at(uow), shown_refs(uow))
    entries: list[CalendarEntry] = []
    unknown = hidden = 0
    for key in queries.ever_assigned(uow, ROLE, asked.coordinator.id, asked.municipality):
        held = _as_last_held(uow, dossiers, key, asked.coordinator.id)
        written = held.written
        secret = set() if asked.with_names else _telling(uow, dossiers, written)
        terms = ruled(written.deadlines)
        dated = [each for each in terms if each.due_on]
        shown = [each for each in dated if not secret & {each.name, _first_name(written.history, each.name)}]
        if held.is_theirs and not held.taken_back and not written.trajectory.closed_on:
            unknown += len(terms) - len(dated)
            hidden += sum(each.standing == "running" for each in dated if each not in shown)
        entries += [_entry(uow, held, each, ground, asked) for each in shown]
    return Feed(sorted(entries, key=lambda each: (each.due_on, each.uid)), unknown, hidden)


def _as_last_held(uow: UnitOfWork, dossiers: Dossiers, key: str, staff: str) -> Held:
    """The trajectory now, or as it was handed over: what happened since is the business of someone else."""
    written = dossiers.load(uow, key)
    if undone := taken_back(written.history):
        return Held(_without(undone, written, uow, dossiers), written.history[-1], True, taken_back=True)
    if written.trajectory.assigned.get(ROLE) == staff:
        return Held(written, written.history[-1], True)
    last = _handed_over(written.history, staff)
    if last is None:
        return Held(written, written.history[-1], False)
    return Held(dossiers.load(uow, key, known_at=last.recorded_at), last, False)


def _without(undone: Recorded, written: Written, uow: UnitOfWork, dossiers: Dossiers) -> Written:
    """As it stood before it was taken back, so that what was shown then can be shown as cancelled."""
    history = [each for each in written.history if each is not undone]
    was = replay(written.trajectory.id, history)
    return dossiers.written(uow, written.compiled, was, history, written.said)


def _handed_over(history: Iterable[Recorded], staff: str) -> Recorded | None:
    """The event by which someone else, or nobody, came in their place the last time."""
    found, held = None, False
    for each in history:
        if isinstance(each.event, ev.Assigned) and each.event.as_role == ROLE:
            if held and each.event.staff != staff:
                found = each
            held = each.event.staff == staff
    return found


def _telling(uow: UnitOfWork, dossiers: Dossiers, written: Written) -> set[str]:
    """The deadlines whose day tells a private date, such as a birth date, under any of its definitions."""
    under = dossiers.under(uow, written.history)
    return set(written.compiled.revealing).union(*(each.revealing for each in under.values()))


def _entry(uow: UnitOfWork, held: Held, deadline: Deadline, ground: FeedGround, asked: FeedAsked) -> CalendarEntry:
    assert deadline.due_on is not None
    written, now = held.written, held.written.trajectory
    subject = uow.head(now.subject)
    ended = _ended(held, deadline)
    return CalendarEntry(
        f"{now.id}-{_first_name(written.history, deadline.name)}@{ground.mark}.traject",
        max(held.last.recorded_at, ground.laid_at, datetime.fromisoformat(subject.recorded_at)),
        deadline.id,
        deadline.due_on,
        "CANCELLED" if ended else "TENTATIVE" if deadline.held_since else "CONFIRMED",
        _summary(uow, held, deadline, ended, ground, asked),
        _description(written, deadline, ended, asked.lang),
    )


def _first_name(history: Iterable[Recorded], name: str) -> str:
    """What a deadline was called before any migration; one that came with a migration is told by that."""
    for each in reversed(migrations_in(history)):
        assert isinstance(each.event, ev.Migrated)
        renamed = each.event.deadlines
        before = next((old for old, new in renamed.items() if new == name), name)
        if before == name and name in renamed:
            return f"{name}-{each.version}"
        name = before
    return name


class Ended(NamedTuple):
    """Why nothing is to be done any more. first: of the title, as some programs do not look at the status."""

    first: Words
    why: Words
    on: date | None = None

    def told(self, lang: Lang) -> str:
        return f"{self.why.say(lang)} {long_day(self.on, lang)}." if self.on else self.why.say(lang)


def _ended(held: Held, deadline: Deadline) -> Ended | None:
    """None as long as something is to be done."""
    if held.taken_back:
        return TAKEN_BACK
    if not held.is_theirs:
        return HANDED_OVER
    if deadline.standing == "met" and deadline.met_on:
        return MET._replace(on=deadline.met_on)
    if deadline.standing == "lapsed":
        return LAPSED
    return CLOSED if held.written.trajectory.closed_on else None


def _summary(
    uow: UnitOfWork, held: Held, deadline: Deadline, ended: Ended | None, ground: FeedGround, asked: FeedAsked
) -> str:
    workflow, subject, lang = held.written.compiled.workflow, held.written.trajectory.subject, asked.lang
    label = rule_of(workflow, deadline.name).label
    name = person_by_id(uow, subject).name if asked.with_names and subject.startswith("p") else ""
    whom = ", ".join(filter(None, [ground.refs.get(subject, subject), name]))
    first = ended.first if ended else STANDS_STILL if deadline.held_since else None
    parts = [first.say(lang)] if first else []
    return ": ".join([*parts, workflow.label.say(lang), f"{label.say(lang)} ({whom})"])


def _description(written: Written, deadline: Deadline, ended: Ended | None, lang: Lang) -> str:
    """Rule, source and how sure we are of it, and where the day is explained."""
    reading, workflow = deadline.reading, written.compiled.workflow
    source = source_of(workflow, deadline)
    read_in = f", {source.ref}" if source else ""
    rule = f"{RULE.say(lang)} {reading.rule}{read_in} ({CERTAINTY[reading.certainty].say(lang)})."
    lines = [ended.told(lang)] if ended else []
    if deadline.held_since and not ended:
        since = long_day(deadline.held_since, lang)
        lines.append(f"{STANDS_STILL.say(lang)} {SINCE.say(lang)} {since}: {MOVES.say(lang)}")
    legal = effect_words(reading.legal, opens=deadline.opens).say(lang)
    return "\n".join([*lines, rule, f"{legal[0].upper()}{legal[1:]}.", f"{WHY.say(lang)}: traject why '{deadline.id}'"])


def as_calendar(found: Feed, name: str, lang: Lang) -> bytes:
    """As RFC 5545 has it, with the name and the pace of RFC 7986 and what older programs read instead."""
    title = plain(f"{TITLE.say(lang)} {name}")
    calendar = Calendar()
    calendar.add("prodid", f"-//traject//calendar feed//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", _pace("DURATION"))
    calendar.add("x-published-ttl", _pace())
    for each in found.entries:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical(sorted=False))


def plain(text: str) -> str:
    """On one line, without what only steers a screen: a calendar program may refuse the file for one such sign."""
    shown = ("" if each in TURNS else " " if category(each) in STEERING else each for each in text)
    return " ".join("".join(shown).split())


def _pace(value: str = "") -> vDuration:
    return vDuration(REFRESH, {"VALUE": value} if value else {})


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _whole_seconds(entry.changed_at))
    event.add("last-modified", _whole_seconds(entry.changed_at))
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + ONE_DAY)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT")
    event.add("summary", plain(entry.summary))
    event.add("description", "\n".join(plain(each) for each in entry.description.split("\n")))
    return event


def _whole_seconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


TITLE = Words("Termijnen", "Deadlines")
HANDED_OVER = Ended(
    Words("Overgedragen", "Handed over"), Words("Iemand anders is nu coördinator.", "Someone else is coordinator now.")
)
TAKEN_BACK = Ended(
    Words("Teruggedraaid", "Taken back"),
    Words(
        "De opening is teruggedraaid: dit telt alsof het er nooit was.",
        "The opening was taken back: this counts as if it had never been.",
    ),
)
MET = Ended(Words("Gehaald", "Met"), Words("Gehaald op", "Met on"))
LAPSED = Ended(Words("Vervallen", "Lapsed"), Words("Deze termijn is vervallen.", "This term has lapsed."))
CLOSED = Ended(Words("Gesloten", "Closed"), Words("Het traject is gesloten.", "The trajectory is closed."))
STANDS_STILL, SINCE = Words("Staat stil", "Stands still"), Words("sinds", "since")
MOVES = Words("de laatste dag schuift op zolang dat duurt.", "the last day moves on as long as that lasts.")
RULE = Words("Regel", "Rule")
WHY = Words("Waarom deze dag", "Why this day")
