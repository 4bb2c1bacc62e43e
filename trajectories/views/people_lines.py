"""What happened to a client, a household, a question about them and the office, event by event in plain words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, assert_never

from trajectories.history import events as ev
from trajectories.history.events import OfficeEvent, PeopleEvent, Recorded, Value
from trajectories.views.event_kinds import KINDS
from trajectories.views.event_lines import EventPage, local_text
from trajectories.views.history import ERASED, UNMARKED, Marked, event_view, is_private_ref
from workflows.catalogue.place_names import place_name
from workflows.language.facts import FactSpec
from workflows.language.roles import ROLES
from workflows.words import Lang, Words

PeopleLine = PeopleEvent | OfficeEvent | ev.FactSet | ev.EventVoided | ev.EventReplaced
FIELDS = {
    "ref": Words("kenmerk", "reference"),
    "name": Words("naam", "name"),
    "born": Words("geboren", "born"),
    "gender": Words("geslacht", "gender"),
    "nationality": Words("nationaliteit", "nationality"),
    "arrival_route": Words("aankomstroute", "arrival route"),
    "email": Words("mailadres", "mail address"),
    "municipality": Words("gemeente", "municipality"),
    "lang": Words("taal", "language"),
    "hours": Words("uur van de dagelijkse mail", "hour of the daily message"),
}
KEPT = {  # beside FIELDS, of what is kept apart from the history
    "address": Words("adres", "address"),
    "note": Words("notitie", "note"),
    "reason": Words("reden", "reason"),
    "due_on": Words("dag van een termijn", "day of a term"),
    "receipt": Words("berekening van een termijn", "reckoning of a term"),
    "number_elsewhere": Words("nummer elders", "number elsewhere"),
}
ANSWERS = {"yes": Words("ja", "yes"), "no": Words("nee", "no"), "overtaken": Words("achterhaald", "overtaken")}
ASKED = {
    "transfer": Words("gaat wat loopt over", "does what runs go over"),
    "stay": Words("blijft wat loopt", "does what runs stay"),
    "open": Words("opnieuw openen", "open again"),
    "close": Words("sluiten", "close"),
    "belongs": Words("is het van deze cliënt", "is it this client's"),
}
NOTHING = Words("niets", "nothing")


class PeopleReader(NamedTuple):
    """As event_lines.Reader. facts: those of persons; events: of the stream, by version."""

    staff: Mapping[str, str]
    refs: Mapping[str, str]
    private: Mapping[str, str]
    facts: Mapping[str, FactSpec]
    history: Sequence[Recorded]
    marks: Mapping[tuple[str, int], Marked]
    lang: Lang

    def say(self, nl: str, en: str) -> str:
        return Words(nl, en).say(self.lang)

    def ref(self, key: str) -> str:
        return self.refs.get(key, key)

    def name(self, staff: str) -> str:
        return self.staff.get(staff, staff)

    def value(self, value: object) -> str:
        if isinstance(value, dict) and is_private_ref(value):
            return self.private.get(str(value["private"]), ERASED.say(self.lang))
        if isinstance(value, bool):
            return self.say("ja", "yes") if value else self.say("nee", "no")
        return str(value) if value not in (None, "") else NOTHING.say(self.lang)

    def of_fact(self, name: str, value: object) -> str:
        spec = self.facts.get(name)
        label = spec.labels.get(str(value)) if spec else None
        return label.say(self.lang) if label else self.value(value)

    def fact(self, name: str) -> str:
        return self.facts[name].label.say(self.lang) if name in self.facts else name


def people_page(recorded: Recorded, reader: PeopleReader) -> EventPage:
    document = event_view(recorded, reader.marks.get((recorded.stream, recorded.version), UNMARKED), reader.private)
    kind = KINDS.get(type(recorded.event).__name__, Words(type(recorded.event).__name__)).say(reader.lang)
    what = ": ".join(filter(None, [kind, told_of_people(recorded, reader)]))
    reason = reader.private.get(recorded.reason, ERASED.say(reader.lang)) if recorded.reason else ""
    return EventPage(document, what, reason, reader.name(recorded.actor))


def told_of_people(recorded: Recorded, reader: PeopleReader) -> str:
    event: Any = recorded.event
    line: PeopleLine = event
    match line:
        case ev.FactSet():
            return f"{reader.fact(line.name)}: {reader.of_fact(line.name, line.value)}"
        case ev.EventVoided():
            return _version(line.version, reader)
        case ev.EventReplaced():
            return _replaced(line, reader)
        case ev.PersonAdded():
            return _added(line, reader)
        case ev.PersonChanged():
            return _changed(recorded, line.field, line.value, reader)
        case ev.PersonVoided() | ev.PersonLeft() | ev.PersonReturned() | ev.PersonUnmerged():
            return ""
        case ev.DwellingTakenBack() | ev.HouseholdVoided():
            return ""
        case ev.KnownElsewhere():
            return reader.value(line.number_elsewhere)
        case ev.PersonMerged():
            return reader.ref(line.into)
        case ev.HouseholdFormed():
            return ", ".join([reader.value(line.ref), *map(reader.ref, line.members)])
        case ev.HouseholdJoined() | ev.HouseholdLeft():
            return reader.ref(line.member)
        case ev.HouseholdHoused():
            return _housed(line, reader)
        case ev.QuestionAsked():
            return _asked(line, reader)
        case ev.QuestionSettled():
            return ANSWERS[line.answer].say(reader.lang)
        case _:
            return _of_office(recorded, line, reader)


def _of_office(recorded: Recorded, line: OfficeEvent, reader: PeopleReader) -> str:
    match line:
        case ev.StaffAdded():
            place = _place(line.municipality, reader) if line.municipality else ""
            email = reader.value(line.email) if line.email else ""
            return ", ".join(filter(None, [reader.value(line.name), email, place]))
        case ev.StaffChanged():
            return f"{reader.name(line.staff)}, {_changed(recorded, line.field, line.value, reader)}"
        case ev.RoleGiven():
            until = reader.say(f", tot en met {line.until}", f", until {line.until}") if line.until else ""
            return f"{reader.name(line.staff)}, {_role(line.role, reader)}{until}"
        case ev.RoleTaken():
            return f"{reader.name(line.staff)}, {_role(line.role, reader)}"
        case ev.StaffAway():
            return _away(line, reader)
        case ev.StaffBack():
            on = reader.say(f", vanaf {line.on}", f", from {line.on}") if line.on else ""
            return f"{reader.name(line.staff)}{on}"
        case ev.AddressBounced():
            return reader.name(line.staff)
        case ev.DefinitionPublished():
            return f"{line.workflow} {line.variant}, {_version(line.version, reader)} ({line.hash[:12]})"
        case ev.CalendarAdopted():
            return " ".join(filter(None, [line.name, line.hash[:12]]))
        case ev.PersonFactsAdopted():
            return line.hash[:12]
        case ev.OfficeBegun() | ev.OfficeFound():
            return _is(line, reader)
        case ev.ChannelChosen():
            return line.channel
        case ev.WitnessAdded():
            return reader.value(line.address)
        case ev.WitnessRemoved():
            return _witness(line, reader)
        case ev.CheckpointTaken():
            return f"{line.position} ({line.root[:12]})"
        case ev.ClockConfirmed(since):
            return reader.say("stil sinds ", "silent since ") + local_text(datetime.fromisoformat(since))
        case ev.ClockRepaired(ahead):
            return reader.say("liep voor, tot ", "was ahead, up to ") + local_text(datetime.fromisoformat(ahead))
        case ev.SeatsKept():
            return ""
        case ev.SeatSeen():
            return f"{line.seat}: {_account(line.user, line.host, line.session, reader=reader)}"
        case ev.StaffBound():
            return f"{reader.name(line.staff)}: {_account(line.user, line.session, reader=reader)}"
        case ev.IdentityStrict():
            return reader.value(line.strict)
        case ev.LossAccepted():
            return "; ".join(_gone(each, reader) for each in line.missing)
        case ev.Restored():
            return f"{line.source}, {line.position}" if line.source else ""
        case ev.RestoreSettled():
            return (
                reader.say("is gezegd", "was said") if line.said else reader.say("wordt weer gezegd", "is said again")
            )
        case ev.Erased():
            return _erased(line, reader)
        case ev.MissingFound():
            return str(len(line.values)) if line.values else NOTHING.say(reader.lang)
        case ev.Imported() | ev.ImportUndone():
            return f"{line.number}"
        case _:
            assert_never(line)


def _is(line: ev.OfficeBegun | ev.OfficeFound, reader: PeopleReader) -> str:
    kind = reader.say("oefendatabase", "sandbox") if line.sandbox else reader.say("echte database", "real database")
    return f"{kind} {line.database}, {line.channel}"


def _witness(line: ev.WitnessRemoved, reader: PeopleReader) -> str:
    """The address that was recorded with it."""
    added = (each.event for each in reader.history if isinstance(each.event, ev.WitnessAdded))
    return next((reader.value(each.address) for each in added if each.witness == line.witness), line.witness)


def _erased(line: ev.Erased, reader: PeopleReader) -> str:
    labels = {name: spec.label for name, spec in reader.facts.items()}
    return f"{reader.ref(line.person)}: {kept_amounts(line.counts, labels, reader.lang)}"


def kept_amounts(counts: Mapping[str, int], facts: Mapping[str, Words], lang: Lang) -> str:
    """facts: the labels of those that may be among them; an older one by its name."""
    labels = {**facts, **FIELDS, **KEPT}
    return ", ".join(f"{labels.get(name, Words(name)).say(lang)} {count}" for name, count in counts.items())


def _account(*parts: object, reader: PeopleReader) -> str:
    """The account, the host and the role of the database, as far as they are named."""
    return ", ".join(reader.value(each) for each in parts if each) or NOTHING.say(reader.lang)


def _gone(gone: ev.EventsGone, reader: PeopleReader) -> str:
    after, known = gone["after"], gone["known"]
    last = reader.say(f" tot en met {known}", f" up to {known}") if known else ""
    return reader.say(f"{gone['stream']}: na {after}{last}", f"{gone['stream']}: after {after}{last}")


def _version(version: int, reader: PeopleReader) -> str:
    return reader.say(f"versie {version}", f"version {version}")


def _replaced(line: ev.EventReplaced, reader: PeopleReader) -> str:
    of: Any = next((each.event for each in reader.history if each.version == line.version), None)
    name = of.name if isinstance(of, ev.FactSet) else ""
    day = reader.say(f"dag {line.occurred_on}", f"day {line.occurred_on}") if line.occurred_on else ""
    value = reader.say("nu ", "now ") + reader.of_fact(name, line.value) if line.value is not None else ""
    about = f" ({reader.fact(name)})" if name else ""
    return f"{_version(line.version, reader)}{about}: {', '.join(filter(None, [day, value]))}"


def _added(line: ev.PersonAdded, reader: PeopleReader) -> str:
    born = f"{FIELDS['born'].say(reader.lang)} {reader.value(line.born)}" if line.born else ""
    name = reader.value(line.name) if line.name else ""
    rest = [reader.value(value) for value in (line.gender, line.nationality, line.arrival_route) if value]
    return ", ".join(filter(None, [reader.value(line.ref), name, born, *rest]))


def _changed(recorded: Recorded, field: str, value: Value | None, reader: PeopleReader) -> str:
    label = FIELDS[field].say(reader.lang) if field in FIELDS else field
    return f"{label}: {reader.value(_before(recorded, field, reader.history))} → {reader.value(value)}"


def _before(recorded: Recorded, field: str, history: Sequence[Recorded]) -> object:
    """What the field was until then; None for nothing."""
    of: Any = recorded.event
    about = getattr(of, "staff", "")
    found: object = None
    for each in history:
        event: Any = each.event
        if each.version >= recorded.version:
            break
        if getattr(event, "staff", "") != about:
            continue
        if isinstance(event, ev.PersonAdded | ev.StaffAdded):
            found = getattr(event, field, None)
        elif isinstance(event, ev.PersonChanged | ev.StaffChanged) and event.field == field:
            found = event.value
    return found


def _housed(line: ev.HouseholdHoused, reader: PeopleReader) -> str:
    address = reader.value(line.address) if line.address else ""
    where = f"{line.dwelling} ({line.kind}), {_place(line.municipality, reader)}"
    return "; ".join(filter(None, [where, address]))


def _asked(line: ev.QuestionAsked, reader: PeopleReader) -> str:
    place = _place(line.municipality, reader) if line.municipality else ""
    staff = reader.name(line.staff) if line.staff else ""
    about = [reader.ref(line.subject), line.trajectory, line.workflow, place, staff]
    return f"{ASKED[line.kind].say(reader.lang)}: {', '.join(filter(None, about))}"


def _away(line: ev.StaffAway, reader: PeopleReader) -> str:
    first = reader.say(f", vanaf {line.from_on}", f", from {line.from_on}") if line.from_on else ""
    until = reader.say(f", tot en met {line.until}", f", until {line.until}") if line.until else ""
    other = reader.name(line.substitute)
    stands_in = reader.say(f"; {other} neemt waar", f"; {other} stands in") if line.substitute else ""
    return f"{reader.name(line.staff)}{first}{until}{stands_in}"


def _role(role: str, reader: PeopleReader) -> str:
    return ROLES.get(role, Words(role)).say(reader.lang)


def _place(municipality: str, reader: PeopleReader) -> str:
    return place_name(municipality).say(reader.lang)
