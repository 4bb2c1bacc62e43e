"""Do the facts that terms are counted from make sense?"""

from collections.abc import Sequence

from scheduler.health.finding import SHOWN, HealthFinding, Severity, counted
from scheduler.health.recorded_facts import DoubtfulFact
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def fact_impossible(seen: Snapshot) -> HealthFinding | None:
    found = [each for each in seen.doubtful_facts if each.is_impossible]
    what = Words(
        "Vastgelegde feiten die niet kunnen, zodat termijnen op de verkeerde dag vallen of zwijgen",
        "Recorded facts that cannot be, so that terms fall on the wrong day or stay silent",
    )
    return _told("fact_impossible", found, "problem", what)


def fact_unlikely(seen: Snapshot) -> HealthFinding | None:
    found = [each for each in seen.doubtful_facts if not each.is_impossible]
    what = Words(
        "Vastgelegde feiten die onwaarschijnlijk zijn en waar niemand naar gevraagd is",
        "Recorded facts that are unlikely and that nobody was asked about",
    )
    return _told("fact_unlikely", found, "notice", what)


def fact_differs(seen: Snapshot) -> HealthFinding | None:
    names = [f"{each.trajectory} {each.fact}" for each in seen.facts_apart]
    what = Words(
        "Feiten van een persoon waarover lopende trajecten iets anders zeggen dan de rest",
        "Facts of a person on which running trajectories say something else than the rest",
    )
    todo = Words(
        "Elk gaat verder met het eigen antwoord. Zoek na wat klopt, en leg het vast voor allemaal.",
        "Each goes on with its own answer. Look up which is right, and record it for all of them.",
    )
    facts = dict.fromkeys(each.fact for each in seen.facts_apart)
    commands = [f"traject client fact settle REF {fact} VALUE --reason REASON" for fact in facts]
    return counted("fact_differs", names, "notice", what, todo, tuple(commands[:SHOWN]))


def _told(code: str, found: Sequence[DoubtfulFact], severity: Severity, what: Words) -> HealthFinding | None:
    """Each by trajectory, fact and the event that recorded it; never by its value."""
    names = [f"{each.trajectory} {each.fact} ({each.version})" for each in found]
    todo = Words(
        "Kijk het na in de brief of het systeem waar het uit komt, en verbeter het met de reden erbij.",
        "Look it up in the letter or system that it comes from, and mend it, with the reason.",
    )
    mending = [f"traject correct {each.trajectory} {each.version} --value VALUE --reason REASON" for each in found]
    return counted(code, names, severity, what, todo, tuple(mending[:SHOWN]))
