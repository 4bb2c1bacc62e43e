"""Definitions and calendars, kept by the hash of their text, so that history replays without files."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, select

from trajectories.history.codec import canonical
from trajectories.history.events import DefinitionPublished
from trajectories.history.streams import OFFICE
from trajectories.repository.edition_table import PERSON_FACTS
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import CALENDAR, DEFINITION
from workflows.calendar import WorkCalendar
from workflows.errors import DefinitionError, HistoryBroken, Problem, Refused
from workflows.language.person_facts import PersonFacts, edition_from
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved


OF_VERSION = Prepared(
    select(DEFINITION.c.hash, DEFINITION.c.published).where(
        DEFINITION.c.workflow == bindparam("workflow"),
        DEFINITION.c.variant == bindparam("variant"),
        DEFINITION.c.version == bindparam("version"),
    )
)
PUBLISHED = Prepared(select(DEFINITION.c.published).where(DEFINITION.c.hash == bindparam("digest")))


def keep_definition(uow: UnitOfWork, resolved: "Resolved") -> None:
    """Stores text and sources. Raises DefinitionError when this version was published with another text."""
    if resolved.hash in uow.definitions_kept:
        return
    workflow = resolved.workflow
    rows = uow.fetch(OF_VERSION, workflow=workflow.workflow, variant=workflow.variant, version=workflow.version)
    if any(published and digest != resolved.hash for digest, published in rows):
        raise DefinitionError([_published_differently(resolved)])
    if resolved.hash not in {digest for digest, _ in rows}:
        row = {
            "hash": resolved.hash,
            "workflow": workflow.workflow,
            "variant": workflow.variant,
            "version": workflow.version,
            "text": resolved.text,
            "sources": canonical([list(source) for source in resolved.sources]),
            "published": 0,
        }
        uow.connection.execute(insert(DEFINITION), [row])
    uow.definitions_kept.add(resolved.hash)


def is_published(uow: UnitOfWork, digest: str) -> bool:
    found = uow.fetch(PUBLISHED, digest=digest)
    return bool(found and found[0][0])


def must_be_published(uow: UnitOfWork, resolved: "Resolved") -> None:
    """Raises Refused for a draft."""
    if is_published(uow, resolved.hash):
        return
    workflow = resolved.workflow
    which = f"{workflow.workflow} {workflow.version} ({workflow.variant})"
    raise Refused(
        Words(
            f"{which} is niet gepubliceerd; een beheerder doet dat met ‘traject workflow publish "
            f"{workflow.workflow}’. ‘traject init’ publiceert de ingebouwde, een oefendatabase (init --sandbox) opent "
            "ook concepten",
            f"{which} is not published; an administrator does that with 'traject workflow publish "
            f"{workflow.workflow}'. 'traject init' publishes the built-in ones, a sandbox (init --sandbox) opens "
            "drafts too",
        )
    )


def keep_calendar(uow: UnitOfWork, calendar: WorkCalendar) -> None:
    if not uow.connection.execute(select(CALENDAR.c.hash).where(CALENDAR.c.hash == calendar.hash)).first():
        uow.connection.execute(insert(CALENDAR), [{"hash": calendar.hash, "text": calendar.text}])


def keep_person_facts(uow: UnitOfWork, edition: PersonFacts) -> None:
    if not uow.connection.execute(select(PERSON_FACTS.c.hash).where(PERSON_FACTS.c.hash == edition.hash)).first():
        uow.connection.execute(insert(PERSON_FACTS), [{"hash": edition.hash, "text": edition.text}])


def person_facts_in_force(uow: UnitOfWork) -> PersonFacts:
    """What may be recorded of a person. Raises HistoryBroken where the database no longer holds it."""
    query = select(PERSON_FACTS.c.text).where(PERSON_FACTS.c.hash == uow.setting("person_facts"))
    text = uow.connection.execute(query).scalar()
    if text is None:
        raise HistoryBroken(
            Words("de feiten van personen ontbreken in de database", "the facts of persons are missing in the database")
        )
    return edition_from(str(text))


def _published_differently(resolved: "Resolved") -> Problem:
    workflow = resolved.workflow
    message = (
        f"{workflow.workflow} {workflow.version} ({workflow.variant}) was published with another text; "
        "a published version never changes: raise the version"
    )
    return Problem(resolved.sources[-1][0] if resolved.sources else "", 1, 1, "published", message)


def past_answered(uow: UnitOfWork, definitions: Collection[str]) -> str:
    """What was answered, when these definitions were published, about reminders that lie in the past.

    none, latest or all; empty where nothing was, or not the same for all of them.
    """
    events: list[Any] = [each.event for each in uow.history(OFFICE)]
    told = {event.hash: event.past for event in events if isinstance(event, DefinitionPublished)}
    answers = {told.get(digest, "") for digest in definitions}
    return answers.pop() if len(answers) == 1 else ""


class Kept(NamedTuple):
    """A definition as it was stored. base_text: the file of its base, which those published together share."""

    workflow: str
    variant: str
    version: int
    hash: str
    text: str
    base_text: str
    is_published: bool


def kept_definitions(uow: UnitOfWork, workflow: str) -> list[Kept]:
    """Every version and variant of a workflow in this database, by version; of one version a published one last."""
    columns = (DEFINITION.c.variant, DEFINITION.c.version, DEFINITION.c.hash, DEFINITION.c.text, DEFINITION.c.sources)
    query = select(*columns, DEFINITION.c.published).where(DEFINITION.c.workflow == workflow)
    order = (DEFINITION.c.version, DEFINITION.c.variant, DEFINITION.c.published, DEFINITION.c.hash)
    return [
        Kept(workflow, row.variant, row.version, row.hash, row.text, _base_text(row.sources), bool(row.published))
        for row in uow.connection.execute(query.order_by(*order))
    ]


def _base_text(sources: str) -> str:
    """The first of the files that a definition was resolved from."""
    found = json.loads(sources)
    return str(found[0][1]) if found else ""
