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
