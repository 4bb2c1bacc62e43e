"""`traject workflow show`: a workflow as it applies to a municipality and a day of intake, whole."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.render import Column, Page, Said
from cli.workflow import resolved_text as resolving
from cli.workflow.variant import Intake, Municipality, Name, resolved_for
from workflows.describe.phrases import (
    CERTAINTY,
    FOR_WHOM,
    effect_words,
)
from workflows.language.roles import ROLES
from workflows.views.workflow import (
    DeadlineRuleView,
    RuleVersionView,
    RungSpecView,
    StageView,
    TaskSpecView,
    TransitionView,
    WorkflowView,
    workflow_view,
)


def show(
    ctx: typer.Context,
    name: Name,
    municipality: Municipality = "any",
    intake: Intake = None,
    resolved_text: Annotated[
        bool,
        typer.Option("--resolved", help="As a definition file would say it, with a mark at what a variant changed."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """A workflow as it applies to a municipality and a day of intake, whole."""
    asked: Asked = ctx.obj
    if resolved_text:
        return _show_text(asked, name, municipality, intake, as_json=as_json)
    resolved = resolved_for(asked, name, municipality, intake)
    described = workflow_view(resolved, asked.lang)
    if as_json:
        return print_json(described)
    _show(described, asked)


def _show(described: WorkflowView, asked: Asked) -> None:
    page = Page()
    version = asked.pick("versie", "version")
    page.title(f"{described.label} · {described.variant}")
    page.line(Said(f"{described.workflow}, {version} {described.version}, {described.hash[:12]}", "quiet"))
    for stage in described.stages:
        page.gap()
        ways = [each for each in described.transitions if stage.stage in each.from_]
        _show_stage(stage, ways, page, asked)
    page.gap()
    page.title(asked.pick("Termijnen", "Deadlines"))
    for rule in described.deadlines:
        _show_rule(rule, page, asked)
        page.gap()


def _show_stage(stage: StageView, ways: list[TransitionView], page: Page, asked: Asked) -> None:
    marks = [asked.pick("begin", "start")] if stage.initial else []
    marks += [f"{asked.pick('einde', 'end')}: {stage.outcome}"] if stage.final else []
    marks += [f"{asked.pick('wacht op', 'waits for')} {stage.waits_for}"] if stage.waits_for else []
    page.line(Said(stage.label, "strong"), Said(f"({', '.join([stage.stage, *marks])})", "quiet"))
    rows = [["▢", each.label, _task_note(each, asked)] for each in stage.tasks]
    page.table([Column(keeps=True), Column(), Column()], rows)
    for start in stage.starts:
        whom = asked.say(FOR_WHOM[start.for_]) if start.for_ != "subject" else ""
        page.line(f"⇒ {asked.pick('start', 'starts')} {start.workflow}", Said(whom, "quiet"), indent=2)
    for signal in stage.signals:
        page.line(f"⇒ {asked.pick('meldt aan', 'tells')} {signal.workflow}:", signal.what or "", indent=2)
    for way in ways:
        page.line(Said(way.trigger, "good"), f"→ {way.to}", Said(_quoted(way.label), "quiet"), indent=2)
        if way.when:
            page.line(Said(f"{asked.pick('als', 'when')}: {way.when}", "quiet"), indent=4)
        if way.roles:
            page.line(Said(f"{asked.pick('door', 'by')}: {_roles(way.roles, asked)}", "quiet"), indent=4)


def _task_note(task: TaskSpecView, asked: Asked) -> str:
    """For whom, how much, when, and whether it need not be done."""
    amount = f"{task.amount} {task.unit or '×'}" if task.amount > 1 else ""
    optional = asked.pick("(mag)", "(optional)") if task.optional else ""
    whom = asked.say(FOR_WHOM[task.for_]) if task.for_ != "subject" else ""
    return " ".join(filter(None, [whom, amount, task.when, optional]))


def _quoted(label: str | None) -> str:
    return f"({label})" if label else ""


def _show_rule(rule: DeadlineRuleView, page: Page, asked: Asked) -> None:
    page.line(Said(rule.label, "strong"), Said(f"({rule.rule}, {rule.name})", "quiet"))
    counted = asked.pick("gerekend vanaf", "counted from")
    page.line(f"{rule.term}, {counted}: {rule.anchor}", indent=2)
    if rule.when:
        page.line(f"{asked.pick('als', 'when')}: {rule.when}", indent=2)
    _show_reading(rule, page, asked, 2, opens=rule.opens)
    for version in rule.versions:
        first, last = version.from_ or "…", version.until or "…"
        page.line(Said(f"{version.rule}: {first} – {last}", "strong"), version.term, indent=2)
        _show_reading(version, page, asked, 4, opens=rule.opens, said=rule.reminders)


def _show_reading(
    read: DeadlineRuleView | RuleVersionView,
    page: Page,
    asked: Asked,
    indent: int,
    *,
    opens: bool,
    said: Sequence[RungSpecView] = (),
) -> None:
    """said: the reminders as shown already; only others are shown."""
    certainty = asked.say(CERTAINTY[read.certainty])
    page.line(
        f"{asked.say(effect_words(read.legal, opens=opens))}; {read.source or '–'}",
        Said(f"({certainty})", "mark" if read.certainty == "unverified" else "quiet"),
        indent=indent,
    )
    for granting, word in (
        (read.suspend, asked.pick("opschorten", "suspend")),
        (read.extend, asked.pick("verlengen", "extend")),
    ):
        if granting:
            page.line(f"{word}: {granting.text}", indent=indent)
    if read.note:
        page.line(Said(read.note, "quiet"), indent=indent)
    reminders = "; ".join(f"{each.when} → {_roles(each.to, asked)}" for each in read.reminders)
    if reminders and read.reminders != said:
        page.line(f"{asked.pick('herinnert', 'reminds')}:", reminders, indent=indent)


def _roles(names: Sequence[str], asked: Asked) -> str:
    return ", ".join(asked.say(ROLES[name]) for name in names)


def _show_text(asked: Asked, name: str, municipality: str, intake: str | None, *, as_json: bool) -> None:
    resolved = resolved_for(asked, name, municipality, intake)
    lines = resolving.lines(resolved_for(asked, name, "any", intake).workflow, resolved.workflow)
    if as_json:
        return print_json(resolving.text_view(resolved, lines))
    resolving.show(resolved, lines, asked)
