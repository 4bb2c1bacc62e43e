"""Another day for a term that was met: was the one before a mistake, or does the term begin again?"""

from itertools import groupby

from trajectories.casework import commands as ask
from trajectories.casework.parse_values import checked, spec_of
from trajectories.deadlines.written import Written, deadlines_of
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state import FactEntry
from workflows.errors import Refused, UsageError
from workflows.language.private_facts import is_private
from workflows.words import Words, listed


class WhichIsIt(Refused):
    """It is not said whether the recorded day was wrong or the term begins again."""

    code = "mistake_or_again"


def must_say_which(written: Written, command: ask.SetFact) -> None:
    """Raises WhichIsIt where the new day begins anew a term that was met."""
    met = _met_that_would_begin(written, command)
    if not met:
        return
    rules = written.compiled.workflow.deadlines
    nl = listed([f"‘{rules[name].label.say('nl')}’" for name in met], "nl")
    en = listed([f"'{rules[name].label.say('en')}'" for name in met], "en")
    label = spec_of(written.compiled, command.name).label
    was = _shown(written, command.name)
    raise WhichIsIt(
        Words(
            f"‘{label.say('nl')}’ is al vastgelegd{was.nl}, en wat daarvan telt is gehaald: {nl}. Was die dag "
            "verkeerd, geef dan --was-wrong REDEN; is het opnieuw gebeurd, geef dan --again",
            f"'{label.say('en')}' is recorded already{was.en}, and what counts from it is met: {en}. If that day was "
            "wrong, give --was-wrong REASON; if it happened again, give --again",
        )
    )


def mended(written: Written, command: ask.SetFact) -> list[ask.Correct]:
    """Of each event that recorded the value in force, how it should have been. Raises UsageError where none did."""
    entries = written.trajectory.facts.get(command.name, ())
    if not entries:
        raise UsageError(
            Words(
                f"{command.name} is nog niet vastgelegd, dus er is niets te verbeteren; laat --was-wrong weg",
                f"{command.name} is not recorded yet, so there is nothing to mend; leave out --was-wrong",
            )
        )
    runs = [list(run) for _, run in groupby(entries, key=lambda each: each.value)]
    return [ask.Correct(each.version, value=command.value, sure=command.sure) for each in runs[-1]]


def _met_that_would_begin(written: Written, command: ask.SetFact) -> list[str]:
    spec = spec_of(written.compiled, command.name)
    if spec.type != "date" or not written.trajectory.facts.get(command.name):
        return []
    last = written.history[-1]
    event = ev.FactSet(command.name, checked(spec, command.name, command.value))
    told = Recorded(last.stream, last.version + 1, command.on, last.recorded_at, "", "", "", last.definition, event)
    then = replay(last.stream, [*written.history, told])
    after = {each.name: each for each in deadlines_of(written.compiled, then, written.calendar, written.private)}
    met = [each for each in written.deadlines if each.standing == "met"]
    return [each.name for each in met if each.name in after and after[each.name].occurrence != each.occurrence]


def _shown(written: Written, name: str) -> Words:
    entry: FactEntry = written.trajectory.facts[name][-1]
    if is_private(spec_of(written.compiled, name)):
        return Words("", "")
    return Words(f" als {entry.value}", f" as {entry.value}")
