"""What a row says of the road that a case came by elsewhere: a column for each stage, with its day or with yes."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.imports.cells import text_of
from trajectories.imports.fields import STAGE
from trajectories.imports.reading import RowReader
from trajectories.imports.table import Header, ListRow
from trajectories.service.import_days import judged_day
from workflows.language.workflow import Workflow
from workflows.typed_words import folded, meant
from workflows.words import Words

YES = frozenset(("ja", "j", "yes", "y", "x", "waar", "true", "onbekend", "unknown"))  # came through, on an unknown day
NO = frozenset(("nee", "n", "no", "onwaar", "false", "nvt", "n v t", ""))


class ToldOfRoad(NamedTuple):
    """By the header of the column. through: on a day that nobody knows."""

    days: dict[str, date]
    through: list[str]

    def first(self, day: date) -> date:
        """The first day that is known of the case."""
        return min([day, *self.days.values()])


class ListedRoad(NamedTuple):
    """Stages by name. since: of the stage where it stands, where its own column says it."""

    passed: tuple[tuple[str, date], ...] = ()
    came_through: tuple[str, ...] = ()
    since: date | None = None


def stage_columns(header: Header, workflows: list[Workflow], columns: Mapping[str, str] = {}) -> dict[str, str]:
    """The columns beside those of a case that are called as a stage of one of these workflows is, by their headers.

    columns: what a profile says of further columns: the stage by the header.
    """
    labels = {name: stage.label for each in workflows for name, stage in each.stages.items()}
    found = {each.header: columns.get(each.header, each.header) for each in header.unknown}
    return {head: STAGE + called for head, called in found.items() if meant(called, labels) is not None}


def told_of_road(reader: RowReader, record: ListRow, today: date, *, sure: bool) -> ToldOfRoad:
    found = ToldOfRoad({}, [])
    for header, called in reader.read.asked.further.items():
        cell = record.further.get(header, "")
        if not called.startswith(STAGE) or folded(text_of(cell)) in NO:
            continue
        if folded(text_of(cell)) in YES:
            found.through.append(header)
        elif day := reader.day_of(header, cell):
            found.days[header] = judged_day(reader, header, day, today, sure=sure)
    return found


def road_of(reader: RowReader, told: ToldOfRoad, workflow: Workflow, stage: str, since: date | None) -> ListedRoad:
    """In the words of the workflow of the row; what it does not have, or contradicts where the case stands, is bad."""
    labels = {name: each.label for name, each in workflow.stages.items()}
    names: dict[str, str] = {}
    for header in (*told.days, *told.through):
        name = meant(reader.read.asked.further[header].removeprefix(STAGE), labels)
        if name is None:
            nl = f"{workflow.workflow} heeft deze stap niet; laat de cel leeg"
            en = f"{workflow.workflow} does not have this stage; leave the cell empty"
            reader.is_bad(header, Words(nl, en))
        elif not stage and reader.text("stage"):
            continue  # which is no stage: that is said
        elif not stage:
            nl = "zeg in een kolom ‘stap’ waar het traject nu staat"
            en = "say in a column 'stage' where the case stands now"
            reader.is_bad(header, Words(nl, en))
        else:
            names[header] = name
    here = next((day for header, day in told.days.items() if names.get(header) == stage), None)
    if here and since and here != since:
        header = next(each for each in told.days if names.get(each) == stage)
        nl, en = f"en sinds is {since}; verbeter een van de twee", f"and since is {since}; mend one of the two"
        reader.is_bad(header, Words(nl, en))
    passed = tuple((names[each], day) for each, day in told.days.items() if names.get(each, stage) != stage)
    through = tuple(names[each] for each in told.through if names.get(each, stage) != stage)
    return ListedRoad(passed, through, here)


def taking_over(opening: ask.Open, stage: str, road: ListedRoad, starts: tuple[str, ...]) -> ask.TakeOver:
    return ask.TakeOver(
        opening.workflow,
        opening.subject,
        opening.municipality,
        stage,
        opening.on,
        opening.intake_on,
        opening.facts,
        road.passed,
        road.came_through,
        starts,
        sure=opening.sure,
        holders=opening.holders,
        sure_of_days=opening.sure_of_days,
    )
