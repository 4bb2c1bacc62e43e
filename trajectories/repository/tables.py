"""Every table of the product. Rows never leave the file that reads them.

Days and instants are text in fixed width (YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS.ffffffZ), so that both databases hold the
same bytes and text order is time order. SQLModel does not validate; the floors above do, and the schema checks.
"""

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, Index, Table, UniqueConstraint, and_, or_, text
from sqlmodel import Field, SQLModel

from workflows.language.duplicate import DUPLICATE

# never changed once written


class EventRow(SQLModel, table=True):
    """The history. Triggers refuse UPDATE and DELETE. data: canonical JSON; hash: chained to the row before."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "version", name="event_stream_version"),)

    position: int | None = Field(default=None, primary_key=True)
    stream: str
    version: int
    type: str
    occurred_on: str
    recorded_at: str
    actor: str
    role: str
    reason: str
    definition: str
    data: str
    hash: str
    seat: str


class PrivateRow(SQLModel, table=True):
    """A private value, kept apart from the event that mentions it. Never updated; erasing removes the row."""

    __tablename__ = "private"

    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    field: str
    value: str
    salt: str


class DefinitionRow(SQLModel, table=True):
    """A resolved definition by the hash of its text. published: 1 once it may open trajectories outside a sandbox."""

    __tablename__ = "definition"

    hash: str = Field(primary_key=True)
    workflow: str
    variant: str
    version: int
    text: str
    sources: str
    published: int


class CalendarRow(SQLModel, table=True):
    __tablename__ = "calendar"

    hash: str = Field(primary_key=True)
    text: str


class DeliveryRow(SQLModel, table=True):
    """The delivery ledger: one message to one recipient. Never rebuilt.

    state: claimed, sent, failed (will be tried again), unknown (handed over, outcome not known; sent again),
    uncertain (unknown for the third time: it ends so), dropped (what it would say no longer holds), waiting (nobody
    tried it yet: it opens at open_at), bounced (the server took it, and it came back).
    kind: daily (one a day to a person), urgent (it could not wait for the next daily one) or waiting. day: the
    Amsterdam day that it belongs to. open_at: on the product's clock, empty unless it waits. lost: how many of its
    answers were lost. tried_with: mark of the address and settings with which it failed last.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(
            "state in ('claimed', 'sent', 'failed', 'unknown', 'dropped', 'waiting', 'uncertain', 'bounced')",
            name="delivery_state",
        ),
        Index("delivery_open", "state", "leased_until"),
        Index(
            "delivery_daily",
            "recipient",
            "day",
            unique=True,
            sqlite_where=text("kind = 'daily' and state not in ('dropped', 'bounced')"),
            postgresql_where=text("kind = 'daily' and state not in ('dropped', 'bounced')"),
        ),
    )

    message: str = Field(primary_key=True)
    recipient: str
    channel: str
    state: str
    attempts: int
    token: str
    leased_until: str
    claimed_at: str
    ended_at: str
    problem: str
    kind: str = ""
    day: str = ""
    open_at: str = ""
    lost: int = 0
    tried_with: str = ""


class DeliveryRungRow(SQLModel, table=True):
    """The rungs a message carries, fixed when it was claimed. folded: told through another rung of the message."""

    __tablename__ = "delivery_rung"

    message: str = Field(primary_key=True)
    reminder: str = Field(primary_key=True)
    due_on: str
    trajectory: str
    as_role: str
    folded_into: str


class DeliveryMailRow(SQLModel, table=True):
    """A Message-ID under which a message was handed over; another where it said something else. at: the first time."""

    __tablename__ = "delivery_mail"

    message: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: str


class DeliveryNoticeRow(SQLModel, table=True):
    """Who is to hear, once, that a message ended uncertain. told_in: the message that told them; empty until then."""

    __tablename__ = "delivery_notice"
    __table_args__ = (Index("delivery_notice_open", "told_in"),)

    message: str = Field(primary_key=True)
    staff: str = Field(primary_key=True)
    told_in: str


class TickRow(SQLModel, table=True):
    """What became of each look at the agenda. started_at, ended_at: real time; at: the product's clock.

    Figures as the report of a tick has them. late_seconds: the longest that anything it said had waited past its hour.
    problem: how it broke off, empty for a tick that ended well; ended_at is empty while it goes on, or when it died.
    """

    __tablename__ = "tick"

    token: str = Field(primary_key=True)
    node: str
    at: str
    started_at: str = Field(index=True)
    ended_at: str
    due: int
    sent: int
    failed: int
    unknown: int
    remaining: int
    unaddressed: int
    waiting: int
    late_seconds: int
    problem: str


class SettingRow(SQLModel, table=True):
    """What belongs to this database; but for clock, pace and cursors it follows from events: office_rows, counters."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


# projections: written in the transaction of the event, rebuildable to the byte


class TrajectoryRow(SQLModel, table=True):
    """coordinator to teamleider: staff ids, empty where nobody was given it. state: the folded state as canonical JSON,
    which replay must equal. left_behind: optional tasks left undone in stages gone by, as JSON: stage, task and member.
    """

    __tablename__ = "trajectory"

    id: str = Field(primary_key=True)
    number: int = Field(index=True)
    workflow: str = Field(index=True)
    workflow_version: int
    variant: str
    municipality: str = Field(index=True)
    subject: str = Field(index=True)
    definition: str
    stage: str
    entered_on: str
    opened_on: str
    intake_on: str
    closed_on: str
    outcome: str
    version: int
    coordinator: str = Field(index=True)
    state: str
    left_behind: str = "[]"
    volunteer: str = Field(default="", index=True)
    jurist: str = Field(default="", index=True)
    teamleider: str = Field(default="", index=True)


class DeadlineRow(SQLModel, table=True):
    """holds: the suspensions as JSON, so that status can be asked with a date; nothing here knows what day it is."""

    __tablename__ = "deadline"
    __table_args__ = (Index("deadline_standing_due", "standing", "due_on"),)

    id: str = Field(primary_key=True)
    trajectory: str = Field(index=True)
    name: str
    occurrence: int
    rule: str
    legal: str
    standing: str
    opens: int
    raw_on: str
    due_on: str
    met_on: str
    asked_on: str
    holds: str
    missing: str
    certainty: str
    provisional: str = "[]"


class AgendaRow(SQLModel, table=True):
    """A reminder still to be said. token and leased_until belong to a tick at work and are kept by rebuild."""

    __tablename__ = "agenda"
    __table_args__ = (Index("agenda_send_at", "send_at"),)

    id: str = Field(primary_key=True)
    trajectory: str = Field(index=True)
    deadline: str
    rung: str
    repeat: int
    due_on: str
    send_at: str
    roles: str
    token: str
    leased_until: str


class PersonRow(SQLModel, table=True):
    """status: present, left or void. merged_into: the id of the client that this one is another name for, from the day
    merged_on on; both empty for most."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    number: int
    ref: str = Field(unique=True)
    name: str
    born: str
    gender: str
    nationality: str
    arrival_route: str
    status: str
    version: int
    merged_into: str = Field(default="", index=True)
    merged_on: str = ""


class HouseholdRow(SQLModel, table=True):
    __tablename__ = "household"

    id: str = Field(primary_key=True)
    number: int
    ref: str = Field(unique=True)
    municipality: str
    dwelling: str
    dwelling_kind: str
    housed_on: str
    version: int


class MembershipRow(SQLModel, table=True):
    """until_on: the first day that no longer counts; empty while it lasts."""

    __tablename__ = "membership"

    household: str = Field(primary_key=True)
    person: str = Field(primary_key=True, index=True)
    from_on: str = Field(primary_key=True)
    until_on: str


class QuestionRow(SQLModel, table=True):
    """What was asked about people and waits for yes or no; see events.QuestionAsked. settled_on: empty until then."""

    __tablename__ = "question"

    id: str = Field(primary_key=True)
    number: int
    kind: str
    because: str
    subject: str = Field(index=True)
    trajectory: str
    workflow: str
    municipality: str
    staff: str
    asked_on: str
    settled_on: str
    answer: str


class StaffRow(SQLModel, table=True):
    """hours: when they want to be told, `12345 08:00-17:00` (ISO weekdays, Amsterdam); empty for the usual hours."""

    __tablename__ = "staff"

    id: str = Field(primary_key=True)
    number: int
    name: str = Field(unique=True)
    email: str
    municipality: str
    lang: str
    hours: str = ""


class StaffRoleRow(SQLModel, table=True):
    """until_on: the first day without the role; empty for ever."""

    __tablename__ = "staff_role"

    staff: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    from_on: str = Field(primary_key=True)
    until_on: str


class StaffAbsenceRow(SQLModel, table=True):
    """until_on: the first day back; empty as long as nobody knows. substitute: who is told instead, or empty."""

    __tablename__ = "absence"

    staff: str = Field(primary_key=True)
    from_on: str = Field(primary_key=True)
    until_on: str
    substitute: str


def _table(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def lasts_after(table: Table, day: str | BindParameter[str]) -> ColumnElement[bool]:
    """Rows with an until_on, the first day that no longer counts, that still count on that day or begin later."""
    return or_(table.c.until_on == text("''"), table.c.until_on > day)


def lasts_on(table: Table, day: str | BindParameter[str]) -> ColumnElement[bool]:
    return and_(table.c.from_on <= day, lasts_after(table, day))


def opening_stands() -> ColumnElement[bool]:
    """Those that were opened for good. One of which the opening was taken back is closed without an outcome."""
    return or_(TRAJECTORY.c.closed_on == text("''"), TRAJECTORY.c.outcome > text("''"))


def is_counted() -> ColumnElement[bool]:
    """The trajectories that figures count: whoever is followed twice is counted once."""
    return and_(opening_stands(), TRAJECTORY.c.outcome != DUPLICATE)


EVENT = _table(EventRow)
PRIVATE = _table(PrivateRow)
DEFINITION = _table(DefinitionRow)
CALENDAR = _table(CalendarRow)
DELIVERY = _table(DeliveryRow)
RUNG = _table(DeliveryRungRow)
MAIL = _table(DeliveryMailRow)
NOTICE = _table(DeliveryNoticeRow)
TICK = _table(TickRow)
SETTING = _table(SettingRow)
TRAJECTORY = _table(TrajectoryRow)
DEADLINE = _table(DeadlineRow)
AGENDA = _table(AgendaRow)
PERSON = _table(PersonRow)
HOUSEHOLD = _table(HouseholdRow)
MEMBERSHIP = _table(MembershipRow)
QUESTION = _table(QuestionRow)
STAFF = _table(StaffRow)
STAFF_ROLE = _table(StaffRoleRow)
ABSENCE = _table(StaffAbsenceRow)

PROJECTIONS = (TRAJECTORY, DEADLINE, AGENDA, PERSON, HOUSEHOLD, MEMBERSHIP, QUESTION, STAFF, STAFF_ROLE, ABSENCE)
