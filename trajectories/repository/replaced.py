"""The database under a process is not the one that it knew: another was put in its place, or an older copy."""

from trajectories.repository.place import shown_place
from workflows.errors import HistoryBroken
from workflows.words import Words


class DatabaseReplaced(HistoryBroken):
    """Whoever works in several transactions stops."""

    code = "database_replaced"

    def after_handing_over(self, what: Words) -> "DatabaseReplaced":
        """With what went out and was not recorded, by ids."""
        return DatabaseReplaced(
            Words(
                f"{self.words.nl}. Overhandigd en niet vastgelegd: {what.nl}",
                f"{self.words.en}. Handed over and not recorded: {what.say('en')}",
            )
        )


def replaced(url: str) -> DatabaseReplaced:
    place = shown_place(url)
    return DatabaseReplaced(
        Words(
            f"de database {place} is niet meer die waarin dit begon: wat het laatst gezien is, staat er niet in. Is er "
            "een kopie teruggezet? Dit stopt hier en legt niets vast; bewaar ook de oude",
            f"the database {place} is no longer the one in which this began: what was seen last is not in it. Was a "
            "copy put back? This stops here and records nothing; keep the old one too",
        )
    )
