"""traject why-not: why a rule does not remind about a client."""

from contextlib import ExitStack
from datetime import date
from difflib import get_close_matches
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading.lists import client
from cli.reading.moment import AsOf, KnownAt, TwoClocks, dated, moment_of, not_open_then, say_moment
from cli.reading.then import people_at
from cli.reminders.forecast_page import whom_words
from cli.render import Page, Said
from cli.session import reading
from scheduler.bootstrap import App
from scheduler.explain import why_not as whynot
from scheduler.explain.who_hears import who_hears
from scheduler.explain.why import attempts_of
from scheduler.explain.why_not import Answer, rules_named
from scheduler.messages.held import say_what_waits
from scheduler.outbox.attempts_at import AttemptAt, attempts_at
from scheduler.views.why_not import AnswerPage, WhyNotView, answer_page, why_not_view
from trajectories.deadlines.written import Written
from trajectories.people.names import called
from trajectories.people.references import subject_ref
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from workflows.errors import NotFound
from workflows.words import Words


def why_not(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A reference of the office, or t17.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A deadline's name, or its id in the register (N1).")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Why a rule does not remind about a client: the first thing that fails, or when its first rung goes out."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (app, uow, by), ExitStack() as held:
        on = moment.day(by.today)
        if moment.is_now:
            say_what_waits(uow)
        about, key = queries.subject_asked(uow, subject, on)
        then = held.enter_context(people_at(uow, moment, by.today, [about]))
        keys, ref = [key] if key else queries.cases_around(uow, then, about, on), subject_ref(then, about)
        hears = who_hears(then, on)
        staff = hears.staff_at(on)
        found = queries.load_many(uow, app.dossiers, keys, moment.as_of, moment.known_at)
        if keys and not found:
            raise not_open_then(key or ref)
        answers = _of_running([(each, one) for each in found for one in whynot.why_not(each, rule, hears)])
        if not answers:
            code, words, workflows = _nowhere(app, key or ref, rule, found)
            nowhere = WhyNotView(ref, rule, code, asked.say(words), workflows, [])
            return _tell_nowhere(asked, nowhere, moment, by.today, as_json=as_json)
        names = called(then, (each.trajectory.subject for each in found), on)
        tried = [_tried(uow, written, answer) if moment.is_now else [] for written, answer in answers]
    rows = [
        answer_page(answer, written, names[written.trajectory.subject], staff, asked.lang, attempts)
        for (written, answer), attempts in zip(answers, tried, strict=True)
    ]
    if as_json:
        return print_json(dated(why_not_view(ref, rule, [each.document for each in rows]), moment, by.today))
    page = Page()
    say_moment(page, asked, moment, by.today)
    _show_answers(page, asked, rows)


def _tried(uow: UnitOfWork, written: Written, answer: Answer) -> list[AttemptAt]:
    """At telling the first rung."""
    if answer.first is None:
        return []
    return attempts_of(answer.first.id, written, attempts_at(uow, answer.trajectory))


def _of_running(answers: list[tuple[Written, Answer]]) -> list[tuple[Written, Answer]]:
    """Those of open trajectories; where there are none, those of closed ones."""
    running = [each for each in answers if each[0].trajectory.closed_on is None]
    return running or answers


def _nowhere(app: App, ref: str, rule: str, found: list[Written]) -> tuple[str, Words, list[str]]:
    """No trajectory here has the rule: which workflows do. Raises NotFound with the nearest where none does."""
    having: dict[str, Words] = {}
    known: set[str] = set()
    for resolved in app.catalogue.all_resolved():
        workflow = resolved.workflow
        known |= {*workflow.deadlines, *workflow.rules, *(each.rule for each in workflow.deadlines.values())}
        if rules_named(workflow, rule):
            having[workflow.workflow] = workflow.label
    if not having:
        raise _no_rule(rule, known)
    names = list(having)
    listing = ", ".join(names)
    if any(each.trajectory.workflow in having for each in found):
        nl = f"{rule} staat niet in de versie waaronder {ref} loopt; de regel staat nu in {listing}"
        en = f"{rule} is not in the version that {ref} runs under; now the rule is in {listing}"
        return "not_in_version", Words(nl, en), names
    nl = f"{ref} volgt geen workflow met {rule}; de regel staat in {listing}"
    return "no_trajectory", Words(nl, f"{ref} follows no workflow with {rule}; the rule is in {listing}"), names


def _no_rule(rule: str, known: set[str]) -> NotFound:

    near = ", ".join(get_close_matches(rule, sorted(known), 3, cutoff=0.5))
    nl = f"bedoelt u {near}?" if near else "‘traject workflow sources’ toont alle regels"
    en = f"did you mean {near}?" if near else "'traject workflow sources' lists all rules"
    return NotFound(Words(f"geen workflow heeft een regel {rule}; {nl}", f"no workflow has a rule {rule}; {en}"))


def _tell_nowhere(asked: Asked, view: WhyNotView, moment: TwoClocks, today: date, *, as_json: bool) -> None:
    if as_json:
        return print_json(dated(view, moment, today))
    say_moment(Page(), asked, moment, today)
    typer.echo(f"{view.text}.")


def _show_answers(page: Page, asked: Asked, rows: list[AnswerPage]) -> None:
    for answer, label in rows:
        name = answer.deadline or f"{answer.trajectory}/{answer.name}"
        page.line(
            Said(name, "strong"), label, Said(f"({answer.register}, {client(answer.subject, answer.client)})", "quiet")
        )
        whom = whom_words(asked, answer.to)
        text = f"{answer.text} → {whom}" if whom else answer.text
        page.line(Said(text, "good" if answer.answer == "armed" else "plain"), indent=2)
