"""What went wrong with the mail, in words for who looks after it: no address, no password, no text of the server."""

import re

from scheduler.outbox.attempts import CAME_BACK, FROM_REPLACED
from workflows.errors import NotDelivered
from workflows.words import Words


class AnswerLost(NotDelivered):
    """The message was handed over whole and no answer came: it may have arrived."""


class Unsendable(NotDelivered):
    """Of this message nothing was asked of the server, so that nothing is known of it."""


class ServerTrouble(NotDelivered):
    """The server itself cannot be used now: nobody's message was refused. is_login: it refuses the name or password,
    which it is to be asked seldom.
    """

    def __init__(self, words: Words, *, is_login: bool = False) -> None:
        super().__init__(words)
        self.is_login = is_login


class ServerHangs(ServerTrouble):
    """It kept a message waiting until its time was over, which is recorded: nobody else waits for it in this tick."""


def is_hang(error: NotDelivered) -> bool:
    """Whether the server was waited for until its time was over, at whatever point of a message."""
    return error.words == NO_ANSWER


def refusal(what: Words, code: int, said: bytes) -> NotDelivered:
    """What the server refused, with its code and, where it gave one, its enhanced code (RFC 3463).

    what: that at which it said no. The codes may tell that it meant something else.
    """
    found = ENHANCED.match(said)
    enhanced = found[0].decode() if found else ""
    about = _meant(what, code, enhanced.partition(".")[2])
    codes = f" (code {' '.join(filter(None, (str(code), enhanced)))})"
    lasts_nl, lasts_en = (FOR_NOW.nl, FOR_NOW.en) if code // 100 == 4 else ("", "")
    return NotDelivered(Words(f"{about.nl}{lasts_nl}{codes}", f"{about.en}{lasts_en}{codes}"))


def _meant(what: Words, code: int, enhanced: str) -> Words:
    """enhanced: subject and detail, without the class."""
    if code == CLOSES:
        return CLOSING
    if code == WANTS_LOGIN or enhanced == "7.57":
        return LOGIN_MISSING
    for meant, details in BY_DETAIL.items():
        if enhanced in details:
            return meant
    if enhanced.startswith(("3.", "4.")):
        return TROUBLE
    if what is RECIPIENT and code // 100 == 5 and enhanced == "7.1":
        return NOT_PASSED_ON
    if code == FULL and not enhanced:
        return MAILBOX if what is RECIPIENT else TOO_LARGE
    if code in (451, 452) and not enhanced and what in (SENDER, MESSAGE):
        return TROUBLE
    return what


def in_words(problem: str) -> Words:
    """A problem as the ledger and the history keep it, which is in English; one that we do not know stays so."""
    for each in sorted(PROBLEMS, key=lambda each: len(each.en), reverse=True):  # of two that begin alike the longer
        if problem.startswith(each.en):
            rest = problem.removeprefix(each.en).replace(FOR_NOW.en, FOR_NOW.nl)
            return Words(f"{each.nl}{rest}", problem)
    return Words(problem, problem)


FOR_NOW = Words(", voorlopig", ", for now")

NO_ADDRESS = Words(
    "van deze medewerker is geen mailadres bekend, of er kwam post van terug; leg het vast met ‘traject staff add’",
    "no mail address is known for this colleague, or mail to it came back; record it with 'traject staff add'",
)
BAD_RECIPIENT = Words(
    "het mailadres van deze medewerker is geen adres; verbeter het met ‘traject staff add’",
    "the mail address of this colleague is no address; correct it with 'traject staff add'",
)
BAD_SENDER = Words(
    "er is niets verstuurd: TRAJECT_MAIL_FROM is geen mailadres; geef er een, zoals Traject <traject@voorbeeld.nl>",
    "nothing was sent: TRAJECT_MAIL_FROM is no mail address; give one, such as Traject <traject@example.org>",
)
# as older ledgers have them
BAD_ADDRESS = Words(
    "het mailadres van de ontvanger of de afzender is niet te lezen; verbeter het",
    "the mail address of the recipient or the sender cannot be read; correct it",
)
FOREIGN_ADDRESS = Words(
    "het mailadres van de ontvanger of de afzender bevat letters met een accent; geef een adres zonder",
    "the mail address of the recipient or the sender has letters with an accent; give one without",
)
BAD_PORT = Words(
    "er is niets verstuurd: TRAJECT_SMTP_PORT is geen poort; geef een getal, zoals 587",
    "nothing was sent: TRAJECT_SMTP_PORT is no port; give a number, such as 587",
)
BAD_TLS = Words(
    "er is niets verstuurd: TRAJECT_SMTP_TLS kan starttls, implicit of none zijn",
    "nothing was sent: TRAJECT_SMTP_TLS can be starttls, implicit or none",
)
BAD_CA = Words(
    "er is niets verstuurd: het bestand van TRAJECT_SMTP_CA is er niet of bevat geen certificaat",
    "nothing was sent: the file of TRAJECT_SMTP_CA is not there or holds no certificate",
)
BAD_LOGIN = Words(
    "er is niets verstuurd: TRAJECT_SMTP_USER en TRAJECT_SMTP_PASSWORD kunnen alleen gewone letters en tekens hebben",
    "nothing was sent: TRAJECT_SMTP_USER and TRAJECT_SMTP_PASSWORD can only have plain letters and signs",
)
BAD_EHLO = Words(
    "er is niets verstuurd: TRAJECT_SMTP_EHLO is geen naam van een machine; geef er een, zoals traject.voorbeeld.nl",
    "nothing was sent: TRAJECT_SMTP_EHLO is no name of a machine; give one, such as traject.example.org",
)
OPEN_PASSWORD = Words(
    "er is niets verstuurd: zonder versleuteling gaat er geen wachtwoord het huis uit; "
    "zet TRAJECT_SMTP_TLS op starttls of implicit",
    "nothing was sent: no password leaves the house unencrypted; set TRAJECT_SMTP_TLS to starttls or implicit",
)
GREETING = Words(
    "de mailserver neemt geen post aan van deze machine", "the mail server takes no mail from this machine"
)
HELLO = Words(
    "de mailserver weigert de naam van deze machine; zet TRAJECT_SMTP_EHLO",
    "the mail server refuses the name of this machine; set TRAJECT_SMTP_EHLO",
)
ENCRYPTING = Words(
    "de mailserver weigert de verbinding te versleutelen; controleer TRAJECT_SMTP_TLS",
    "the mail server refuses to encrypt the connection; check TRAJECT_SMTP_TLS",
)
LOGIN = Words(
    "de mailserver weigert de gebruikersnaam of het wachtwoord; controleer TRAJECT_SMTP_USER en TRAJECT_SMTP_PASSWORD",
    "the mail server refuses the user name or password; check TRAJECT_SMTP_USER and TRAJECT_SMTP_PASSWORD",
)
RECIPIENT = Words("de mailserver weigert het adres van de ontvanger", "the mail server refuses the recipient's address")
SENDER = Words("de mailserver weigert de afzender", "the mail server refuses the sender")
MESSAGE = Words("de mailserver weigert het bericht", "the mail server refuses the message")
LOGIN_MISSING = Words(
    "de mailserver wil eerst een login; zet TRAJECT_SMTP_USER en TRAJECT_SMTP_PASSWORD, en TRAJECT_SMTP_TLS niet op "
    "none",
    "the mail server wants a login first; set TRAJECT_SMTP_USER and TRAJECT_SMTP_PASSWORD, and TRAJECT_SMTP_TLS to "
    "other than none",
)
NOT_PASSED_ON = Words(
    "de mailserver geeft van ons geen post door aan dit adres; misschien wil hij een login of een andere afzender "
    "(TRAJECT_SMTP_USER, TRAJECT_MAIL_FROM)",
    "the mail server does not pass on our mail to this address; it may want a login or another sender "
    "(TRAJECT_SMTP_USER, TRAJECT_MAIL_FROM)",
)
MAILBOX = Words(
    "de postbus van de ontvanger neemt niets aan: hij is vol of buiten gebruik",
    "the recipient's mailbox takes nothing: it is full or out of use",
)
TOO_LARGE = Words(
    "het bericht is groter dan de mailserver aanneemt", "the message is larger than the mail server takes"
)
CLOSING = Words("de mailserver stopt ermee", "the mail server is closing down")
TROUBLE = Words("de mailserver heeft zelf een storing", "the mail server has trouble of its own")
BROKEN_OFF = Words("de mailserver verbrak de verbinding", "the mail server broke off the connection")
NO_ANSWER = Words("de mailserver antwoordde niet op tijd", "the mail server did not answer in time")
UNREADABLE = Words("het antwoord van de mailserver was niet te lezen", "the mail server's answer could not be read")
NO_SERVER = Words(
    "de mailserver is niet bereikbaar; controleer TRAJECT_SMTP_HOST en TRAJECT_SMTP_PORT",
    "the mail server cannot be reached; check TRAJECT_SMTP_HOST and TRAJECT_SMTP_PORT",
)
NO_TLS = Words(
    "de verbinding met de mailserver kon niet worden versleuteld; controleer TRAJECT_SMTP_TLS en TRAJECT_SMTP_PORT",
    "the connection to the mail server could not be encrypted; check TRAJECT_SMTP_TLS and TRAJECT_SMTP_PORT",
)
CERTIFICATE = Words(
    "het certificaat van de mailserver wordt niet vertrouwd; controleer TRAJECT_SMTP_HOST, of geef uw eigen "
    "certificaten met TRAJECT_SMTP_CA",
    "the mail server's certificate is not trusted; check TRAJECT_SMTP_HOST, or give your own certificates with "
    "TRAJECT_SMTP_CA",
)
NOT_SUPPORTED = Words(
    "de mailserver kan niet wat gevraagd is; controleer TRAJECT_SMTP_TLS en de inloggegevens",
    "the mail server cannot do what was asked; check TRAJECT_SMTP_TLS and the login",
)
# codes

ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\S)")
CLOSES, WANTS_LOGIN, FULL = 421, 530, 552
BY_DETAIL: dict[Words, tuple[str, ...]] = {
    RECIPIENT: ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.10"),
    SENDER: ("1.7", "1.8", *(f"7.{detail}" for detail in range(20, 28))),
    MAILBOX: ("2.0", "2.1", "2.2"),
    TOO_LARGE: ("2.3", "3.4"),
    LOGIN: ("7.8",),
}
PROBLEMS = (
    *(NO_ADDRESS, BAD_RECIPIENT, BAD_ADDRESS, FOREIGN_ADDRESS, GREETING, HELLO, ENCRYPTING, LOGIN, LOGIN_MISSING),
    *(RECIPIENT, SENDER, MESSAGE, NOT_PASSED_ON, MAILBOX, TOO_LARGE, CLOSING, TROUBLE, BROKEN_OFF, NO_ANSWER),
    *(UNREADABLE, NO_SERVER, NO_TLS, CERTIFICATE, NOT_SUPPORTED, BAD_CA, CAME_BACK, FROM_REPLACED),
)
