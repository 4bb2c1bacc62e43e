"""A definition as the command line names it: a FILE, a NAME on the shelf, or NAME@VERSION kept in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.session import reading
from trajectories.repository.definitions import Kept, kept_definitions
from workflows.catalogue.resolve import Selection, from_text
from workflows.errors import CaseworkError, NotFound, UsageError
from workflows.format.files import identity
from workflows.language.workflow import Workflow
from workflows.words import Words, listed

BASE, ANY = "base", "any"
Origin = Literal["file", "shelf", "database"]


class Definition(NamedTuple):
    """Of one in the database the scenarios are not kept."""

    workflow: Workflow
    hash: str


class Cohort(NamedTuple):
    """A variant as municipality and id."""

    municipality: str
    variant: str


@dataclass(frozen=True, slots=True)
class Named:
    """What A or B stands for. of: as it applies to a municipality and a day of intake.

    variants: each as it lies over this base; asking may raise DefinitionError.
    """

    asked: str
    workflow: str
    origin: Origin
    of: Callable[[str, date], Definition]
    variants: dict[Cohort, Callable[[], Definition]]


def find_named(asked: Asked, text: str) -> Named:
    """Opens the database only for NAME@VERSION. Raises NotFound and UsageError."""
    name, at, version = text.rpartition("@")
    if Path(text).is_file():
        return _in_file(asked, Path(text))
    if at and version.isdigit():
        return _in_database(asked, text, name, int(version))
    if text.endswith((".yaml", ".yml")) or "/" in text:
        raise NotFound(Words(f"Er is geen bestand {text}.", f"There is no file {text}."))
    if at:
        raise _no_version(text)
    return _on_shelf(catalogue_of(asked), text, text, "shelf")


def _no_version(text: str) -> UsageError:
    return UsageError(Words(f"‘{text}’ noemt geen versie; schrijf NAAM@2", f"'{text}' names no version; write NAME@2"))


def _in_file(asked: Asked, path: Path) -> Named:
    found = identity(path.read_text("utf-8-sig", errors="replace"))
    if found and found[0] == "municipality":
        raise UsageError(
            Words(
                f"{path} is een gemeentebestand; noem een workflow, en geef de map met --workflows",
                f"{path} is the file of a municipality; name a workflow, and give its folder with --workflows",
            )
        )
    return _on_shelf(catalogue_of(asked, [path]), str(path), found[1] if found else path.stem, "file")


def _on_shelf(catalogue: Selection, text: str, workflow: str, origin: Origin) -> Named:
    def of(municipality: str, intake_on: date) -> Definition:
        found = catalogue.resolve(workflow, municipality, intake_on)
        return Definition(found.workflow, found.hash)

    variants = {
        Cohort(municipality, each.id): _serving(of, municipality, each.intake_from or each.intake_until or date.max)
        for municipality, each in catalogue.variants(workflow)
    }
    return Named(text, workflow, origin, of, variants)


def _serving(of: Callable[[str, date], Definition], municipality: str, intake_on: date) -> Callable[[], Definition]:
    return lambda: of(municipality, intake_on)


# In the database


def _in_database(asked: Asked, text: str, workflow: str, version: int) -> Named:
    with reading(asked) as (_, uow, _):
        kept = kept_definitions(uow, workflow)
    base = _base(kept, workflow, version)
    beside = _beside(base, kept)

    def of(municipality: str, intake_on: date) -> Definition:
        return _definition(_variant_for(asked, beside, base, municipality, intake_on))

    return Named(text, workflow, "database", of, {cohort: _later(each) for cohort, each in beside.items()})


def _base(kept: list[Kept], workflow: str, version: int) -> Kept:
    bases = [each for each in kept if each.variant == BASE]
    found = [each for each in bases if each.version == version]
    if not found:
        raise _not_kept(workflow, version, sorted({each.version for each in bases}))
    if len(found) > 1 and not found[-1].is_published:
        raise _several_drafts(workflow, version, len(found))
    return found[-1]


def _several_drafts(workflow: str, version: int, count: int) -> UsageError:
    return UsageError(
        Words(
            f"van {workflow} {version} staan {count} concepten in deze oefendatabase; noem het bestand",
            f"this sandbox keeps {count} drafts of {workflow} {version}; name the file",
        )
    )


def _not_kept(workflow: str, version: int, known: list[int]) -> NotFound:
    nl, en = (listed([str(each) for each in known], lang) for lang in ("nl", "en"))
    return NotFound(
        Words(
            f"van {workflow} staat versie {version} niet in deze database; wel: {nl}",
            f"version {version} of {workflow} is not kept in this database; kept: {en}",
        )
    )


def _beside(base: Kept, kept: list[Kept]) -> dict[Cohort, Kept]:
    """The variants that were resolved from the same file as the base; of several versions the highest."""
    found = [each for each in kept if each.variant != BASE and each.base_text == base.base_text]
    return {Cohort(from_text(each.text).municipality, each.variant): each for each in found}


def _variant_for(asked: Asked, beside: dict[Cohort, Kept], base: Kept, municipality: str, intake_on: date) -> Kept:
    """Which cohort an intake falls in is told by the files; where they do not know, there must be one."""
    own = {cohort.variant: each for cohort, each in beside.items() if cohort.municipality == municipality}
    if municipality != ANY and not own and municipality not in catalogue_of(asked).municipalities:
        raise NotFound(
            Words(f"gemeente ‘{municipality}’ is niet bekend", f"the municipality '{municipality}' is not known")
        )
    if municipality == ANY or not own:
        return base
    try:
        serving = catalogue_of(asked).resolve(base.workflow, municipality, intake_on).workflow.variant
    except CaseworkError:
        serving = ""
    if serving == BASE:
        return base
    if serving in own or len(own) == 1:
        return own.get(serving) or next(iter(own.values()))
    nl, en = listed(sorted(own), "nl"), listed(sorted(own), "en")
    raise NotFound(
        Words(
            f"welke variant van {municipality} op {intake_on} geldt, is niet te zeggen; er zijn: {nl}",
            f"which variant of {municipality} applies on {intake_on} cannot be told; there are: {en}",
        )
    )


def _later(kept: Kept) -> Callable[[], Definition]:
    return lambda: _definition(kept)


def _definition(kept: Kept) -> Definition:
    return Definition(from_text(kept.text), kept.hash)
