"""Do the witnesses outside the office get the checkpoints?"""

from scheduler.health.finding import HealthFinding
from scheduler.health.snapshot import Snapshot
from scheduler.sending.problems import in_words
from workflows.words import Words


def witness_not_mailed(seen: Snapshot) -> HealthFinding | None:
    found = seen.unreached_witnesses
    if not found:
        return None
    problem = next((in_words(each.problem) for each in found if each.problem), None)
    nl = f"Getuigen die hun controlepunt niet kregen: {len(found)}"
    en = f"Witnesses who did not get their checkpoint: {len(found)}"
    if problem:
        nl, en = f"{nl}; {problem.nl}", f"{en}; {problem.say('en')}"
    return HealthFinding(
        "witness_not_mailed",
        "problem",
        "certain",
        len(found),
        Words(f"{nl}.", f"{en}."),
        Words(
            "De volgende ronde probeert het weer. Zo lang het niet lukt heeft niemand van buiten iets in handen over "
            "wat sindsdien is vastgelegd: controleer het adres en de mailserver, of kies een andere getuige.",
            "The next tick tries again. Until it goes, nobody outside holds anything of what was recorded since: check "
            "the address and the mail server, or choose another witness.",
        ),
        ("traject audit witness list", "traject scheduler retry", "traject audit checkpoint --heads FILE"),
        tuple(each.witness for each in found),
    )
