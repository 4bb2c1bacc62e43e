"""What a person must see to, of a trajectory as it is shown."""

from trajectories.views.loose_ends import NOT_GIVEN, NOT_STARTED, LooseEndView
from trajectories.views.sheet import Sheet
from workflows.words import Words, listed


def loose_ends(sheet: Sheet) -> list[str]:
    ends = [f"{_what(each)} ({_problem(each, sheet)})" for each in sheet.shown.loose_ends]
    untold = _not_told(sheet)
    return [*ends, untold] if untold else ends


def _not_told(sheet: Sheet) -> str:
    """What terms of a case taken over hang on, each once; empty where there is none."""
    taken = sheet.shown.taken_over
    needs = dict.fromkeys(need for each in (taken.not_told if taken else ()) for need in each.needs)
    if not needs:
        return ""
    names = listed([*needs], sheet.lang)
    return sheet.say(
        f"bij het overnemen is niets verteld van {names}, en daar kan een termijn van lopen; leg vast wat er was",
        f"nothing was told on taking over of {names}, and a term may run from it; record what there was",
    )


def _what(loose_end: LooseEndView) -> str:
    workflow, what = loose_end.workflow, loose_end.what
    return f"{workflow}: {what}" if what else workflow


def _problem(loose_end: LooseEndView, sheet: Sheet) -> str:
    return NOT_PASSED_ON[loose_end.problem].say(sheet.lang)


NOT_PASSED_ON = {
    "runs": Words("liep al, dus is dit niet hiervandaan geopend", "ran already, so it was not opened from here"),
    "shut": Words("nam toen geen nieuwe cliënten aan", "took no new clients then"),
    NOT_STARTED: Words(
        "niet geopend bij het overnemen; neem het over of open het",
        "not opened on taking over; take it over or open it",
    ),
    NOT_GIVEN: Words(
        "niet doorgegeven bij het overnemen; kijk of het daar al stond",
        "not passed on with the taking over; see whether it was there already",
    ),
    "no_household": Words("niet geopend: er was geen huishouden", "not opened: there was no household"),
    "unset": Words("hier nog niet vastgelegd", "not recorded here yet"),
    "none": Words("geen lopend traject gevonden", "no open trajectory found"),
    "several": Words("meer dan één lopend traject", "more than one open trajectory"),
    "unknown": Words("die taak bestaat daar niet", "there is no such task there"),
}
