"""What a person should look at after a command, in words."""

from collections.abc import Iterable
from datetime import date

from trajectories.casework.take_over import NOT_GIVEN, NOT_STARTED
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import Trajectory
from workflows.language.road_facts import fact_label
from workflows.words import Words


def still_given(signal: ev.Signalled) -> Words:
    what, key = signal["task"] or signal["fact"], signal["trajectory"]
    return Words(
        f"{key} kreeg door deze stap {what}; dat blijft daar staan: handel het daar af",
        f"{key} was given {what} by this step; it stays there: see to it there",
    )


def gone_too(with_it: Iterable[Trajectory]) -> Words:
    listing = ", ".join(f"{each.id} ({each.workflow})" for each in with_it)
    return Words(f"ook teruggedraaid: {listing}", f"taken back with it: {listing}")


def opened_from(now: Trajectory) -> Words:
    """For a trajectory that another one started: what started it stands."""
    key, _, version = now.origin.partition("@")
    return Words(
        f"{now.id} was geopend door gebeurtenis {version} van {key}; die blijft staan",
        f"{now.id} was opened by event {version} of {key}, which stays",
    )


def what_changed(written: Written, expect: int) -> Words:
    later = [each for each in written.history if each.version > expect]
    listing = ", ".join(f"{each.version} {type(each.event).__name__} {each.occurred_on}" for each in later) or "–"
    now = written.trajectory
    return Words(
        f"iemand schreef eerder: {now.id} is nu versie {now.version}, niet {expect}. Nieuw: {listing}. Kijk opnieuw",
        f"someone wrote first: {now.id} is at version {now.version} now, not {expect}. New: {listing}. Look again",
    )


def ended_since(written: Written, name: str, on: date) -> list[Words]:
    """Of a fact recorded for a day before the step that last ended it."""
    steps = written.trajectory.forgotten.get(name, ())
    label = fact_label(written.compiled.workflow, name)
    if not steps or on >= steps[-1].on:
        return []
    step = steps[-1]
    nl = f"de stap van {step.on} ({step.version}) maakte een eind aan ‘{label.nl}’: het geldt tot die dag"
    en = f"the step of {step.on} ({step.version}) ended '{label.say('en')}': it holds until that day"
    return [
        Words(
            f"{nl}; leg het met --on van die dag of later vast als het daarna ook geldt",
            f"{en}; record it with --on that day or later if it holds after it too",
        )
    ]


def follow_suit(followers: list[str]) -> Words:
    listing = ", ".join(followers)
    return Words(f"gaat mee: {listing}", f"follows along: {listing}")


def undelivered(signal: ev.Signalled) -> Words:
    if signal["problem"] == NOT_STARTED:
        return Words(
            f"{signal['workflow']} werd bij het overnemen niet geopend: dat doet alleen --start; kijk of het elders "
            "liep en neem het over of open het",
            f"{signal['workflow']} was not opened with the taking over: only --start does that; see whether it ran "
            "elsewhere, and take it over or open it",
        )
    if signal["problem"] == "runs":
        key, workflow = signal["trajectory"], signal["workflow"]
        return Words(
            f"{workflow} loopt al ({key}) en ging daarom niet hiervandaan verder; kijk of dat klopt",
            f"{workflow} runs already ({key}), so it was not opened as what follows; see whether that is right",
        )
    if signal["problem"] == "shut":
        return Words(
            f"{signal['workflow']} neemt op deze dag geen nieuwe cliënten aan en werd niet geopend; "
            "kijk wat er in plaats daarvan nodig is",
            f"{signal['workflow']} takes no new clients on this day, so it was not opened; see what is needed instead",
        )
    if signal["problem"] == "no_household":
        return Words(
            f"{signal['workflow']} volgt een huishouden en dat is er nog niet; vorm het met 'traject household add' "
            f"en open dan {signal['workflow']}",
            f"{signal['workflow']} follows a household, and there is none yet; form it with 'traject household add' "
            f"and open {signal['workflow']} then",
        )
    what = signal["task"] or signal["fact"]
    if signal["problem"] == NOT_GIVEN:
        return Words(
            f"{what} werd bij het overnemen niet aan {signal['workflow']} doorgegeven; kijk of het daar al stond, en "
            "regel het anders zelf",
            f"{what} was not passed on to {signal['workflow']} with the taking over; see whether it was there already, "
            "and see to it yourself if not",
        )
    if signal["problem"] == "unset":
        return Words(
            f"{what} kon niet aan {signal['workflow']} worden doorgegeven: hier nog niet vastgelegd; regel dit zelf",
            f"{what} could not be passed on to {signal['workflow']}: it is not recorded here; see to it yourself",
        )
    if signal["problem"] == "unknown":
        return Words(
            f"{what} kon niet worden doorgegeven: {signal['workflow']} kent dat niet in de versie die daar loopt; "
            "regel dit zelf",
            f"{what} could not be passed on: {signal['workflow']} does not know it in the version that runs there; "
            "see to it yourself",
        )
    several = signal["problem"] == "several"
    return Words(
        f"{what} kon niet worden doorgegeven: {'meer dan één' if several else 'geen'} lopend traject "
        f"{signal['workflow']} in het huishouden; regel dit zelf",
        f"{what} could not be passed on: {'more than one' if several else 'no'} open {signal['workflow']} "
        "in the household; see to it yourself",
    )


def by_its_edition(key: str, variant: str, day: date) -> Words:
    """Of a case taken over of which nobody said when it began."""
    return Words(
        f"{key} volgt {variant}, zoals dat geldt bij een intake op {day}; wanneer het begon is niet verteld. Begon het "
        "eerder, draai dit dan terug en geef --intake",
        f"{key} follows {variant}, as that holds for an intake on {day}; when it began was not told. If it began "
        "earlier, take this back and give --intake",
    )


def still_running(started: ev.StartedOther) -> Words:
    key, workflow = started["trajectory"], started["workflow"]
    return Words(
        f"{key} ({workflow}) was door deze stap gestart en loopt door; sluit het mee met --also {key}",
        f"{key} ({workflow}) was started by this step and goes on; close it too with --also {key}",
    )


def stays_closed(started: ev.StartedOther) -> Words:
    key, workflow = started["trajectory"], started["workflow"]
    return Words(
        f"{key} ({workflow}) was door deze stap gestart, is gesloten en blijft dat; kijk of het weer open moet",
        f"{key} ({workflow}) was started by this step, is closed and stays so; see whether it is to be opened again",
    )


def formed_later(ref: str, on: date) -> Words:
    return Words(
        f"op {on} had {ref} nog geen leden; de leden waarmee het huishouden later begon, tellen mee",
        f"on {on} {ref} had no members yet; those it was formed with later are counted in",
    )


def unknown_age(ref: str) -> Words:
    return Words(
        f"de geboortedatum van {ref} is niet bekend; telt als volwassene",
        f"the birth date of {ref} is not known; counts as an adult",
    )
