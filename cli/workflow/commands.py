"""The workflows themselves: which there are, what they say, whether they are right. Needs no database and no staff."""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.app import AsJson, Asked, maybe_day, print_json
from cli.workflow.diff import FormatName, diff
from cli.workflow.explain import explain
from cli.workflow.migrate import migrate
from cli.workflow.publish import publish
from cli.workflow.sources import sources
from cli.workflow.test import play
from workflows.language.stages import given_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.render import Page
    from workflows.catalogue.resolve import Resolved, Selection
    from workflows.errors import Problem
    from workflows.language.deadlines import DeadlineRule, RuleVersion
    from workflows.language.grounds import Extending, Suspending
    from workflows.language.rungs import Rung
    from workflows.language.stages import Stage
    from workflows.language.transitions import Transition
    from workflows.language.workflow import Workflow
    from workflows.words import Lang

WRONG = 3

Name = Annotated[str, typer.Argument(help="Name of the workflow.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Definition files; left out, all.")]
Municipality = Annotated[str, typer.Option(help="Picks the variant; 'any' for none.")]
Intake = Annotated[str | None, typer.Option(help="Day of intake, which picks the cohort; default today.")]


def register(app: typer.Typer) -> None:
    workflow = typer.Typer(help="The workflows: what they say, and whether they are right.", no_args_is_help=True)
    workflow.command("list")(list_workflows)
    workflow.command("show")(show)
    workflow.command("check")(check)
    workflow.command("schema")(schema)
    workflow.command("test")(play)
    workflow.command("diagram")(diagram)
    workflow.command("diff")(diff)
    workflow.command("migrate")(migrate)
    workflow.command("publish")(publish)
    workflow.command("explain")(explain)
    workflow.command("sources")(sources)
    app.add_typer(workflow, name="workflow")


def _resolved(asked: Asked, name: str, municipality: str, intake: str | None) -> "Resolved":
    from trajectories.clock import utc_now
    from trajectories.local_time import local_day

    intake_on = maybe_day(intake, "--intake") or local_day(utc_now())
    return asked.catalogue().resolve(name, municipality, intake_on)


# list


def list_workflows(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every workflow, and what municipalities agreed otherwise."""
    from cli.render import Column, Page, Said
    from workflows.describe.phrases import opening_words
    from workflows.describe.rule_register import VERIFIED

    asked: Asked = ctx.obj
    catalogue = asked.catalogue()
    listing = [_listed(catalogue, name, asked.lang) for name in catalogue.workflows]
    if as_json:
        return print_json(listing)
    page = Page()
    for each in listing:
        page.line(Said(each["workflow"], "strong"), f"{each['version']} · {each['label']}")
        if each["programmes"]:
            rows_followed = ", ".join(map(str, each["programmes"]))
            page.line(Said(f"{asked.pick('programma', 'programme')} {rows_followed}", "quiet"), indent=2)
        if opening := opening_words(each["opens_from"], each["opens_until"]):
            page.line(asked.say(opening), indent=2)
        rows = [[v["municipality"], v["variant"], Said(_cohort(v, asked), "quiet")] for v in each["variants"]]
        page.table([Column(keeps=True), Column(keeps=True), Column()], rows)
        certainty = ", ".join(f"{count} {asked.say(VERIFIED[word])}" for word, count in each["certainty"].items())
        if certainty:
            page.line(Said(f"{asked.pick('termijnen', 'deadlines')}: {certainty}", "quiet"), indent=2)
        page.gap()


def _listed(catalogue: "Selection", name: str, lang: "Lang") -> dict[str, Any]:
    from datetime import date

    workflow = catalogue.resolve(name, "any", date.max).workflow
    return {
        "workflow": name,
        "label": workflow.label.say(lang),
        "subject": workflow.subject,
        "version": workflow.version,
        "programmes": list(workflow.programmes),
        "opens_from": workflow.opens_from.isoformat() if workflow.opens_from else None,
        "opens_until": workflow.opens_until.isoformat() if workflow.opens_until else None,
        "variants": [
            {
                "variant": each.id,
                "municipality": municipality,
                "intake_from": each.intake_from.isoformat() if each.intake_from else None,
                "intake_until": each.intake_until.isoformat() if each.intake_until else None,
                "version": each.version,
            }
            for municipality, each in catalogue.variants(name)
        ],
        "certainty": dict(sorted(Counter(_worst(rule, workflow) for rule in workflow.deadlines.values()).items())),
    }


def _worst(rule: "DeadlineRule", workflow: "Workflow") -> str:
    """The least certain of all that the rule says in its versions."""
    from typing import get_args

    from workflows.language.names import Certainty

    readings = [rule.model_copy(update=_of_version(rule, each)) for each in rule.versions]
    if rule.source or rule.certainty or not readings:
        readings.append(rule)
    return max((_certainty(each, workflow) for each in readings), key=get_args(Certainty).index)


def _cohort(variant: dict[str, Any], asked: Asked) -> str:
    first, last = variant["intake_from"], variant["intake_until"]
    parts = [asked.pick(f"intake vanaf {first}", f"intake from {first}")] if first else []
    parts += [asked.pick(f"intake tot en met {last}", f"intake until {last}")] if last else []
    return ", ".join(parts)


def _certainty(rule: "DeadlineRule", workflow: "Workflow") -> str:
    source = workflow.sources.get(rule.source or "")
    return rule.certainty or (source.certainty if source else "unverified")


# show


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
    resolved = _resolved(asked, name, municipality, intake)
    described = _described(resolved, asked.lang)
    if as_json:
        return print_json(described)
    _show(described, asked)


def _described(resolved: "Resolved", lang: "Lang") -> dict[str, Any]:
    from workflows.language.stage_graph import stages_in_order
    from workflows.machine.state_machine import Compiled

    workflow = resolved.workflow
    compiled = Compiled(workflow, resolved.hash)
    source = workflow.sources.get(workflow.source or "")
    return {
        "workflow": workflow.workflow,
        "label": workflow.label.say(lang),
        "version": workflow.version,
        "variant": workflow.variant,
        "municipality": workflow.municipality,
        "subject": workflow.subject,
        "hash": resolved.hash,
        "source": source.ref if source else None,
        "parameters": workflow.parameters,
        "facts": {name: {"type": spec.type, "label": spec.label.say(lang)} for name, spec in workflow.facts.items()},
        "stages": [_stage(name, workflow, lang) for name in stages_in_order(workflow)],
        "transitions": [
            _transition(trigger, each, workflow, lang)
            for trigger, several in workflow.transitions.items()
            for each in several
        ],
        "deadlines": [_deadline(name, rule, compiled, lang) for name, rule in workflow.deadlines.items()],
        "outcomes": {name: outcome.label.say(lang) for name, outcome in workflow.outcomes.items()},
    }


def _stage(name: str, workflow: "Workflow", lang: "Lang") -> dict[str, Any]:
    stage: Stage = workflow.stages[name]
    return {
        "stage": name,
        "label": stage.label.say(lang),
        "initial": stage.initial,
        "final": stage.final,
        "outcome": stage.outcome,
        "tasks": [_task(task, workflow, lang) for task in stage.tasks],
        "starts": [{"workflow": each.workflow, "for": each.for_} for each in stage.starts],
        "signals": [{"workflow": each.to, "what": given_by(each)} for each in stage.signals],
        "waits_for": stage.waits_for.say(lang) if stage.waits_for else None,
        "source": _ref(stage.source, workflow),
    }


def _task(name: str, workflow: "Workflow", lang: "Lang") -> dict[str, Any]:
    from workflows.describe.phrases import condition_words

    task = workflow.tasks[name]
    return {
        "task": name,
        "label": task.label.say(lang),
        "for": task.for_,
        "when": condition_words(task.when, workflow).say(lang) if task.when else None,
        "amount": task.amount,
        "unit": task.unit.say(lang) if task.unit else None,
        "optional": task.optional,
    }


def _transition(trigger: str, transition: "Transition", workflow: "Workflow", lang: "Lang") -> dict[str, Any]:
    from workflows.describe.phrases import condition_words

    return {
        "trigger": trigger,
        "label": transition.label.say(lang) if transition.label else None,
        "from": list(transition.from_),
        "to": transition.to,
        "when": condition_words(transition.when, workflow).say(lang) if transition.when else None,
        "roles": list(transition.roles),
        "source": _ref(transition.source, workflow),
    }


def _deadline(name: str, rule: "DeadlineRule", compiled: Any, lang: "Lang") -> dict[str, Any]:
    from workflows.describe.phrases import anchor_words, condition_words, term_words

    workflow: Workflow = compiled.workflow
    return {
        "name": name,
        "rule": rule.rule,
        "label": rule.label.say(lang),
        "anchor": anchor_words(rule.anchor, workflow).say(lang),
        "term": term_words(rule, workflow).say(lang),
        "legal": rule.legal,
        "opens": rule.moment == "opens",
        "when": condition_words(rule.when, workflow).say(lang) if rule.when else None,
        "reminders": [_rung(rung, lang) for rung in rule.remind],
        "source": _ref(rule.source, workflow),
        "certainty": _certainty(rule, workflow),
        "note": rule.note.say(lang) if rule.note else None,
        "suspend": _granting(rule.suspend, workflow, lang) if rule.suspendable else None,
        "extend": _granting(rule.extend, workflow, lang),
        "versions": [_version(name, index, compiled, lang) for index in range(len(rule.versions))],
    }


def _version(name: str, index: int, compiled: Any, lang: "Lang") -> dict[str, Any]:
    """One version of a rule; what it does not say is as the rule itself has it."""
    from workflows.describe.phrases import term_words

    workflow: Workflow = compiled.workflow
    rule = workflow.deadlines[name]
    version = rule.versions[index]
    read = rule.model_copy(update=_of_version(rule, version))
    remind = rule.remind if version.remind is None else version.remind
    return {
        "rule": version.rule,
        "from": version.from_.isoformat() if version.from_ else None,
        "until": version.until.isoformat() if version.until else None,
        "term": term_words(read, workflow).say(lang),
        "legal": version.legal or rule.legal,
        "reminders": [_rung(rung, lang) for rung in remind],
        "source": _ref(read.source, workflow),
        "certainty": _certainty(read, workflow),
        "note": version.note.say(lang) if version.note else None,
        "suspend": _granting(version.suspend or rule.suspend, workflow, lang) if rule.suspendable else None,
        "extend": _granting(version.extend or rule.extend, workflow, lang),
    }


def _granting(granting: "Suspending | Extending | None", workflow: "Workflow", lang: "Lang") -> dict[str, Any] | None:
    """The grounds that a rule names, and how often, how long and by whom; None where it names none."""
    from workflows.describe.phrases import granting_words

    if granting is None:
        return None
    told = granting.model_dump(mode="json", exclude={"grounds"})
    grounds = [
        {
            **ground.model_dump(mode="json", exclude={"label", "source", "certainty"}),
            "ground": name,
            "label": ground.label.say(lang),
            "source": _ref(ground.source, workflow),
            "certainty": ground.certainty,
        }
        for name, ground in granting.grounds.items()
    ]
    return {**told, "text": granting_words(granting).say(lang), "grounds": grounds}


def _of_version(rule: "DeadlineRule", version: "RuleVersion") -> dict[str, Any]:
    return {
        "term": version.term or rule.term,
        "source": version.source or rule.source,
        "certainty": version.certainty or rule.certainty,
    }


def _rung(rung: "Rung", lang: "Lang") -> dict[str, Any]:
    from workflows.describe.phrases import rung_moment

    return {"rung": rung.id, "when": rung_moment(rung).say(lang), "to": list(rung.to)}


def _ref(source: str | None, workflow: "Workflow") -> str | None:
    found = workflow.sources.get(source or "")
    return found.ref if found else None


def _show(described: dict[str, Any], asked: Asked) -> None:
    from cli.render import Page, Said

    page = Page()
    version = asked.pick("versie", "version")
    page.title(f"{described['label']} · {described['variant']}")
    page.line(Said(f"{described['workflow']}, {version} {described['version']}, {described['hash'][:12]}", "quiet"))
    for stage in described["stages"]:
        page.gap()
        ways = [each for each in described["transitions"] if stage["stage"] in each["from"]]
        _show_stage(stage, ways, page, asked)
    page.gap()
    page.title(asked.pick("Termijnen", "Deadlines"))
    for rule in described["deadlines"]:
        _show_rule(rule, page, asked)
        page.gap()


def _show_stage(stage: dict[str, Any], ways: list[dict[str, Any]], page: "Page", asked: Asked) -> None:
    from cli.render import Column, Said
    from workflows.describe.phrases import FOR_WHOM

    marks = [asked.pick("begin", "start")] if stage["initial"] else []
    marks += [f"{asked.pick('einde', 'end')}: {stage['outcome']}"] if stage["final"] else []
    marks += [f"{asked.pick('wacht op', 'waits for')} {stage['waits_for']}"] if stage["waits_for"] else []
    page.line(Said(stage["label"], "strong"), Said(f"({', '.join([stage['stage'], *marks])})", "quiet"))
    rows = [["▢", each["label"], _task_note(each, asked)] for each in stage["tasks"]]
    page.table([Column(keeps=True), Column(), Column()], rows)
    for each in stage["starts"]:
        whom = asked.say(FOR_WHOM[each["for"]]) if each["for"] != "subject" else ""
        page.line(f"⇒ {asked.pick('start', 'starts')} {each['workflow']}", Said(whom, "quiet"), indent=2)
    for each in stage["signals"]:
        page.line(f"⇒ {asked.pick('meldt aan', 'tells')} {each['workflow']}:", each["what"], indent=2)
    for each in ways:
        page.line(Said(each["trigger"], "good"), f"→ {each['to']}", Said(_quoted(each["label"]), "quiet"), indent=2)
        if each["when"]:
            page.line(Said(f"{asked.pick('als', 'when')}: {each['when']}", "quiet"), indent=4)
        if each["roles"]:
            page.line(Said(f"{asked.pick('door', 'by')}: {', '.join(each['roles'])}", "quiet"), indent=4)


def _task_note(task: dict[str, Any], asked: Asked) -> str:
    """For whom, how much, when, and whether it need not be done."""
    from workflows.describe.phrases import FOR_WHOM

    amount = f"{task['amount']} {task['unit'] or '×'}" if task["amount"] > 1 else ""
    optional = asked.pick("(mag)", "(optional)") if task["optional"] else ""
    whom = asked.say(FOR_WHOM[task["for"]]) if task["for"] != "subject" else ""
    return " ".join(filter(None, [whom, amount, task["when"], optional]))


def _quoted(label: str | None) -> str:
    return f"({label})" if label else ""


def _show_rule(rule: dict[str, Any], page: "Page", asked: Asked) -> None:
    from cli.render import Said

    page.line(Said(rule["label"], "strong"), Said(f"({rule['rule']}, {rule['name']})", "quiet"))
    counted = asked.pick("gerekend vanaf", "counted from")
    page.line(f"{rule['term']}, {counted}: {rule['anchor']}", indent=2)
    if rule["when"]:
        page.line(f"{asked.pick('als', 'when')}: {rule['when']}", indent=2)
    _show_reading(rule, page, asked, 2)
    for version in rule["versions"]:
        first, last = version["from"] or "…", version["until"] or "…"
        page.line(Said(f"{version['rule']}: {first} – {last}", "strong"), version["term"], indent=2)
        _show_reading(version, page, asked, 4, said=rule["reminders"])


def _show_reading(
    read: dict[str, Any], page: "Page", asked: Asked, indent: int, said: "Sequence[dict[str, Any]]" = ()
) -> None:
    """said: the reminders as shown already; only others are shown."""
    from cli.render import Said
    from workflows.describe.phrases import CERTAINTY, LEGAL

    certainty = asked.say(CERTAINTY[read["certainty"]])
    page.line(
        f"{asked.say(LEGAL[read['legal']])}; {read['source'] or '–'}",
        Said(f"({certainty})", "mark" if read["certainty"] == "unverified" else "quiet"),
        indent=indent,
    )
    for kind, word in (("suspend", asked.pick("opschorten", "suspend")), ("extend", asked.pick("verlengen", "extend"))):
        if read[kind]:
            page.line(f"{word}: {read[kind]['text']}", indent=indent)
    if read["note"]:
        page.line(Said(read["note"], "quiet"), indent=indent)
    reminders = "; ".join(f"{each['when']} → {', '.join(each['to'])}" for each in read["reminders"])
    if reminders and read["reminders"] != said:
        page.line(f"{asked.pick('herinnert', 'reminds')}:", reminders, indent=indent)


def _show_text(asked: Asked, name: str, municipality: str, intake: str | None, *, as_json: bool) -> None:
    from cli.workflow import resolved_text as resolving

    resolved = _resolved(asked, name, municipality, intake)
    lines = resolving.lines(_resolved(asked, name, "any", intake).workflow, resolved.workflow)
    if as_json:
        return print_json(resolving.described(resolved, lines))
    resolving.show(resolved, lines, asked)


# check


def check(
    ctx: typer.Context,
    file: Files = None,
    strict: Annotated[bool, typer.Option("--strict", help="As for publishing: a warning fails too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong in definition files, with the place. Exit 3 when anything is an error."""
    from trajectories.clock import utc_now
    from trajectories.local_time import local_day
    from workflows.calendar import builtin_calendar
    from workflows.catalogue.check_all import failing

    asked: Asked = ctx.obj
    catalogue = asked.catalogue(file, fresh=True)
    problems = catalogue.problems(file or None, today=local_day(utc_now()), calendar=builtin_calendar())
    if as_json:
        print_json([_problem(problem) for problem in problems])
    else:
        _show_problems(problems, asked)
    if failing(problems, strict=strict):
        raise typer.Exit(WRONG)


def _show_problems(problems: "Sequence[Problem]", asked: Asked) -> None:
    """Below them the page of each code, once."""
    from workflows.checks.codes import page_of

    for problem in problems:
        mark = "" if problem.severity == "error" else f"{problem.severity}: "
        place = f"{problem.file}:{problem.line}:{problem.column}"
        typer.echo(f"{place}: {mark}{problem.message} [{problem.code}]")
    errors = sum(problem.severity == "error" for problem in problems)
    asked.talk(_verdict(asked, errors, len(problems) - errors))
    if problems:
        pages = dict.fromkeys(page_of(problem.code) for problem in problems)
        asked.talk(asked.pick("Waarom, en hoe te verhelpen:", "Why, and how to mend it:"))
        asked.talk("\n".join(f"  {page}" for page in pages))


def _problem(problem: "Problem") -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }


def _verdict(asked: Asked, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return asked.pick("Er is niets mis.", "Nothing is wrong.")
    return asked.pick(f"Fouten: {errors}; waarschuwingen: {warnings}.", f"Errors: {errors}; warnings: {warnings}.")


# schema


class Shape(StrEnum):
    """The two kinds of definition file."""

    workflow = "workflow"
    municipality = "municipality"


def schema(kind: Annotated[Shape, typer.Argument(help="Of which kind of file.")] = Shape.workflow) -> None:
    """The shape of a definition file as a JSON Schema, for an editor that completes and checks."""
    from workflows.catalogue.json_schema import shipped

    typer.echo(shipped(kind.value), nl=False)


# diagram


def diagram(
    ctx: typer.Context,
    name: Name,
    municipality: Municipality = "any",
    intake: Intake = None,
    written: Annotated[FormatName, typer.Option("--format", help="How it is written.")] = FormatName.mermaid,
    as_json: AsJson = False,
) -> None:
    """A workflow as a diagram: stages, transitions with their guards, tasks, and terms beside their stage."""
    from workflows.describe.diagram import diagram as drawing

    asked: Asked = ctx.obj
    drawn = drawing(_resolved(asked, name, municipality, intake).workflow, asked.lang, written.value)
    if as_json:
        return print_json({"workflow": name, "format": written.value, "diagram": drawn})
    typer.echo(drawn, nl=False)
