"""Does what is to be said reach someone? Checks of who is told, their address, the channel and the messages."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from scheduler.health.finding import SHOWN, HealthFinding, counted, local_text
from scheduler.health.snapshot import Snapshot
from scheduler.sending.problems import in_words
from workflows.language.roles import ROLES
from workflows.words import Words


def silent_deadline(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "silent_deadline",
        seen.never_said_again,
        "notice",
        Words(
            "Termijnen zijn voorbij, lopen nog, en er wordt niets meer over gezegd",
            "Deadlines are over, still run, and nothing more will be said of them",
        ),
        Words(
            "Leg vast hoe ze afliepen, of sluit het traject. Hoort er een herinnering te blijven komen, geef de "
            "termijn dan een ‘every’ in de definitie.",
            "Record how they ended, or close the trajectory. Where a reminder should keep coming, give the deadline an "
            "'every' in its definition.",
        ),
        ("traject due", *(f"traject why {each}" for each in seen.never_said_again[:1])),
    )


def no_recipient(seen: Snapshot) -> HealthFinding | None:
    alone = [each.audience for each in seen.told if each.nobody]
    if not alone:
        return None
    count = sum(each.reminders for each in alone)
    roles = [ROLES[role] for role in sorted({role for each in alone for role in each.roles} - {"teamleider"})]
    nl = ", ".join(f"geen {each.nl}" for each in [*roles, ROLES["teamleider"]])
    en = ", ".join(f"no {each.en}" for each in [*roles, ROLES["teamleider"]])
    return HealthFinding(
        "no_recipient",
        "problem",
        "certain",
        count,
        Words(
            f"Herinneringen voor niemand: {count}. Er is {nl} en geen beheerder.",
            f"Reminders for nobody: {count}. There is {en} and no administrator.",
        ),
        Words("Geef iemand een van die rollen.", "Give someone one of those roles."),
        ("traject staff list", "traject staff add NAME --role teamleider --email ADDRESS"),
        _first(each.trajectory for each in alone),
    )


def vacant_role(seen: Snapshot) -> HealthFinding | None:
    counts: Counter[str] = Counter()
    for each in seen.told:
        counts.update(dict.fromkeys(each.vacant, each.audience.reminders))
    if not counts:
        return None
    nl = ", ".join(f"{ROLES[role].nl} ({count})" for role, count in sorted(counts.items()))
    en = ", ".join(f"{ROLES[role].en} ({count})" for role, count in sorted(counts.items()))
    return HealthFinding(
        "vacant_role",
        "notice",
        "certain",
        sum(counts.values()),
        Words(
            f"Voor deze rollen springt een ander in, bij zoveel herinneringen: {nl}.",
            f"Someone else stands in for these roles, for so many reminders: {en}.",
        ),
        Words(
            "Wijs iemand toe, of geef iemand die rol; tot dan krijgen collega's in die rol, de teamleider of de "
            "beheerder ze.",
            "Assign someone, or give someone the role; until then colleagues in it, the team leader or an "
            "administrator get them.",
        ),
        ("traject staff list", "traject assign ID NAME --as ROLE"),
        _first(each.audience.trajectory for each in seen.told if each.vacant),
    )


def no_address(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "no_address",
        seen.without_address,
        "problem",
        Words(
            "Collega's krijgen herinneringen en hebben geen mailadres waar post aankomt",
            "Colleagues are to be reminded and have no mail address that takes mail",
        ),
        Words("Leg hun adres vast.", "Record their address."),
        ("traject staff list --json", "traject staff add NAME --role ROLE --email ADDRESS"),
    )


def channel_not_set_up(seen: Snapshot) -> HealthFinding | None:
    if seen.channel != "smtp" and not seen.is_sandbox:
        return HealthFinding(
            "channel_not_set_up",
            "problem",
            "certain",
            1,
            Words(
                "Berichten gaan alleen naar het scherm, en dat telt hier niet als gezegd.",
                "Messages go to the screen only, and here that does not count as said.",
            ),
            Words("Zet mail aan.", "Set up mail."),
            ("traject scheduler channel smtp",),
        )
    if seen.channel != "smtp" or not seen.missing_settings:
        return None
    listing = ", ".join(seen.missing_settings)
    return HealthFinding(
        "channel_not_set_up",
        "problem",
        "likely",
        len(seen.missing_settings),
        Words(
            f"Voor mail ontbreekt hier, of klopt niet: {listing}. De scheduler zelf kan een andere omgeving hebben.",
            f"Not set here for mail, or not right: {listing}. The scheduler itself may have other surroundings.",
        ),
        Words(
            "Zet ze in het bestand met de omgeving van de scheduler, en laat doctor met hetzelfde bestand lopen.",
            "Set them in the scheduler's environment file, and run doctor with that same file.",
        ),
        (),
        seen.missing_settings,
    )


def unknown_deliveries(seen: Snapshot) -> HealthFinding | None:
    unknown = [each for each in seen.messages if each.state == "unknown"]
    if not unknown:
        return None
    since = local_text(datetime.fromisoformat(unknown[0].claimed_at))
    return HealthFinding(
        "unknown_deliveries",
        "problem",
        "certain",
        len(unknown),
        Words(
            f"Berichten waarvan niet bekend is of ze aankwamen: {len(unknown)}, het oudste van {since}. Ze gaan "
            "opnieuw uit, met dezelfde Message-ID zolang ze hetzelfde zeggen, en kunnen dus dubbel aankomen.",
            f"Messages of which it is not known whether they arrived: {len(unknown)}, the oldest of {since}. They go "
            "out again, with the same Message-ID as long as they say the same, so that they may arrive twice.",
        ),
        Words(
            "Meestal hoeft u niets te doen: een volgende ronde rondt ze af. Blijven ze staan, kijk dan of de "
            "mailserver antwoordt.",
            "Mostly there is nothing to do: a next tick settles them. If they stay, see whether the mail server "
            "answers.",
        ),
        ("traject scheduler ledger",),
        tuple(each.message for each in unknown[:SHOWN]),
    )


def mail_server(seen: Snapshot) -> HealthFinding | None:
    trouble = seen.mail_trouble
    if trouble is None:
        return None
    since, again = local_text(trouble.since), local_text(trouble.again_at)
    why = in_words(trouble.problem)
    return HealthFinding(
        "mail_server",
        "problem",
        "certain",
        max(trouble.failures, 1),
        Words(
            f"De mailserver neemt sinds {since} niets aan: {why.nl}. Dat telt voor niemand als poging; op zijn vroegst "
            f"opnieuw om {again}.",
            f"The mail server has taken nothing since {since}: {why.en}. That is nobody's attempt; again at {again} at "
            "the earliest.",
        ),
        Words(
            "Neem de oorzaak weg. Andere instellingen worden vanzelf meteen geprobeerd; anders vraagt u erom.",
            "Take the cause away. Other settings are tried at once by themselves; else ask for it.",
        ),
        ("traject scheduler retry", "traject scheduler tick"),
    )


def uncertain_deliveries(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "uncertain_deliveries",
        seen.unheard_of,
        "notice",
        Words(
            "Van berichten ging drie keer het antwoord verloren; niet iedereen die het moet weten heeft dat al gelezen",
            "Of messages the answer was lost three times; not everyone who should know has read so yet",
        ),
        Words(
            "Vraag de ontvanger of het bericht er is, en laat nagaan waarom de mailserver niet antwoordt.",
            "Ask the recipient whether it is there, and have someone see why the mail server does not answer.",
        ),
        ("traject scheduler ledger --state uncertain",),
    )


def failed_deliveries(seen: Snapshot) -> HealthFinding | None:
    failed = [each for each in seen.messages if each.state == "failed"]
    if not failed:
        return None
    why = [in_words(problem) for problem in sorted({each.problem for each in failed if each.problem})]
    nl, en = "; ".join(each.nl for each in why), "; ".join(each.say("en") for each in why)
    return HealthFinding(
        "failed_deliveries",
        "problem",
        "certain",
        len(failed),
        Words(
            f"Berichten die niet konden worden afgeleverd en op een volgende poging wachten: {len(failed)} ({nl}).",
            f"Messages that could not be delivered and wait for another try: {len(failed)} ({en}).",
        ),
        Words(
            "Neem de oorzaak weg; de volgende poging komt vanzelf, en meteen zodra u erom vraagt.",
            "Take the cause away; the next try comes by itself, and at once when you ask for it.",
        ),
        ("traject scheduler ledger", "traject scheduler retry"),
        tuple(each.message for each in failed[:SHOWN]),
    )


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:SHOWN]
