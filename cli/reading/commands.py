"""What can be read: a trajectory now or then, what is due, the board, the history, and why."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality, maybe_day
from cli.reading import diagrams, event_lines, pages, term, term_ledger
from cli.reading.pages import Sheet
from cli.render import Page, Said
from cli.session import reading
from scheduler.bootstrap import App
from scheduler.explain import receipt as explanations
from scheduler.explain import why as tracing
from scheduler.explain.receipt import Explanation
from scheduler.explain.why import Trace, TracedRung
from scheduler.planning.ladder import no_such
from trajectories.casework.term_ledger import budget_of
from trajectories.deadlines.written import Written
from trajectories.history.events import Recorded
from trajectories.local_time import local_day, parse_instant, write_instant
from trajectories.people.clients import person_by_id
from trajectories.people.households import members_of
from trajectories.people.references import subject_by_ref, subject_refs
from trajectories.people.staff import staff_by_name, staff_on
from trajectories.projections import queries
from trajectories.projections.queries import DueRow, Shown
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import find_deadline
from workflows.calendar import WorkCalendar
from workflows.errors import NotFound
from workflows.words import Lang, Words

BROKEN = 8
WITHIN = "60 days"

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="D", help="What held on that day, YYYY-MM-DD.")]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="T", help="As written down by that instant; a bare day is its end."),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="Such as t17.")]
Municipality = Annotated[str, typer.Option(help="Only this one.")]


class Picture(StrEnum):
    """How a road is drawn."""

    timeline = "timeline"
    mermaid = "mermaid"
    dot = "dot"


class Moment(NamedTuple):
    """The two clocks: what held on a day, as written down by an instant. None: all of it."""

    as_of: date | None
    known_at: datetime | None

    @property
    def is_now(self) -> bool:
        return self.as_of is None and self.known_at is None

    def day(self, today: date) -> date:
        """The day on which statuses are asked."""
        if self.as_of:
            return self.as_of
        return min(local_day(self.known_at), today) if self.known_at else today


def _moment(as_of: str | None, known_at: str | None) -> Moment:
    try:
        instant = parse_instant(known_at, end_of_day=True) if known_at else None
    except ValueError as error:
        text = f"'{known_at}' is no instant; write 2026-03-31T09:00 or 2026-03-31"
        raise typer.BadParameter(text, param_hint="--known-at") from error
    return Moment(maybe_day(as_of, "--as-of"), instant)


# show and replay


def show(
    ctx: typer.Context,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="ID|SUBJECT_REF|DEADLINE", help="t17, a reference of the office, or t17/rule#occurrence."
        ),
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    picture: Annotated[
        Picture | None,
        typer.Option("--diagram", help="The road so far as a picture; by itself a timeline in the terminal."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Where a trajectory stands, what is to be done, what blocks and what is due; or all of a client or household.

    Of a deadline: its days as a ledger, used, suspended, granted and left, and what is still possible.
    """
    asked: Asked = ctx.obj
    moment = _moment(as_of, known_at)
    if re.fullmatch(r"t\d+/[a-z][a-z0-9_]*(#\d+)?", subject):
        if picture:
            raise typer.BadParameter("a deadline has no picture", param_hint="--diagram")
        return _show_budget(asked, subject, moment, as_json=as_json)
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        ref, keys = queries.trajectories_of(uow, subject, on)
        found = queries.load_many(uow, app.dossiers, keys, moment.as_of, moment.known_at)
        if keys and not found:
            raise _not_open_then(subject if keys == [subject] else ref)
        shown = [queries.describe(uow, written, by.actor, on, asked.lang) for written in found]
        pairs = zip(shown, found, strict=True)
        if picture:
            sheets = [_sheet(uow, each, written, on, asked.lang) for each, written in pairs]
            return _picture(ref, sheets, picture, as_json=as_json)
        if as_json:
            return print_json({"subject": ref, "trajectories": shown})
        key = found[0].trajectory.subject if keys == [subject] and found else subject_by_ref(uow, ref)
        _show(uow, key, ref, [_sheet(uow, each, written, on, asked.lang) for each, written in pairs], on, asked)


def _show_budget(asked: Asked, id: str, moment: Moment, *, as_json: bool) -> None:
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        written = app.dossiers.load(uow, id.partition("/")[0], moment.as_of, moment.known_at)
        name, _, occurrence = _completed(id, written).partition("/")[2].partition("#")
        deadline = find_deadline(written, name, int(occurrence or 0))
        found = budget_of(written, deadline, on, moment.as_of, moment.known_at)
        private = uow.private(*term_ledger.private_keys(found))
        reader = term_ledger.Reader(written, queries.names_of(uow, by.today), private, on, asked.lang)
    if as_json:
        return print_json(term_ledger.data(found, reader))
    term_ledger.page(Page(), found, reader)


def _picture(ref: str, sheets: list[Sheet], picture: Picture, *, as_json: bool) -> None:
    """Of several trajectories one below the other."""
    if picture is Picture.timeline:
        return diagrams.timelines(ref, sheets, as_json=as_json)
    drawn = diagrams.diagrams(sheets, "dot" if picture is Picture.dot else "mermaid")
    if as_json:
        rows = [{"trajectory": key, "format": picture.value, "text": text} for key, text in drawn]
        return print_json({"subject": ref, "diagrams": rows})
    for key, text in drawn:
        typer.echo(f"{diagrams.REMARK[picture.value]} {key}\n{text}" if len(drawn) > 1 else text, nl=False)


def _not_open_then(subject: str) -> Exception:
    if subject.startswith("t") and subject[1:].isdigit():
        return NotFound(Words(f"{subject} was toen nog niet geopend", f"{subject} was not open yet then"))
    return NotFound(Words(f"{subject} had toen nog geen traject", f"{subject} had no trajectory yet then"))


def _show(uow: UnitOfWork, key: str, ref: str, sheets: list[Sheet], on: date, asked: Asked) -> None:
    """key: of the client or household asked about."""
    page = Page()
    if key.startswith("h"):
        members = sorted(members_of(uow, key, on), key=lambda each: int(each.id[1:]))
        pages.subject(page, ref, [_named(each.ref, each.name) for each in members], asked.lang)
    elif len(sheets) != 1:
        pages.subject(page, _named(ref, person_by_id(uow, key).name), [], asked.lang)
    pages.trajectories(page, sheets, ref)
    if not sheets:
        asked.talk(
            asked.pick(
                f"nog geen traject; open er een met ‘traject open WORKFLOW {ref} --municipality GEMEENTE’",
                f"no trajectory yet; open one with 'traject open WORKFLOW {ref} --municipality MUNICIPALITY'",
            )
        )


def _sheet(uow: UnitOfWork, shown: Shown, written: Written, on: date, lang: Lang) -> Sheet:
    key = written.trajectory.subject
    name = person_by_id(uow, key).name if key.startswith("p") else ""
    return Sheet(shown, written, _named(shown["subject"], name), queries.names_of(uow, on), on, lang)


def _named(ref: str, name: str) -> str:
    return f"{ref} ({name})" if name else ref


def replay(ctx: typer.Context, id: Id, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Fold the history again, from its events alone. Exit 8 when that is not what the database shows."""
    asked: Asked = ctx.obj
    moment = _moment(as_of, known_at)
    with reading(asked) as (app, uow, by):
        on = moment.day(by.today)
        written = app.dossiers.load(uow, id, moment.as_of, moment.known_at)
        equal = queries.equals_projection(uow, written) if moment.is_now else None
        shown = queries.describe(uow, written, by.actor, on, asked.lang)
        if as_json:
            print_json(shown if equal is None else {**shown, "equals_projection": equal})
        else:
            _show_replayed(_sheet(uow, shown, written, on, asked.lang), equal, asked)
    if equal is False:
        raise typer.Exit(BROKEN)


def _show_replayed(sheet: Sheet, equal: bool | None, asked: Asked) -> None:
    page = Page()
    pages.trajectory(page, sheet)
    page.gap()
    if equal is None:
        return
    count = len(sheet.written.history)
    if equal:
        nl, en = "gelijk aan wat de database toont", "equal to what the database shows"
    else:
        nl = "de database toont iets anders; ‘traject rebuild’ herstelt het"
        en = "the database shows something else; 'traject rebuild' mends it"
    told = asked.pick(f"Opnieuw opgebouwd uit {count} gebeurtenissen: {nl}.", f"Folded from {count} events: {en}.")
    page.line(Said(told, "good" if equal else "late"))


# due and board


def due(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="TERM", help="How far ahead to look.")] = WITHIN,
    municipality: Municipality = "",
    coordinator: Annotated[str, typer.Option(help="Only trajectories of this coordinator, by name.")] = "",
    as_json: AsJson = False,
) -> None:
    """What ends soon, all that is overdue, and what cannot be known yet."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        until = _until(within, by.today, app.dossiers.calendar(uow))
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        staff = staff_by_name(uow, coordinator, by.today).id if coordinator else ""
        rows = queries.due(uow, by.today, until, municipality=place, coordinator=staff)
    if as_json:
        return print_json([_due(row) for row in rows])
    _show_due(rows, by.today, asked)


def _due(row: DueRow) -> dict[str, object]:
    due_on, next_on = row.due_on, row.next_reminder_on
    return {
        **row._asdict(),
        "due_on": due_on.isoformat() if due_on else None,
        "next_reminder_on": next_on.isoformat() if next_on else None,
    }


def _show_due(rows: Sequence[DueRow], today: date, asked: Asked) -> None:
    if not rows:
        asked.talk(asked.pick("Er loopt niets af in deze tijd.", "Nothing ends in this time."))
    pages.due(Page(), rows, today, asked.lang)


def _until(within: str, today: date, calendar: WorkCalendar) -> date:
    length = term.parsed(within)
    try:
        return calendar.add(today, length)
    except OverflowError as error:
        raise term.too_far(length) from error


def board(ctx: typer.Context, municipality: Municipality = "", as_json: AsJson = False) -> None:
    """How many trajectories stand in which stage."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, _):
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        shown = queries.board(uow, place)
        if as_json:
            return print_json(shown)
        _show_board(app, uow, shown, place, asked)


def _show_board(app: App, uow: UnitOfWork, shown: Shown, place: str, asked: Asked) -> None:
    found = queries.definitions_on_board(uow, place)
    definitions = {name: [app.dossiers.compiled(uow, each) for each in hashes] for name, hashes in found.items()}
    if not shown["stages"]:
        asked.talk(asked.pick("Er loopt geen traject.", "No trajectory is open."))
    pages.board(Page(), shown, definitions, asked.lang)


# history and why


def history(ctx: typer.Context, id: Id, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Every event of a trajectory, and what was said about it, in the order of writing."""
    asked: Asked = ctx.obj
    moment = _moment(as_of, known_at)
    with reading(asked) as (app, uow, by):
        events = [each for each in queries.history(uow, id) if _is_within(each, moment)]
        if as_json:
            return print_json([queries.event_shown(each) for each in events])
        _show_history(app, uow, id, events, by.today, asked)


def _is_within(recorded: Recorded, moment: Moment) -> bool:
    happened = moment.as_of is None or recorded.occurred_on <= moment.as_of
    return happened and (moment.known_at is None or recorded.recorded_at <= moment.known_at)


def _show_history(app: App, uow: UnitOfWork, key: str, events: list[Recorded], today: date, asked: Asked) -> None:
    written = app.dossiers.load(uow, key)
    private = uow.private(*(each for recorded in events for each in event_lines.private_keys(recorded)))
    names = queries.names_of(uow, today)
    mended = {each.version: each.event for each in written.history}
    under = app.dossiers.under(uow, written.history)
    reader = event_lines.Reader(written.compiled, names, subject_refs(uow), private, asked.lang, mended, under)
    pages.history(Page(), events, reader)


def why(
    ctx: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="DEADLINE|REMINDER", help="t17/rule#occurrence, or that with /rung.repeat.")
    ],
    as_json: AsJson = False,
) -> None:
    """Where a deadline or a reminder comes from: rule, source, every step of the arithmetic, and who is told when."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        written = app.dossiers.load(uow, id.partition("/")[0])
        explanation = explanations.explain(written, _completed(id, written))
        staff = staff_on(uow, by.today)
        trace = tracing.trace(written, explanation, staff)
    if not explanation.receipt:
        raise _erased(id)
    names = {key: member.name for key, member in staff.items()}
    if as_json:
        return print_json(_explained(explanation, trace, names, asked.lang))
    _show_why(explanation, trace, names, asked)


def _erased(asked: str) -> NotFound:
    return NotFound(
        Words(
            f"hoe {asked} was berekend is gewist, met de dag waar de termijn op rustte; ‘traject history’ toont nog "
            "wel wat er verstuurd is",
            f"how {asked} was worked out was erased, with the day that the term rests on; 'traject history' still "
            "shows what was sent",
        )
    )


def _completed(asked: str, written: Written) -> str:
    """The id; without its #occurrence, that of the latest. Raises NotFound with the deadlines there are."""
    name = asked.partition("/")[2]
    if not name:
        raise no_such(asked, [each.id for each in written.deadlines])
    found = [each.id for each in written.deadlines if each.name == name]
    return found[-1] if found else asked


def _explained(explanation: Explanation, trace: Trace, names: dict[str, str], lang: Lang) -> dict[str, Any]:
    receipt: dict[str, Any] = explanation.receipt
    anchor = receipt["anchor"]
    return {
        "deadline": explanation.deadline,
        "rule": explanation.deadline.partition("/")[2].partition("#")[0],
        "register": receipt["rule"],
        "label": receipt["label"][lang],
        "workflow": receipt["workflow"],
        "workflow_version": receipt["workflow_version"],
        "variant": receipt["variant"],
        "definition": receipt["definition"],
        "calendar": receipt["calendar"],
        "source": receipt["source"] or None,
        "text_of": receipt.get("text_of"),
        "certainty": receipt["certainty"],
        "note": receipt["note"][lang] if "note" in receipt else None,
        "legal": receipt["legal"],
        "anchor": {
            "text": anchor[lang],
            "on": anchor["on"] or None,
            "version": anchor["event"],
            **_recorded(trace.anchor, names),
        },
        "missing": receipt["missing"],
        "raw_on": receipt["raw_on"] or None,
        "due_on": receipt["due_on"] or None,
        "steps": [f"{step['on']} {step[lang]}" for step in receipt["steps"]],
        "not_counted": [{"on": each.on.isoformat(), "text": each.words.say(lang)} for each in trace.not_counted],
        "stood_still": [
            {
                "on": each.on.isoformat(),
                "until": each.until.isoformat() if each.until else None,
                "by": "stage" if each.stage else "decision",
            }
            for each in trace.stood
        ],
        "extensions": [str(each) for each in trace.extensions],
        "rungs": [_rung(each, names, lang) for each in trace.rungs],
        "silences": [
            {
                "kind": each.kind,
                "of": each.of,
                "on": each.on.isoformat(),
                "until": each.until.isoformat(),
                "by": each.by,
            }
            for each in explanation.silences
        ],
    }


def _recorded(recorded: Recorded | None, names: dict[str, str]) -> dict[str, Any]:
    """The event that the term is counted from."""
    if recorded is None:
        return {"event": None, "recorded_at": None, "recorded_by": None}
    return {
        "event": type(recorded.event).__name__,
        "recorded_at": write_instant(recorded.recorded_at),
        "recorded_by": names.get(recorded.actor, recorded.actor),
    }


def _rung(rung: TracedRung, names: dict[str, str], lang: Lang) -> dict[str, Any]:
    standing = rung.standing
    return {
        "reminder": standing.reminder,
        "on": standing.day.isoformat(),
        "roles": list(standing.roles),
        "state": standing.state,
        "said_on": standing.said_on.isoformat() if standing.said_on else None,
        "to": list(standing.to),
        "counted_on": rung.counted_on.isoformat() if rung.counted_on else None,
        "moved_by": [{"on": each.on.isoformat(), "text": each.words.say(lang)} for each in rung.moved_by],
        "heard": [
            {
                "on": each.on.isoformat(),
                "to": each.to,
                "name": names.get(each.to),
                "role": each.as_role or None,
                "due_on": each.due_on or None,
                "folded_into": each.into or None,
            }
            for each in rung.heard
        ],
        "would_go_to": [{"staff": key, "name": names.get(key), "role": told.as_role} for key, told in rung.to.items()],
    }


def _show_why(explanation: Explanation, trace: Trace, names: dict[str, str], asked: Asked) -> None:
    pages.why(Page(), explanation, trace, names, asked.lang)
