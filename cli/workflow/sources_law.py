"""`traject workflow sources --law`: what the definitions say of the law, and how many running cases rest on it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from cli.asked import Asked
from cli.json_document import print_json
from cli.render import Page, Said
from cli.session import reading
from trajectories.views.resting import resting_on
from workflows.describe.law_register import LawEntry, law_register
from workflows.describe.rule_register import VERIFIED
from workflows.language.names import Certainty
from workflows.language.workflow import Workflow
from workflows.views.law import LawView, law_view


def show_law(asked: Asked, workflows: Sequence[Workflow], rule: str, since: date | None, *, as_json: bool) -> None:
    """rule: only this one, in whatever case it was typed; empty for all. The caller has seen that there is one."""
    found = [each for each in law_register(workflows, since) if not rule or each.rule.lower() == rule.lower()]
    with reading(asked) as (app, uow, _):
        resting = resting_on(uow, app.dossiers)
        calendar = app.dossiers.calendar(uow)
        views = [law_view(each, calendar, resting[each.reading], asked.lang) for each in found]
    if as_json:
        return print_json(views)
    page = Page()
    for _, several in groupby(
        zip(found, views, strict=True), key=lambda each: (each[0].rule, each[0].workflow, each[0].name)
    ):
        _show_term(list(several), page, asked)
        page.gap()
    page.line(Said(_counted(views, asked), "strong"))


def _show_term(versions: list[tuple[LawEntry, LawView]], page: Page, asked: Asked) -> None:
    _, first = versions[0]
    page.line(Said(f"{first.rule} · {first.label}", "strong"), Said(f"({first.workflow}/{first.name})", "quiet"))
    for entry, view in versions:
        page.line(Said(_validity(view, asked), "strong"), _length(view, asked), indent=2)
        for title, text in _lines(entry, view, asked):
            page.line(Said(f"{title}:", "quiet"), text, indent=4)


def _validity(view: LawView, asked: Asked) -> str:
    if view.from_ and view.until:
        return f"{view.from_} – {view.until}"
    if view.from_:
        return asked.pick(f"vanaf {view.from_}", f"from {view.from_}")
    return asked.pick(f"t/m {view.until}", f"until {view.until}") if view.until else asked.pick("altijd", "always")


def _length(view: LawView, asked: Asked) -> str:
    first = asked.pick(", die dag telt mee", ", that day counts") if view.first_day_counts else ""
    opens = asked.pick("; vanaf dan kan het", "; from then on it may be done") if view.opens else ""
    return asked.pick(
        f"{view.length}, gerekend vanaf {view.counted_from}{first}{opens}",
        f"{view.length}, counted from {view.counted_from}{first}{opens}",
    )


def _lines(entry: LawEntry, view: LawView, asked: Asked) -> list[tuple[str, str]]:
    """One for each thing that it says; what it does not say is left out."""
    read = asked.pick(f" (tekst van {view.text_of})", f" (text of {view.text_of})") if view.text_of else ""
    certainty: Certainty = entry.certainty  # type: ignore[assignment]  # as the definition says it
    found = [
        (asked.pick("artikel", "article"), f"{view.source or '–'}{read}; {asked.say(VERIFIED[certainty])}"),
        (asked.pick("versie naar", "version by"), view.version_key or ""),
        (asked.pick("alleen waar", "only where"), view.when or ""),
        (asked.pick("einddag", "last day"), _moved(view, asked)),
        (asked.pick("staat stil", "stands still"), view.pauses),
        (asked.pick("langer", "longer"), view.extensions),
        (asked.pick("rechtsmiddel", "remedy"), view.remedy or ""),
        (asked.pick("let op", "note"), view.note or ""),
        (asked.pick("lopende zaken", "running cases"), str(view.running)),
    ]
    return [(title, text) for title, text in found if text]


def _moved(view: LawView, asked: Asked) -> str:
    match view.moves:
        case True:
            return asked.pick("schuift door (Algemene termijnenwet)", "moves on (Algemene termijnenwet)")
        case False:
            return asked.pick("schuift niet door", "does not move")
        case None:
            return asked.pick(
                "naar de lengte: tot drie maanden schuift zij", "by its length: up to three months it moves"
            )


def _counted(views: Sequence[LawView], asked: Asked) -> str:
    read, running = sum(view.certainty == "law" for view in views), sum(view.running for view in views)
    total = len(views)
    nl = f"{total} {'lezing' if total == 1 else 'lezingen'} van termijnen uit de wet: {read} nagezien in de wet"
    en = f"{total} {'reading' if total == 1 else 'readings'} of terms of law: {read} verified in the law"
    return asked.pick(
        f"{nl}, {total - read} niet; lopende zaken: {running}.", f"{en}, {total - read} not; running cases: {running}."
    )
