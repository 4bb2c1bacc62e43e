"""What a witness outside the office is mailed: a checkpoint of the history, and what it is worth.

Plain letters only, in short lines: so that it is the same bytes in every mailbox, and `audit verify --since` reads it.
"""

import json
from datetime import date

from scheduler.messages.dates import long_day, wrapped
from scheduler.messages.message import Message
from trajectories.audit.kept_checkpoint import Checkpoint
from trajectories.audit.witnesses import Witness
from workflows.words import Words


def checkpoint_mail(witness: Witness, on: date, taken: Checkpoint) -> Message:
    return _message(witness, SUBJECT, on, taken, [INTRODUCTION, HOW_TO_CHECK, MISS_IT])


def removed_mail(witness: Witness, on: date, taken: Checkpoint, by: str) -> Message:
    """by: the name of who removed them."""
    day = Words(long_day(on, "nl"), long_day(on, "en"))
    told = Words(
        f"{by} heeft u op {day.nl} als getuige verwijderd: dit is de laatste mail met een controlepunt. Wist u hier "
        "niet van, vraag dan in het kantoor waarom.",
        f"{by} removed you as a witness on {day.say('en')}: this is the last mail with a checkpoint. If you did not "
        "know of it, ask the office why.",
    )
    return _message(witness, NO_LONGER, on, taken, [told, KEEP_THEM, HOW_TO_CHECK])


def _message(witness: Witness, subject: Words, on: date, taken: Checkpoint, parts: list[Words]) -> Message:
    lang = witness.lang
    told = json.dumps({**taken._asdict(), "hash": taken.hash}, indent=0)
    head = f"{subject.say(lang)} {on.isoformat()} ({taken.database[:8]})"
    body = "\n\n".join([*(wrapped(part.say(lang), "") for part in parts), told])
    return Message(witness.address, head, f"{body}\n")


SUBJECT = Words("traject: controlepunt van", "traject: checkpoint of")
NO_LONGER = Words("traject: u bent geen getuige meer sinds", "traject: you are no longer a witness since")
INTRODUCTION = Words(
    "Hieronder staat hoe ver de geschiedenis van deze database nu is, en een getal dat anders wordt zodra er iets van "
    "verandert. Bewaar deze mail waar niemand van het kantoor erbij kan: dan kan niemand die geschiedenis later "
    "veranderen, korter maken of door een oudere kopie vervangen zonder dat het te zien is.",
    "Below stands how far the history of this database has come, and a number that is another as soon as anything of "
    "it changes. Keep this mail where nobody of the office can reach it: then nobody can change that history later, "
    "cut it short, or put an older copy in its place without it being seen.",
)
HOW_TO_CHECK = Words(
    "Nagaan: bewaar deze mail als tekst en laat het kantoor, of beter iemand van buiten met een kopie van de database, "
    "dit doen: traject audit verify --since BESTAND",
    "To check: save this mail as text and have the office do this, or better someone from outside with a copy of the "
    "database: traject audit verify --since FILE",
)
MISS_IT = Words(
    "Er komt elke nacht zo'n mail. Blijft er een uit, of is 'before' niet de 'hash' van de vorige die u kreeg, vraag "
    "dan in het kantoor waarom.",
    "Such a mail comes every night. If one stays out, or 'before' is not the 'hash' of the last one you got, ask the "
    "office why.",
)
KEEP_THEM = Words(
    "Wat u bewaard heeft blijft zijn waarde houden, ook dit laatste.",
    "What you kept does not lose its worth, nor does this last one.",
)
