"""What judging a log came to: for a screen, and as JSON."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import typer

from cli.asked import Asked
from cli.imports.page import counted
from cli.json_document import print_json
from trajectories.casework.log_deviations import Conformance, DeviationGroup, DeviationKind
from trajectories.service.import_history import Awaiting, Stored
from trajectories.views.import_history import (
    DeviationExampleView,
    DeviationView,
    HistoryAheadView,
    HistoryImportedView,
    HistoryStoredView,
    NotStoredView,
)
from workflows.documents import ABSENT
from workflows.words import Words

SHOWN = 30  # groups, and reasons why cases were not stored; JSON has them all
FEW = 3  # cases by name
KINDS: dict[DeviationKind, Words] = {
    "not_here": Words("kan hier niet", "step not possible here"),
    "unknown_step": Words("onbekende stap", "unknown step"),
    "refused": Words("voorwaarde niet vervuld", "guard refused"),
    "not_judged": Words("niet te beoordelen", "not judged"),
    "twice": Words("taak twee keer gedaan", "task done twice"),
    "backwards": Words("tijd loopt terug", "time running backwards"),
    "ended_early": Words("niet tot een einde gekomen", "ended early"),
    "bad_value": Words("waarde past niet", "value does not fit"),
    "ahead": Words("in de toekomst", "in the future"),
    "case_again": Words("zaak staat er twee keer in", "case stands in it twice"),
}


class HistoryAhead(NamedTuple):
    """of_person: not of a household. makes_clients: whoever is not known here becomes a client."""

    awaiting: Awaiting
    of_person: bool
    makes_clients: bool


class HistoryShown(NamedTuple):
    """kept: each transaction, with the number of its batch; None where nothing was to be stored. ahead: who is known
    here; None where that was not looked at.
    """

    workflow: str
    read_as: str
    left_out: int
    found: Conformance
    kept: list[tuple[int | None, Stored]] | None
    ahead: HistoryAhead | None = None


def report_history(asked: Asked, shown: HistoryShown, *, as_json: bool) -> None:
    if as_json:
        return print_json(_view(asked, shown))
    for line in (*_conformance(asked, shown), *_deviations(asked, shown.found)):
        typer.echo(line)
    if shown.ahead:
        for line in _ahead(asked, shown.ahead):
            typer.echo(line)
    if shown.kept is None:
        hint = Words(
            "Er is niets opgeslagen; --apply slaat op wat past.", "Nothing was stored; --apply stores what fits."
        )
        return asked.talk(hint)
    for line in _stored(asked, shown.kept, shown.found.deviating):
        typer.echo(line)


def _conformance(asked: Asked, shown: HistoryShown) -> Iterator[str]:
    found = shown.found
    yield asked.pick(
        f"{found.cases} zaken, {found.events} gebeurtenissen, gelezen als {shown.read_as}, langs {shown.workflow}",
        f"{found.cases} cases, {found.events} events, read as {shown.read_as}, along {shown.workflow}",
    )
    if shown.left_out:
        yield asked.pick(
            f"overgeslagen: {shown.left_out} gebeurtenissen die niets voltooien",
            f"left out: {shown.left_out} events that complete nothing",
        )
    unknown = asked.pick(f", {found.not_judged} niet te beoordelen", f", {found.not_judged} not judged")
    yield asked.pick(
        f"{found.fitting} passen tot het einde, {found.running} passen en lopen nog, {found.deviating} wijken af",
        f"{found.fitting} fit to their end, {found.running} fit and still run, {found.deviating} deviate",
    ) + (unknown if found.not_judged else "")


def _deviations(asked: Asked, found: Conformance) -> Iterator[str]:
    for group in found.groups[:SHOWN]:
        step = f" ‘{group.step}’" if group.step and asked.lang == "nl" else f" '{group.step}'" if group.step else ""
        yield f"{asked.say(KINDS[group.kind])}{step}: {_how_often(asked, group)}"
        for each in group.examples:
            yield f"  {each.case} ({each.place}): {asked.say(each.words)}"
    more = len(found.groups) - SHOWN
    if more > 0:
        yield asked.pick(f"… en nog {more} soorten", f"… and {more} more kinds")


def _how_often(asked: Asked, group: DeviationGroup) -> str:
    events, cases = group.events, group.cases
    often = asked.pick(f"{events} keer", "once" if events == 1 else f"{events} times")
    return asked.pick(
        f"{often}, in {cases} {'zaak' if cases == 1 else 'zaken'}",
        f"{often}, in {cases} {'case' if cases == 1 else 'cases'}",
    )


def _ahead(asked: Asked, ahead: HistoryAhead) -> Iterator[str]:
    """Of what fits."""
    known, lacking = ahead.awaiting.known, ahead.awaiting.lacking
    if known:
        nl, en = ("zaak is", "case is") if known == 1 else ("zaken zijn", "cases are")
        yield asked.pick(f"{known} {nl} hier al bekend", f"{known} {en} known here already")
    if not lacking:
        return
    more = f" +{lacking - len(ahead.awaiting.few)}" if lacking > len(ahead.awaiting.few) else ""
    listing = ", ".join(ahead.awaiting.few) + more
    nl, en = ("zaak is", "case is") if lacking == 1 else ("zaken zijn", "cases are")
    if ahead.of_person and ahead.makes_clients:
        remedy = Words("wie dat is wordt cliënt", "who that is becomes a client")
    elif ahead.of_person:
        remedy = Words("voer die eerst in, of geef --new-clients", "bring them in first, or give --new-clients")
    else:
        remedy = Words(
            "voer de huishoudens eerst in, met ‘traject import households’",
            "bring in the households first, with 'traject import households'",
        )
    yield asked.pick(
        f"{lacking} {nl} van niemand die hier bekend is ({listing}): {remedy.nl}",
        f"{lacking} {en} of nobody who is known here ({listing}): {remedy.say('en')}",
    )


def _stored(asked: Asked, kept: list[tuple[int | None, Stored]], deviating: int) -> Iterator[str]:
    left = [each for _, stored in kept for each in stored.left]
    by_reason: dict[str, list[str]] = {}
    for case in left:
        by_reason.setdefault(asked.say(case.why), []).append(case.case)
    for why, cases in islice(by_reason.items(), SHOWN):
        more = f" +{len(cases) - FEW}" if len(cases) > FEW else ""
        listing = ", ".join(cases[:FEW]) + more
        yield asked.pick(f"niet opgeslagen: {listing}: {why}", f"not stored: {listing}: {why}")
    if len(by_reason) > SHOWN:
        others = len(by_reason) - SHOWN
        yield asked.pick(f"… en nog {others} andere redenen", f"… and {others} other reasons")
    new = counted(asked, _added(kept)) or asked.pick("niets", "nothing")
    numbers = ", ".join(str(number) for number, _ in kept if number is not None)
    known = sum(stored.known for _, stored in kept)
    batch = asked.pick(f"Invoer {numbers}: ", f"Import {numbers}: ") if numbers else ""
    deviate = asked.pick(f", waarvan {deviating} afwijken", f", of which {deviating} deviate") if deviating else ""
    yield asked.pick(
        f"{batch}{new} nieuw; {known} al bekend, {len(left) + deviating} niet opgeslagen{deviate}.",
        f"{batch}{new} new; {known} known already, {len(left) + deviating} not stored{deviate}.",
    )


def _added(kept: list[tuple[int | None, Stored]]) -> dict[str, int]:
    every = [stored for _, stored in kept]
    return {
        "clients": sum(each.clients for each in every),
        "cases": sum(len(each.opened) for each in every),
        "beside": sum(len(each.beside) for each in every),
    }


def _view(asked: Asked, shown: HistoryShown) -> HistoryImportedView:
    found, stored = shown.found, None
    if shown.kept is not None:
        numbers = [number for number, _ in shown.kept if number is not None]
        left = [NotStoredView(each.case, asked.say(each.why)) for _, one in shown.kept for each in one.left]
        stored = HistoryStoredView(numbers, _added(shown.kept), sum(one.known for _, one in shown.kept), left)
    return HistoryImportedView(
        "history",
        shown.workflow,
        shown.read_as,
        found.cases,
        found.events,
        shown.left_out,
        found.fitting,
        found.running,
        found.deviating,
        found.not_judged,
        [_group(asked, each) for each in found.groups],
        stored,
        HistoryAheadView(shown.ahead.awaiting.known, shown.ahead.awaiting.lacking) if shown.ahead else ABSENT,
    )


def _group(asked: Asked, group: DeviationGroup) -> DeviationView:
    examples = [DeviationExampleView(each.case, each.place, asked.say(each.words)) for each in group.examples]
    return DeviationView(group.kind, group.step or None, group.events, group.cases, examples)
