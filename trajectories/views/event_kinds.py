"""What an event is called, by its type."""

from workflows.words import Words

KINDS = {
    "TrajectoryOpened": Words("geopend", "opened"),
    "StageEntered": Words("stap", "stage move"),
    "FactSet": Words("feit", "fact"),
    "TaskAsked": Words("taak gevraagd", "task asked for"),
    "TaskDone": Words("taak gedaan", "task done"),
    "TaskMissed": Words("niet verschenen", "stayed away"),
    "TaskWaived": Words("taak hoeft niet meer", "task waived"),
    "MemberJoined": Words("lid erbij", "member joined"),
    "MemberChanged": Words("lid veranderd", "member changed"),
    "MemberLeft": Words("lid vertrokken", "member left"),
    "OthersFollowed": Words("elders", "elsewhere"),
    "Transferred": Words("andere gemeente", "other municipality"),
    "Assigned": Words("toegewezen", "assigned"),
    "DeadlineSuspended": Words("termijn opgeschort", "deadline suspended"),
    "DeadlineResumed": Words("termijn hervat", "deadline resumed"),
    "DeadlineExtended": Words("termijn verlengd", "deadline extended"),
    "NoteAdded": Words("notitie", "note"),
    "TrajectoryClosed": Words("gesloten", "closed"),
    "Migrated": Words("andere versie", "other version"),
    "PastDecided": Words("herinneringen van eerder", "earlier reminders"),
    "EventVoided": Words("ongedaan gemaakt", "voided"),
    "EventReplaced": Words("verbeterd", "corrected"),
    "ReminderSent": Words("herinnerd", "reminded"),
    "ReminderFolded": Words("mee herinnerd", "reminded along"),
    "DeliveryFailed": Words("niet afgeleverd", "not delivered"),
    "ReminderAcknowledged": Words("gezien", "acknowledged"),
    "ReminderSnoozed": Words("uitgesteld", "snoozed"),
    "MessageBounced": Words("bericht kwam terug", "message came back"),
}

# of people, households and the office
OTHERS = {
    "PersonAdded": Words("cliënt erbij", "client added"),
    "PersonChanged": Words("cliënt veranderd", "client changed"),
    "PersonVoided": Words("cliënt teruggenomen", "client taken back"),
    "PersonLeft": Words("cliënt vertrokken", "client left"),
    "PersonReturned": Words("cliënt terug", "client returned"),
    "PersonMerged": Words("cliënten samengevoegd", "clients merged"),
    "PersonUnmerged": Words("samenvoeging teruggenomen", "merge taken back"),
    "HouseholdFormed": Words("huishouden gevormd", "household formed"),
    "HouseholdJoined": Words("erbij in het huishouden", "joined the household"),
    "HouseholdLeft": Words("uit het huishouden", "left the household"),
    "HouseholdHoused": Words("woning", "dwelling"),
    "QuestionAsked": Words("vraag", "question"),
    "QuestionSettled": Words("antwoord op een vraag", "question answered"),
    "StaffAdded": Words("collega erbij", "colleague added"),
    "StaffChanged": Words("collega veranderd", "colleague changed"),
    "RoleGiven": Words("rol gegeven", "role given"),
    "RoleTaken": Words("rol beëindigd", "role ended"),
    "StaffAway": Words("afwezig", "away"),
    "StaffBack": Words("weer aanwezig", "back again"),
    "AddressBounced": Words("adres kreeg post terug", "address bounced"),
    "DefinitionPublished": Words("definitie gepubliceerd", "definition published"),
    "CalendarAdopted": Words("kalender in gebruik", "calendar adopted"),
    "PersonFactsAdopted": Words("feiten van personen in gebruik", "facts of persons adopted"),
    "Restored": Words("kopie teruggezet", "copy put back"),
    "RestoreSettled": Words("wat na de kopie gezegd was", "what was said since the copy"),
    "Erased": Words("gewist", "erased"),
    "MissingFound": Words("wat gewist was", "what was erased before"),
    "DigestSent": Words("dagbericht", "daily message"),
}


def kind_of(name: str) -> Words:
    """What an event of that type is called; one that a later release wrote by its own name."""
    return KINDS.get(name) or OTHERS.get(name) or Words(name)
