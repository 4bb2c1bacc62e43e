"""`traject workflow show`: a workflow as it applies to a municipality and a day of intake, whole."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.render import Column, Page, Said
from cli.workflow import resolved_text as resolving
from cli.workflow.certainty import as_in_version, certainty_of
from cli.workflow.variant import Intake, Municipality, Name, resolved_for
from workflows.catalogue.resolve import Resolved
from workflows.describe.phrases import (
    CERTAINTY,
    FOR_WHOM,
    LEGAL,
    anchor_words,
    condition_words,
    granting_words,
    rung_moment,
    term_words,
)
from workflows.language.model import (
    DeadlineRule,
    Extending,
    Rung,
    Stage,
    Suspending,
    Transition,
    Workflow,
)
from workflows.language.stage_graph import stages_in_order
from workflows.machine.state_machine import Compiled
from workflows.words import Lang


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
    described = _described(resolved, asked.lang)
    if as_json:
        return print_json(described)
    _show(described, asked)


def _described(resolved: Resolved, lang: Lang) -> dict[str, Any]:
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


def _stage(name: str, workflow: Workflow, lang: Lang) -> dict[str, Any]:
    stage: Stage = workflow.stages[name]
    return {
        "stage": name,
        "label": stage.label.say(lang),
        "initial": stage.initial,
        "final": stage.final,
        "outcome": stage.outcome,
        "tasks": [_task(task, workflow, lang) for task in stage.tasks],
        "starts": [{"workflow": each.workflow, "for": each.for_} for each in stage.starts],
        "signals": [{"workflow": each.to, "what": each.task or each.fact} for each in stage.signals],
        "waits_for": stage.waits_for.say(lang) if stage.waits_for else None,
        "source": _ref(stage.source, workflow),
    }


def _task(name: str, workflow: Workflow, lang: Lang) -> dict[str, Any]:
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


def _transition(trigger: str, transition: Transition, workflow: Workflow, lang: Lang) -> dict[str, Any]:
    return {
        "trigger": trigger,
        "label": transition.label.say(lang) if transition.label else None,
        "from": list(transition.from_),
        "to": transition.to,
        "when": condition_words(transition.when, workflow).say(lang) if transition.when else None,
        "roles": list(transition.roles),
        "source": _ref(transition.source, workflow),
    }


def _deadline(name: str, rule: DeadlineRule, compiled: Any, lang: Lang) -> dict[str, Any]:
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
        "certainty": certainty_of(rule, workflow),
        "note": rule.note.say(lang) if rule.note else None,
        "suspend": _granting(rule.suspend, workflow, lang) if rule.suspendable else None,
        "extend": _granting(rule.extend, workflow, lang),
        "versions": [_version(name, index, compiled, lang) for index in range(len(rule.versions))],
    }


def _version(name: str, index: int, compiled: Any, lang: Lang) -> dict[str, Any]:
    """One version of a rule; what it does not say is as the rule itself has it."""
    workflow: Workflow = compiled.workflow
    rule = workflow.deadlines[name]
    version = rule.versions[index]
    read = rule.model_copy(update=as_in_version(rule, version))
    remind = rule.remind if version.remind is None else version.remind
    return {
        "rule": version.rule,
        "from": version.from_.isoformat() if version.from_ else None,
        "until": version.until.isoformat() if version.until else None,
        "term": term_words(read, workflow).say(lang),
        "legal": version.legal or rule.legal,
        "reminders": [_rung(rung, lang) for rung in remind],
        "source": _ref(read.source, workflow),
        "certainty": certainty_of(read, workflow),
        "note": version.note.say(lang) if version.note else None,
        "suspend": _granting(version.suspend or rule.suspend, workflow, lang) if rule.suspendable else None,
        "extend": _granting(version.extend or rule.extend, workflow, lang),
    }


def _granting(granting: Suspending | Extending | None, workflow: Workflow, lang: Lang) -> dict[str, Any] | None:
    """The grounds that a rule names, and how often, how long and by whom; None where it names none."""
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


def _rung(rung: Rung, lang: Lang) -> dict[str, Any]:
    return {"rung": rung.id, "when": rung_moment(rung).say(lang), "to": list(rung.to)}


def _ref(source: str | None, workflow: Workflow) -> str | None:
    found = workflow.sources.get(source or "")
    return found.ref if found else None


def _show(described: dict[str, Any], asked: Asked) -> None:
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


def _show_stage(stage: dict[str, Any], ways: list[dict[str, Any]], page: Page, asked: Asked) -> None:
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
    amount = f"{task['amount']} {task['unit'] or '×'}" if task["amount"] > 1 else ""
    optional = asked.pick("(mag)", "(optional)") if task["optional"] else ""
    whom = asked.say(FOR_WHOM[task["for"]]) if task["for"] != "subject" else ""
    return " ".join(filter(None, [whom, amount, task["when"], optional]))


def _quoted(label: str | None) -> str:
    return f"({label})" if label else ""


def _show_rule(rule: dict[str, Any], page: Page, asked: Asked) -> None:
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
    read: dict[str, Any], page: Page, asked: Asked, indent: int, said: Sequence[dict[str, Any]] = ()
) -> None:
    """said: the reminders as shown already; only others are shown."""
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
    resolved = resolved_for(asked, name, municipality, intake)
    lines = resolving.lines(resolved_for(asked, name, "any", intake).workflow, resolved.workflow)
    if as_json:
        return print_json(resolving.described(resolved, lines))
    resolving.show(resolved, lines, asked)
