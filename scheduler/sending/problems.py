"""What went wrong with the mail, in words for who looks after it: no address, no password, no text of the server."""

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


def refused(what: Words, code: int) -> Words:
    if code // 100 == 4:
        return Words(f"{what.nl}{FOR_NOW.nl} (code {code})", f"{what.en}{FOR_NOW.en} (code {code})")
    return Words(f"{what.nl} (code {code})", f"{what.en} (code {code})")


def in_words(problem: str) -> Words:
    """A problem as the ledger and the history keep it, which is in English; one that we do not know stays so."""
    for each in PROBLEMS:
        if problem.startswith(str(each.en)):
            rest = problem.removeprefix(str(each.en)).replace(str(FOR_NOW.en), FOR_NOW.nl)
            return Words(f"{each.nl}{rest}", problem)
    return Words(problem, problem)


FOR_NOW = Words(", voorlopig", ", for now")

NO_ADDRESS = Words(
    "van deze medewerker is geen mailadres bekend; leg het vast met ‘traject staff add’",
    "no mail address is known for this colleague; record it with 'traject staff add'",
)
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
PROBLEMS = (
    *(NO_ADDRESS, BAD_ADDRESS, FOREIGN_ADDRESS, GREETING, HELLO, ENCRYPTING, LOGIN, RECIPIENT, SENDER, MESSAGE),
    *(BROKEN_OFF, NO_ANSWER, UNREADABLE, NO_SERVER, NO_TLS, CERTIFICATE, NOT_SUPPORTED),
)
