"""How a message in the ledger ended, in words."""

from workflows.words import Words

OUTCOMES = {
    "claimed": Words("onderweg", "under way"),
    "sent": Words("verstuurd", "sent"),
    "failed": Words("mislukt", "failed"),
    "unknown": Words("onzeker", "not certain"),
    "uncertain": Words("onzeker gebleven", "never certain"),
    "waiting": Words("wacht", "waiting"),
    "dropped": Words("niet meer nodig", "no longer needed"),
    "bounced": Words("teruggekomen", "came back"),
}
