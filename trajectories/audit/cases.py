"""Each trajectory against its history: replay gives what is stored, and each step stands in the definition of then."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import exists
from sqlalchemy.exc import SQLAlchemyError

from trajectories.audit.actors import Actors
from trajectories.audit.found import NOT_REPLAYED, Found, found
from trajectories.audit.moves import broken_migrations, decided_elsewhere, definitions_in_force, strays
from trajectories.audit.steps import unknown_task, who_may
from trajectories.audit.stored import Stream, stored_rows, text_of
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state import Trajectory
from trajectories.history.state_text import state_text
from trajectories.projections.projections import FORM
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, TRAJECTORY
from trajectories.repository.trajectories import Dossiers
from workflows.errors import CaseworkError
from workflows.machine.state_machine import Compiled
from workflows.words import Words

AT_ONCE = 200


class Cases:
    """Casework only: what was said of it is folded into no state."""

    def __init__(self, uow: UnitOfWork, actors: Actors) -> None:
        self._uow = uow
        self._actors = actors
        self._dossiers = Dossiers()
        self._states: dict[str, str] = {}
        self._is_of_this_form = _is_of_this_form(uow)

    def see(self, stream: Stream) -> Iterator[Found]:
        if not is_case(stream.key):
            return
        if not stream.is_whole:
            self._states[stream.key] = ""
            return
        history = [each.recorded for each in stream.events]
        try:
            trajectory = replay(stream.key, history)
            in_force = definitions_in_force(history, stream.gaps)
            under = {digest: self._dossiers.compiled(self._uow, digest) for digest in set(in_force.values())}
        except (CaseworkError, SQLAlchemyError, KeyError, TypeError, ValueError) as error:
            yield found(stream.key, 0, _cannot_be_replayed(error))
            return
        self._states[stream.key] = state_text(trajectory)
        yield from self._judged(stream, history, trajectory, in_force, under)
        if len(self._states) >= AT_ONCE:
            yield from self._compared()

    def rest(self) -> Iterator[Found]:
        yield from self._compared()

    def _judged(
        self,
        stream: Stream,
        history: Sequence[Recorded],
        trajectory: Trajectory,
        in_force: Mapping[int, str],
        under: Mapping[str, Compiled],
    ) -> Iterator[Found]:
        key = trajectory.id
        for step in strays(under, in_force, history, trajectory, stream.gaps):
            yield found(key, step.version, STRAY)
        for migration in broken_migrations(in_force, history):
            yield found(key, migration.version, FROM_ELSEWHERE)
        for other in decided_elsewhere(in_force, history):
            yield found(key, other.version, DECIDED_ELSEWHERE)
        for each in stream.events:
            compiled = under[in_force[each.recorded.version]]
            if unknown_task(compiled, each.recorded):
                yield found(key, each.recorded.version, NO_TASK)
            elif (roles := who_may(compiled, each.recorded)) and not self._actors.may(each, roles):
                yield found(key, each.recorded.version, NOT_THEIRS)

    def _compared(self) -> Iterator[Found]:
        """With the stored states, of some at once; a broken history is not: its state says nothing."""
        states, self._states = self._states, {}
        if not self._is_of_this_form:
            return
        columns = (TRAJECTORY.c.id, TRAJECTORY.c.state, TRAJECTORY.c.version)
        rows = stored_rows(self._uow, columns, where=among(TRAJECTORY.c.id, states))
        stored = {text_of(key): (state, version) for key, state, version in rows}
        for key, state in states.items():
            if key not in stored:
                yield found(key, 0, NO_ROW)
            elif state and stored[key][0] != state.encode():
                version = int(stored[key][1]) if stored[key][1].isdigit() else 0
                yield found(key, version, DIFFERS)


def beside_the_history(uow: UnitOfWork) -> Iterator[Found]:
    """Rows of trajectories that no event is of."""
    if not _is_of_this_form(uow):
        yield found("projections", 0, OF_ANOTHER_RELEASE)
        return
    others = ~exists().where(EVENT.c.stream == TRAJECTORY.c.id)
    for row in stored_rows(uow, (TRAJECTORY.c.id,), TRAJECTORY.c.number, where=others):
        yield found(text_of(row[0]), 0, WITHOUT_HISTORY)


def _is_of_this_form(uow: UnitOfWork) -> bool:
    return uow.setting("projections") == FORM


def is_case(stream: str) -> bool:
    return stream.startswith("t") and stream[1:].isdecimal()


def _cannot_be_replayed(error: Exception) -> Words:
    why = Words(str(error))
    if isinstance(error, CaseworkError):
        why = error.words
    elif isinstance(error, SQLAlchemyError):
        why = Words("waar het op rust is geen tekst", "what it rests on is no text")
    return Words(f"{NOT_REPLAYED.nl}: {why.say('nl')}", f"{NOT_REPLAYED.say('en')}: {why.say('en')}")


OF_ANOTHER_RELEASE = Words(
    "gemaakt door een eerdere uitgave; ‘traject init’ maakt ze opnieuw",
    "made by an earlier release; 'traject init' makes them again",
)
NO_ROW = Words("heeft geen projectie; ‘traject rebuild’ maakt die", "it has no projection; 'traject rebuild' makes it")
DIFFERS = Words(
    "de projectie verschilt van de geschiedenis; ‘traject rebuild’ herstelt dat",
    "the projection differs from the history; 'traject rebuild' mends it",
)
WITHOUT_HISTORY = Words("het staat in de projectie en heeft geen geschiedenis", "it is shown and has no history")
STRAY = Words("deze stap staat niet in zijn definitie", "this move is not in its definition")
NO_TASK = Words("deze taak staat niet in zijn definitie", "this task is not in its definition")
NOT_THEIRS = Words(
    "de definitie van toen laat dit niet toe in een rol van wie het vastlegde",
    "the definition of then does not allow this in any role of whoever recorded it",
)
DECIDED_ELSEWHERE = Words(
    "vastgelegd onder een andere definitie dan die gold",
    "it was written under another definition than the one that held",
)
FROM_ELSEWHERE = Words(
    "deze overgang begint niet bij de definitie die gold",
    "this migration does not start from the definition that held",
)
