"""Does every open case have a voice?"""

from scheduler.health.finding import SHOWN, HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def no_voice(seen: Snapshot) -> HealthFinding | None:
    what = Words(
        "Lopende zaken waarvan niets meer te zeggen is en waarin geen termijn loopt",
        "Open cases of which nothing is still to be said and in which no term runs",
    )
    todo = Words(
        "Bouw de overzichten opnieuw op; daarna wordt van elke zaak gevraagd hoe het staat.",
        "Rebuild what is shown; after that it is asked of each case how it stands.",
    )
    return counted("no_voice", seen.without_a_voice, "problem", what, todo, ("traject rebuild",))


def nothing_planned(seen: Snapshot) -> HealthFinding | None:
    what = Words(
        "Lopende zaken waarin niets gepland staat, zodat alleen gevraagd wordt hoe het staat",
        "Open cases in which nothing is planned, so that only is asked how it stands",
    )
    todo = Words(
        "Kijk of er een stap, een feit of een dag ontbreekt, of sluit af wat voorbij is.",
        "See whether a step, a fact or a day is missing, or close what is over.",
    )
    shown = tuple(f"traject show {key}" for key in seen.only_asked[:SHOWN])
    return counted("nothing_planned", seen.only_asked, "notice", what, todo, shown)
