"""One command for many cases: which ones, and all of them or none."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from trajectories.imports.case_list import ListedRow
from trajectories.people.references import has_ref, subject_by_ref
from trajectories.projections.caseload import Running, lexicons, running_in
from trajectories.projections.scope import Scope
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_of
from workflows.errors import CaseworkError, NotFound, Refused, UsageError, VersionConflict
from workflows.typed_words import meant
from workflows.words import Words

FEW = 20  # of the cases that cannot be, in one refusal
T = TypeVar("T")


class ChosenCase(NamedTuple):
    """cells: what the list says of it beside which one it is."""

    case: Running
    cells: Mapping[str, str] = {}


def selected(uow: UnitOfWork, scope: Scope, workflow: str = "", stage: str = "") -> list[ChosenCase]:
    """The open cases there, oldest first; of one workflow or in one stage, by its name or label, where that is said."""
    found = [each for each in running_in(uow, scope) if workflow in ("", each.workflow)]
    if stage:
        words = lexicons(uow, {each.definition for each in found})
        meaning = {definition: meant(stage, its.stages) for definition, its in words.items()}
        found = [each for each in found if meaning[each.definition] == each.stage]
    return [ChosenCase(each) for each in found]


def listed_cases(uow: UnitOfWork, rows: Sequence[ListedRow], among: Sequence[ChosenCase]) -> list[ChosenCase]:
    """Those of a list, in its order. among: the open cases that may be meant.

    Raises Refused with every row that names none, or more than one; one case twice is wrong too.
    """
    by_id = {each.case.id: each.case for each in among}
    found, wrong, lines = list[ChosenCase](), list[Words](), dict[str, list[int]]()
    if hidden := ", ".join(str(row.line) for row in rows if row.is_hidden):
        uow.remark(Words(f"verborgen, wel gelezen: regel {hidden}", f"hidden, and read: row {hidden}"))
    for row in rows:
        try:
            case = by_id[_named(uow, row, by_id)]
        except CaseworkError as error:
            wrong.append(Words(f"regel {row.line}: {error.say('nl')}", f"line {row.line}: {error.say('en')}"))
            continue
        found.append(ChosenCase(case, row.cells))
        lines.setdefault(case.id, []).append(row.line)
    for key, several in lines.items():
        if len(several) > 1:
            listing = ", ".join(map(str, several))
            nl, en = f"{key} ({by_id[key].ref}) staat op regel", f"{key} ({by_id[key].ref}) is on line"
            wrong.append(Words(f"{nl} {listing}; houd er één", f"{en} {listing}; keep one of them"))
    if wrong:
        raise _all_refused(wrong)
    return found


def _named(uow: UnitOfWork, row: ListedRow, by_id: Mapping[str, Running]) -> str:
    ref = row.cells.get("ref", "")
    is_key = re.fullmatch(r"[tT]\d+", ref) and not has_ref(uow, ref)
    key = row.cells.get("trajectory", "") or (ref if is_key else "")
    if key := key.lower():
        if key not in by_id:
            raise NotFound(Words(f"{key} loopt hier niet", f"{key} is not open here"))
        return key
    if not ref:
        raise NotFound(Words("er staat geen kenmerk in", "there is no reference in it"))
    keys = [key for key in open_of(uow, [subject_by_ref(uow, ref)]) if key in by_id]
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise NotFound(Words(f"{ref} heeft hier geen lopend traject", f"{ref} has no open trajectory here"))
    listing = ", ".join(f"{key} {by_id[key].workflow}" for key in keys)
    raise Refused(
        Words(
            f"{ref} heeft er meer dan één ({listing}); kies met --workflow",
            f"{ref} has more than one ({listing}); choose with --workflow",
        )
    )


def each_of(cases: Sequence[ChosenCase], act: Callable[[ChosenCase], T]) -> list[T]:
    """What was done for each. Raises Refused with every case for which it cannot be: the caller writes nothing then."""
    done, wrong = list[T](), list[Words]()
    for each in cases:
        try:
            done.append(act(each))
        except (Refused, NotFound, UsageError) as error:
            key = each.case.id
            wrong.append(
                Words(f"{key} ({each.case.ref}): {error.say('nl')}", f"{key} ({each.case.ref}): {error.say('en')}")
            )
    if wrong:
        raise _all_refused(wrong)
    return done


def _all_refused(wrong: Sequence[Words]) -> Refused:
    more = len(wrong) - FEW
    few = [*wrong[:FEW], *([Words(f"… en nog {more}", f"… and {more} more")] if more > 0 else [])]
    nl, en = ("\n  ".join(each.say(lang) for each in few) for lang in ("nl", "en"))
    return Refused(
        Words(
            f"voor {len(wrong)} kan dit niet, en dus is er niets vastgelegd:\n  {nl}",
            f"this is not possible for {len(wrong)}, so nothing was recorded:\n  {en}",
        )
    )


def must_be_as_shown(shown: Mapping[str, int], now: Mapping[str, int]) -> None:
    """By trajectory the version that someone saw before saying yes. Raises VersionConflict."""
    if shown != now:
        keys = ", ".join(sorted({key for key, _ in {*shown.items()} ^ {*now.items()}}))
        raise VersionConflict(
            Words(
                f"sinds u keek is er iets veranderd ({keys}); er is niets vastgelegd, kijk opnieuw",
                f"something changed since you looked ({keys}); nothing was recorded, look again",
            )
        )
