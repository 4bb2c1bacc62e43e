"""Is everyone told in time, and does what is shown follow from the history? Every check, in order."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from scheduler.health.check_facts import fact_differs, fact_impossible, fact_unlikely
from scheduler.health.check_grounds import term_without_ground
from scheduler.health.check_history import events_missing, office_differs, without_rebuild
from scheduler.health.check_keeping import disk_nearly_full, no_backup, restore_unsettled
from scheduler.health.check_people import case_missing, question_open, same_reference
from scheduler.health.check_projections import (
    people_differ,
    projection_differs,
    rows_differ,
    unplanned,
    unreached,
)
from scheduler.health.check_recipients import (
    channel_not_set_up,
    failed_deliveries,
    mail_server,
    no_address,
    no_recipient,
    silent_deadline,
    uncertain_deliveries,
    unknown_deliveries,
    vacant_role,
)
from scheduler.health.check_rules import calendar_short, dead_end, definition_missing
from scheduler.health.check_ticks import clock_jump, late_reminders, no_tick, stuck_claim, tick_died, tick_fails
from scheduler.health.check_voices import no_voice, nothing_planned
from scheduler.health.check_witnesses import witness_not_mailed
from scheduler.health.finding import HealthFinding
from scheduler.health.snapshot import Snapshot
from workflows.words import Words

NOT_VERIFIED, NOT_DELIVERED, DEFINITION_WRONG = 8, 7, 3  # exit codes, the gravest first


class Check(NamedTuple):
    """title: what holds where it finds nothing."""

    code: str
    exit_code: int
    title: Words
    judge: Callable[[Snapshot], HealthFinding | None]


def findings(seen: Snapshot) -> list[HealthFinding]:
    """In the order of CHECKS."""
    every = [found for check in CHECKS if (found := check.judge(seen))]
    return [without_rebuild(each) for each in every] if seen.events_missing else every


def exit_code(found: Iterable[HealthFinding]) -> int:
    """0 where nothing need be done; else the gravest: the history, then whether people are told, then the rules."""
    codes = {check.code: check.exit_code for check in CHECKS}
    return max((codes[each.code] for each in found if each.severity == "problem"), default=0)


CHECKS = (
    Check("no_tick", NOT_DELIVERED, Words("er komt op tijd een ronde", "ticks come in time"), no_tick),
    Check("tick_fails", NOT_DELIVERED, Words("geen ronde liep op een fout", "no tick met an error"), tick_fails),
    Check("tick_died", NOT_DELIVERED, Words("geen ronde brak af", "no tick was killed"), tick_died),
    Check("stuck_claim", NOT_DELIVERED, Words("geen claim bleef hangen", "no claim is stuck"), stuck_claim),
    Check("late_reminders", NOT_DELIVERED, Words("niets bleef liggen", "nothing was left lying"), late_reminders),
    Check(
        "unreached",
        NOT_VERIFIED,
        Words("elke herinnering staat op de agenda", "every reminder is on the agenda"),
        unreached,
    ),
    Check(
        "unplanned", NOT_VERIFIED, Words("de agenda zegt niets te veel", "the agenda says nothing too much"), unplanned
    ),
    Check(
        "silent_deadline",
        NOT_DELIVERED,
        Words("elke verlopen termijn blijft herinneren", "every deadline that is over keeps reminding"),
        silent_deadline,
    ),
    Check(
        "no_voice", NOT_DELIVERED, Words("elke lopende zaak heeft een stem", "every open case has a voice"), no_voice
    ),
    Check(
        "nothing_planned",
        NOT_DELIVERED,
        Words("in elke lopende zaak staat iets gepland", "something is planned in every open case"),
        nothing_planned,
    ),
    Check(
        "no_recipient",
        NOT_DELIVERED,
        Words("elke herinnering is voor iemand", "every reminder is for someone"),
        no_recipient,
    ),
    Check("vacant_role", NOT_DELIVERED, Words("elke rol is bezet", "every role is held"), vacant_role),
    Check(
        "no_address",
        NOT_DELIVERED,
        Words("elke ontvanger heeft een adres", "every recipient has an address"),
        no_address,
    ),
    Check(
        "channel_not_set_up",
        NOT_DELIVERED,
        Words("het kanaal is ingesteld", "the channel is set up"),
        channel_not_set_up,
    ),
    Check(
        "mail_server", NOT_DELIVERED, Words("de mailserver neemt post aan", "the mail server takes mail"), mail_server
    ),
    Check(
        "uncertain_deliveries",
        NOT_DELIVERED,
        Words("niets bleef onzeker", "nothing stayed uncertain"),
        uncertain_deliveries,
    ),
    Check(
        "unknown_deliveries",
        NOT_DELIVERED,
        Words("van elk bericht is de afloop bekend", "how each message ended is known"),
        unknown_deliveries,
    ),
    Check("failed_deliveries", NOT_DELIVERED, Words("niets mislukte", "nothing failed"), failed_deliveries),
    Check(
        "witness_not_mailed",
        NOT_DELIVERED,
        Words("elke getuige kreeg zijn controlepunt", "every witness got their checkpoint"),
        witness_not_mailed,
    ),
    Check("clock_jump", NOT_DELIVERED, Words("de klok loopt gelijk", "the clock is right"), clock_jump),
    Check(
        "restore_unsettled",
        NOT_DELIVERED,
        Words("niets wacht sinds een kopie is teruggezet", "nothing waits since a copy was put back"),
        restore_unsettled,
    ),
    Check(
        "disk_nearly_full",
        NOT_DELIVERED,
        Words("op de schijf is ruimte", "the disk has room"),
        disk_nearly_full,
    ),
    Check(
        "no_backup",
        NOT_DELIVERED,
        Words("er is een reservekopie van deze week", "there is a backup of this week"),
        no_backup,
    ),
    Check(
        "calendar_short",
        DEFINITION_WRONG,
        Words("de kalender reikt ver genoeg", "the calendar reaches far enough"),
        calendar_short,
    ),
    Check(
        "fact_impossible",
        NOT_DELIVERED,
        Words("geen vastgelegd feit is onmogelijk", "no recorded fact is impossible"),
        fact_impossible,
    ),
    Check(
        "fact_unlikely",
        NOT_DELIVERED,
        Words("naar elk onwaarschijnlijk feit is gevraagd", "every unlikely fact was asked about"),
        fact_unlikely,
    ),
    Check(
        "fact_differs",
        NOT_DELIVERED,
        Words("over elk feit van een persoon is men het eens", "on every fact of a person all agree"),
        fact_differs,
    ),
    Check(
        "term_without_ground",
        NOT_DELIVERED,
        Words("elke wettelijke termijn wijkt alleen op een grond", "every term of law gives way on a ground only"),
        term_without_ground,
    ),
    Check("dead_end", DEFINITION_WRONG, Words("elke fase heeft een uitweg", "every stage can be left"), dead_end),
    Check(
        "events_missing",
        NOT_VERIFIED,
        Words("niets weet meer dan de geschiedenis", "nothing knows more than the history"),
        events_missing,
    ),
    Check(
        "office_differs",
        NOT_VERIFIED,
        Words("waar het kantoor mee werkt volgt eruit", "what the office works by follows from it"),
        office_differs,
    ),
    Check(
        "projection_differs",
        NOT_VERIFIED,
        Words("wat getoond wordt volgt uit de geschiedenis", "what is shown follows from the history"),
        projection_differs,
    ),
    Check(
        "people_differ",
        NOT_VERIFIED,
        Words("wie er werkt volgt uit de geschiedenis", "who works here follows from the history"),
        people_differ,
    ),
    Check(
        "rows_differ",
        NOT_VERIFIED,
        Words(
            "niets dat bewaard is wijkt af van de geschiedenis (--deep kijkt naar elke rij)",
            "nothing kept differs from the history (--deep looks at each row)",
        ),
        rows_differ,
    ),
    Check(
        "case_missing",
        NOT_DELIVERED,
        Words("wie in een huishouden woont heeft wat daar geopend wordt", "everyone has what their household opens"),
        case_missing,
    ),
    Check(
        "question_open",
        NOT_DELIVERED,
        Words("op elke vraag over cliënten is geantwoord", "every question about clients is answered"),
        question_open,
    ),
    Check(
        "same_reference",
        NOT_DELIVERED,
        Words("elk kenmerk is van één cliënt of huishouden", "every reference is of one client or household"),
        same_reference,
    ),
    Check(
        "definition_missing",
        NOT_VERIFIED,
        Words("elke definitie is er", "every definition is there"),
        definition_missing,
    ),
)
