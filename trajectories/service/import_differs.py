"""What a row of a list says otherwise than is recorded: both, for whoever brings it in. It goes into no event."""

from collections.abc import Mapping, Sequence

from trajectories.history.events import Value
from trajectories.imports.cells import value_shown
from trajectories.repository.store import UnitOfWork
from workflows.describe.phrases import value_words
from workflows.language.facts import FactSpec
from workflows.words import Words


def otherwise(label: Words, here: Words | str, listed: Words | str) -> Words:
    """here: empty where nothing is known."""
    known, told = _shown(here), _shown(listed)
    nl = f"hier ‘{known.nl}’" if known.nl else "hier niet bekend"
    en = f"'{known.say('en')}' here" if known.nl else "not known here"
    return Words(
        f"{label.nl} is {nl} en in de lijst ‘{told.nl}’",
        f"{label.say('en')} is {en} and '{told.say('en')}' in the list",
    )


def fact_otherwise(name: str, spec: FactSpec | None, here: Value | None, listed: Value) -> Words:
    """spec: None where the case goes by an edition that does not know it."""
    labels = spec.labels if spec else {}
    return otherwise(spec.label if spec else Words(name), _fact(labels, here), _fact(labels, listed))


def kept_value(uow: UnitOfWork, value: Value | None) -> Value | None:
    """A fact as it was recorded; a private one as it is kept apart, None where that was erased."""
    if isinstance(value, dict):
        key = str(value["private"])
        return uow.private(key).get(key)
    return value


def all_of(several: Sequence[Words]) -> Words:
    return Words("; ".join(each.nl for each in several), "; ".join(each.say("en") for each in several))


def labelled(value: str, labels: Mapping[str, Words]) -> Words:
    return labels.get(value, Words(value))


def _fact(labels: Mapping[str, Words], value: Value | None) -> Words:
    return Words("") if value is None or isinstance(value, dict) else value_words(value, labels)


def _shown(value: Words | str) -> Words:
    words = value if isinstance(value, Words) else Words(value)
    return Words(value_shown(words.nl), value_shown(words.say("en")))
