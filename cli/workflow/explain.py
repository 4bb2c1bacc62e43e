"""A work instruction in plain words, made from a definition."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson, known_municipality, known_workflow, maybe_day
from cli.render import Cell, Column, Page, Said
from trajectories.clock import utc_now
from trajectories.local_time import local_day
from workflows.describe.instruction import (
    Instruction,
    StageInstruction,
    StageTerm,
    StepOut,
    TermReminder,
    Todo,
    Version,
)
from workflows.describe.sentences import CHECK_FIRST
from workflows.describe.work_instruction import instruction
from workflows.language.workflow import Workflow

TASK_DONE = "traject task done ID"
KINDS = (
    ("needed", "Doen", "To do"),
    ("repeated", "Telkens opnieuw doen", "To do again and again"),
    ("optional", "Mag, hoeft niet", "May be done, need not"),
)

Name = Annotated[str, typer.Argument(help="Name of the workflow.")]
Municipality = Annotated[str, typer.Option(help="Picks the variant; 'any' for none.")]
Intake = Annotated[str | None, typer.Option(help="Day of intake, which picks the cohort; default today.")]


def explain(
    ctx: typer.Context, name: Name, municipality: Municipality = "any", intake: Intake = None, as_json: AsJson = False
) -> None:
    """A work instruction in plain words: per stage who does what, by when, because of which rule."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    intake_on = maybe_day(intake, "--intake") or local_day(utc_now())
    municipality = known_municipality(catalogue.municipalities, municipality)
    workflow = catalogue.resolve(known_workflow(catalogue, name), municipality, intake_on).workflow
    others = {each: catalogue.resolve(each, municipality, intake_on).workflow for each in _started_or_told(workflow)}
    made = instruction(workflow, others)
    if as_json:
        return print_json(made, asked.lang)
    _show_instruction(made, asked)


def _started_or_told(workflow: Workflow) -> list[str]:
    stages = workflow.stages.values()
    starts = [start.workflow for stage in stages for start in stage.starts]
    return list(dict.fromkeys([*starts, *(signal.to for stage in stages for signal in stage.signals)]))


def _show_instruction(made: Instruction, asked: Asked) -> None:
    page = Page()
    page.title(asked.say(made.label))
    page.line(*(asked.say(each) for each in made.intro))
    version = asked.pick("versie", "version")
    page.line(Said(f"{made.workflow}, {version} {made.version}, {made.variant}", "quiet"))
    for number, stage in enumerate(made.stages, 1):
        page.gap()
        _show_stage(number, stage, page, asked)
    _show_any_time(made, page, asked)
    _show_rules(made, page, asked)
    _show_leaving(made, page, asked)


def _show_stage(number: int, stage: StageInstruction, page: Page, asked: Asked) -> None:
    page.title(f"{number}. {asked.say(stage.label)}")
    for sentence in stage.about:
        page.line(asked.say(sentence), indent=2)
    if stage.is_unverified:
        page.line(Said(_check_first(asked), "mark"), indent=2)
    _show_todo(stage.todo, page, asked)
    _show_terms(stage.terms, page, asked)
    _show_ways(stage.ways, page, asked)
    if stage.elsewhere:
        _heading("Wat er elders gebeurt", "What happens elsewhere", page, asked)
        page.listing([asked.say(each) for each in stage.elsewhere])


def _heading(nl: str, en: str, page: Page, asked: Asked) -> None:
    page.gap()
    page.line(Said(asked.pick(nl, en), "strong"), indent=2)


def _check_first(asked: Asked) -> str:
    return asked.say(CHECK_FIRST)


def _show_todo(todo: Sequence[Todo], page: Page, asked: Asked) -> None:
    """What must be done, then what may be; the last column is the end of the command to type."""
    for kind, nl, en in KINDS:
        several = [each for each in todo if each.kind == kind]
        if several:
            _heading(nl, en, page, asked)
            columns = [Column(keeps=True), Column(), Column(TASK_DONE, keeps=True)]
            page.table(columns, [_todo(each, asked) for each in several])


def _todo(todo: Todo, asked: Asked) -> list[Cell]:
    text = ", ".join([asked.say(todo.text), *(asked.say(note) for note in todo.notes)])
    return ["▢", text, Said(asked.say(todo.command).removeprefix(TASK_DONE).strip(), "quiet")]


def _show_terms(terms: Sequence[StageTerm], page: Page, asked: Asked) -> None:
    if terms:
        _heading("Termijnen", "Terms", page, asked)
    for place, term in enumerate(terms):
        if place:
            page.gap()
        _show_term(term, page, asked)


def _show_term(term: StageTerm, page: Page, asked: Asked) -> None:
    page.line(Said(asked.say(term.label), "strong"), indent=2)
    texts = list(dict.fromkeys(version.text for version in term.versions))
    if len(texts) == 1:
        page.line(asked.say(texts[0]), indent=4)
    for version in term.versions:
        _show_version(version, page, asked, with_text=len(texts) > 1)
    if term.only_if:
        page.line(Said(asked.pick("geldt", "holds"), "quiet"), asked.say(term.only_if), indent=4)
    rows = [
        (asked.pick("gehaald als", "met when"), term.met_when),
        (asked.pick("wat te doen", "what to do"), term.advice),
    ]
    for label, words in rows:
        if words:
            page.line(Said(f"{label}:", "quiet"), asked.say(words), indent=4)
    for note in term.notes:
        page.line(asked.say(note), indent=4)
    _show_told(term.told, page, asked)
    if term.asked:
        page.line(asked.say(term.asked), indent=4)
    for command in term.commands:
        page.command(asked.say(command), indent=6)


def _show_version(version: Version, page: Page, asked: Asked, *, with_text: bool) -> None:
    said = [version.for_whom, version.text if with_text else None]
    if any(said):
        page.line(*(asked.say(each) for each in said if each), indent=4)
    why = asked.pick(f"waarom: regel {version.rule};", f"why: rule {version.rule};")
    page.line(Said(f"{why} {asked.say(version.why)}", "quiet"), indent=4)
    if version.is_unverified:
        page.line(Said(_check_first(asked), "mark"), indent=4)
    if version.note:
        page.line(asked.say(version.note), indent=4)
    _show_told(version.told, page, asked)


def _show_told(told: Sequence[TermReminder], page: Page, asked: Asked) -> None:
    for each in told:
        to = Said(asked.pick("bericht aan", "message to"), "quiet")
        page.line(to, f"{asked.say(each.who)}:", asked.say(each.when), indent=4)


def _show_ways(ways: Sequence[StepOut], page: Page, asked: Asked) -> None:
    if ways:
        _heading("Verder", "Going on", page, asked)
    for way in ways:
        _show_way(way, page, asked)


def _show_way(way: StepOut, page: Page, asked: Asked) -> None:
    page.line(Said(asked.say(way.label), "good"), f"→ {asked.say(way.to)}", indent=2)
    if len(way.needs) == 1:
        page.line(Said(asked.pick("nodig:", "needed:"), "quiet"), asked.say(way.needs[0]), indent=4)
    elif way.needs:
        page.line(Said(asked.pick("nodig:", "needed:"), "quiet"), indent=4)
        page.listing([asked.say(each) for each in way.needs], indent=6)
    if way.who:
        page.line(Said(asked.pick("alleen door:", "only by:"), "quiet"), asked.say(way.who), indent=4)
    if way.meets:
        labels = ", ".join(asked.say(each) for each in way.meets)
        page.line(Said(asked.pick("hiermee haalt u:", "this meets:"), "quiet"), labels, indent=4)
    for note in way.notes:
        page.line(asked.say(note), indent=4)
    page.command(asked.say(way.command), indent=4)


def _show_any_time(made: Instruction, page: Page, asked: Asked) -> None:
    if made.todo_any_time or made.terms_any_time:
        page.gap()
        page.title(asked.pick("In elke stap", "In any stage"))
        page.line(
            asked.pick(
                "Dit komt uit een ander traject, of als er aanleiding is.",
                "This comes from another trajectory, or when there is reason to.",
            ),
            indent=2,
        )
        _show_todo(made.todo_any_time, page, asked)
        _show_terms(made.terms_any_time, page, asked)


def _show_rules(made: Instruction, page: Page, asked: Asked) -> None:
    if made.rules:
        page.gap()
        page.title(asked.pick("Goed om te weten", "Good to know"))
    for rule in made.rules:
        page.line(Said(asked.say(rule.label), "strong"), indent=2)
        page.line(asked.say(rule.text), indent=4)
        page.line(Said(asked.say(rule.why), "quiet"), indent=4)
        if rule.is_unverified:
            page.line(Said(_check_first(asked), "mark"), indent=4)


def _show_leaving(made: Instruction, page: Page, asked: Asked) -> None:
    if made.leaving:
        page.gap()
        page.title(asked.pick("Eerder stoppen", "Ending early"))
        page.line(asked.pick("Uit elke stap kan worden gesloten:", "From any stage it may be closed:"), indent=2)
        rows: list[list[Cell]] = [
            [asked.say(each.label), Said(asked.say(each.command), "quiet")] for each in made.leaving
        ]
        page.table([Column(), Column(keeps=True)], rows)
