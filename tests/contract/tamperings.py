"""What someone who owns the database may change, each with the name it has in docs/auditor.md."""

from collections.abc import Callable
from typing import NamedTuple

from tests.contract.tampered import Owner

MESSAGE = "(select message from delivery where kind = 'daily' and day = '2024-03-11')"
DIGEST = "(select message from delivery where kind = 'daily' and day = '2024-03-12')"
OTHER = "(select hash from definition where workflow = 'proefmens')"


class Tampering(NamedTuple):
    name: str
    by: Callable[[Owner], None]


def sql(name: str, *statements: str) -> Tampering:
    return Tampering(name, lambda owner: owner.does(*statements))


def event(column: str, value: str, stream: str = "t2", version: int = 8) -> Tampering:
    """One column of one event; its hash, and those that follow, are left as they were."""
    change = f"update event set {column} = {value} where stream = '{stream}' and version = {version}"
    return sql(f"`event.{column}`, chain left as it was", change)


def rewritten(name: str, stream: str, version: int, **columns: str) -> Tampering:
    """One event, with the chain made anew behind it."""
    return Tampering(f"{name}; chain made anew", lambda owner: owner.rewrites(stream, version, **columns))


def _whole_stream(owner: Owner) -> None:
    owner.does(
        "delete from event where stream = 'p3'",
        "delete from private where subject = 'p3'",
        "delete from person where id = 'p3'",
    )


def _stream_and_number(owner: Owner) -> None:
    _whole_stream(owner)
    owner.does("update setting set value = '2' where key = 'last_p'")


def _another_definition(owner: Owner) -> None:
    owner.does(f"update event set definition = {OTHER} where stream = 't2' and version = 14")
    owner.hashes("t2")


def _places_exchanged(owner: Owner) -> None:
    eighth, ninth = owner.position("t2", 8), owner.position("t2", 9)
    for before, after in ((eighth, 990), (ninth, eighth), (990, ninth)):
        owner.does(f"update event set position = {after} where position = {before}")


TAMPERINGS = [
    # the history, chain left as it was
    event("stream", "'t3'", version=15),
    event("version", "88"),
    event("type", "'DeadlineResumed'"),
    event("occurred_on", "'2024-01-14'"),
    event("recorded_at", "'2024-01-15T11:00:00.000001Z'"),
    event("actor", "'s2'"),
    event("role", "'teamleider'"),
    event("reason", "''"),
    event("definition", "''"),
    event("data", """'{"occurrence":2,"rule":"nakijken"}'"""),
    event("hash", "replace(hash, substr(hash, 1, 1), 'x')"),
    sql("an event in the middle removed", "delete from event where stream = 't2' and version = 8"),
    sql("the last event of a stream removed", "delete from event where stream = 't2' and version = 15"),
    Tampering("two events of a stream changed places in the store (`event.position`)", _places_exchanged),
    # the history, chain made anew
    rewritten("a type that does not exist", "t2", 8, type="DeadlineForgotten"),
    rewritten("a field that its type does not have", "t2", 8, data="occurrence>occurence"),
    rewritten("data that is no JSON", "t2", 8, data="}>"),
    rewritten("a day after that of its writing", "t2", 14, occurred_on="2024-01-23"),
    rewritten("an instant before that of the event before it", "t2", 14, recorded_at="2024-01-21T11:00:00.000000Z"),
    rewritten("someone who is not on the staff", "t2", 14, actor="s9"),
    rewritten("someone else, in a role they do not hold", "t2", 14, actor="s3"),
    rewritten("a role that its writer does not hold", "t2", 14, role="jurist"),
    rewritten("an auditor who wrote", "t2", 14, actor="s4", role="auditor"),
    rewritten("a step that its writer's roles may not take", "t2", 15, actor="s2", role="coordinator"),
    rewritten("what the scheduler does not do", "t2", 12, actor="scheduler", role="scheduler"),
    rewritten("a coordinator who published a definition", "office", 12, actor="s2", role="coordinator"),
    rewritten("a step to a stage that does not follow", "t2", 15, data='"stage":"einde">"stage":"begin"'),
    rewritten("a task that does not exist", "t2", 12, data="huisarts>tandarts"),
    rewritten("a definition that is not there", "t2", 14, definition="2>3"),
    Tampering("another definition than the one that held; chain made anew", _another_definition),
    rewritten("a trajectory said to be started that is not there", "t2", 4, data='"t4">"t44"'),
    rewritten("a trajectory said to be started that started elsewhere", "t2", 4, data='"t4">"t1"'),
    rewritten("an origin that is not there", "t5", 1, data="t1@7>t1@77"),
    rewritten("a correction of an event to come", "t2", 11, data='"version":10>"version":12'),
    rewritten("a client who is not there", "h1", 1, data='"p2">"p9"'),
    rewritten("a private value left out", "t2", 7, reason=""),
    rewritten("the value of a fact", "t2", 2, data="2024-01-08>2024-01-09"),
    rewritten("the day of an event", "t2", 14, occurred_on="2024-01-21"),
    rewritten("another writer who may write it", "t2", 10, actor="s1", role="administrator"),
    Tampering("an event taken out, the rest numbered anew; chain made anew", lambda owner: owner.takes_out("t2", 14)),
    Tampering("a client whom nothing names, removed with all rows", _whole_stream),
    Tampering("the same, and the counter set back", _stream_and_number),
    sql(
        "a trajectory that another one started, removed with all rows",
        *(f"delete from event where stream = '{stream}'" for stream in ("t5", "t5/said")),
        "delete from trajectory where id = 't5'",
        "delete from deadline where trajectory = 't5'",
        "delete from agenda where trajectory = 't5'",
    ),
    sql("what was said of a case, removed", "delete from event where stream = 't5/said'"),
    # private values
    sql("`private.value`", "update private set value = 'Amal Hadad' where subject = 'p1' and field = 'name'"),
    sql("`private.salt`", "update private set salt = 'x' where subject = 'p1' and field = 'name'"),
    sql("`private.subject`", "update private set subject = 'p2' where subject = 'p1' and field = 'name'"),
    sql("`private.field`", "update private set field = 'note' where subject = 't2' and value = 'spreekt Tigrinya'"),
    sql("`private.id`", "update private set id = 'x' where subject = 'p1' and field = 'name'"),
    sql(
        "the values of two clients exchanged",
        "update private set subject = 'p9' where subject = 'p1' and field = 'name'",
        "update private set subject = 'p1' where subject = 'p2' and field = 'name'",
        "update private set subject = 'p2' where subject = 'p9'",
    ),
    sql("a private value that nothing names, added", "insert into private values ('x', 'p1', 'name', 'Anders', 'y')"),
    sql("a private value removed", "delete from private where subject = 'p3' and field = 'born'"),
    # texts
    sql(
        "`definition.text`",
        "update definition set text = replace(text, '4 weeks', '5 weeks')",
    ),
    sql("`definition.version`", "update definition set version = 9 where workflow = 'proefhuis'"),
    sql("`definition.workflow`", "update definition set workflow = 'proef' where workflow = 'proefhuis'"),
    sql("`definition.variant`", "update definition set variant = 'leiden' where workflow = 'proefhuis'"),
    sql("a definition removed", "delete from definition where workflow = 'proefhuis'"),
    sql("`calendar.text`", "update calendar set text = replace(text, '2025-05-30', '2025-05-31')"),
    sql("`calendar.text`, no longer a calendar", "update calendar set text = replace(text, '1', '2')"),
    sql("the calendar removed", "delete from calendar"),
    sql("`person_facts.text`", "update person_facts set text = text || ' '"),
    # the ledger of messages
    sql("`delivery.state`: as if it had failed", f"update delivery set state = 'failed' where message = {MESSAGE}"),
    sql("`delivery.recipient`", f"update delivery set recipient = 's3' where message = {MESSAGE}"),
    sql("`delivery.channel`", f"update delivery set channel = 'smtp' where message = {MESSAGE}"),
    sql("`delivery.message`", f"update delivery set message = 'x' where message = {MESSAGE}"),
    sql("a message with reminders removed", f"delete from delivery where message = {MESSAGE}"),
    sql("a message without reminders removed", f"delete from delivery where message = {DIGEST}"),
    sql(
        "a sent message added",
        "insert into delivery (message, recipient, channel, state, attempts, token, leased_until, claimed_at, ended_at,"
        " problem) values ('x', 's2', 'console', 'sent', 1, '', '', '', '', '')",
    ),
    sql("`delivery_rung.reminder`", "update delivery_rung set reminder = 'x' where trajectory = 't5'"),
    sql("a reminder of a sent message removed", "delete from delivery_rung where trajectory = 't5'"),
    sql(
        "a reminder of a sent message added",
        f"insert into delivery_rung select {MESSAGE}, 'x', '', 't1', 'coordinator', ''",
    ),
    # projections
    sql("`trajectory.state`", "update trajectory set state = replace(state, '01-08', '01-09') where id = 't2'"),
    sql("`trajectory.stage`", "update trajectory set stage = 'midden' where id = 't2'"),
    sql("`trajectory.coordinator`", "update trajectory set coordinator = 's3' where id = 't2'"),
    sql("`trajectory.outcome`", "update trajectory set outcome = 'gestopt' where id = 't2'"),
    sql("`trajectory.definition`", "update trajectory set definition = 'x' where id = 't2'"),
    sql("a trajectory's row removed", "delete from trajectory where id = 't2'"),
    sql("`deadline.due_on`", "update deadline set due_on = '2024-03-05' where id = 't3/tekenen#2'"),
    sql("`deadline.holds`", "update deadline set holds = '[]' where id = 't2/tekenen#2'"),
    sql("a deadline's row removed", "delete from deadline where id = 't3/tekenen#2'"),
    sql(
        "a deadline of no trajectory added",
        "insert into deadline select 't9/x#1', 't9', name, occurrence, rule, legal, standing, opens, raw_on, due_on,"
        " met_on, asked_on, holds, missing, certainty, provisional from deadline where id = 't3/tekenen#2'",
    ),
    sql("`agenda.send_at`", "update agenda set send_at = '2034-01-01T08:00:00.000000Z' where trajectory = 't3'"),
    sql("`agenda.roles`", "update agenda set roles = 'jurist' where trajectory = 't3'"),
    sql("`agenda.deadline`", "update agenda set deadline = 't4/tekenen#2' where trajectory = 't3'"),
    sql("an agenda row removed", "delete from agenda where trajectory = 't3'"),
    sql("`person.name`", "update person set name = 'Iemand' where id = 'p1'"),
    sql("`person.merged_into`", "update person set merged_into = 'p1', merged_on = '2024-01-08' where id = 'p3'"),
    sql("`household.municipality`", "update household set municipality = 'leiden'"),
    sql("`membership.until_on`", "update membership set until_on = '2024-01-09' where person = 'p2'"),
    sql("a membership added", "insert into membership values ('h1', 'p3', '2024-01-08', '')"),
    sql("`question.settled_on`", "update question set settled_on = '2024-01-23', answer = 'no'"),
    sql("`staff.email`", "update staff set email = 'anders@voorbeeld.nl' where id = 's2'"),
    sql("`staff_role`: a role added", "insert into staff_role values ('s2', 'administrator', '2024-01-08', '')"),
    sql("`absence.substitute`", "update absence set substitute = 's1'"),
    sql("`setting`: a counter set back", "update setting set value = '4' where key = 'last_t'"),
    sql("`setting.projections`", "update setting set value = '1' where key = 'projections'"),
]
