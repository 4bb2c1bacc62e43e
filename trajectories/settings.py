"""What the surroundings say, read once: a constructor takes values and never reads the environment."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from workflows.errors import UsageError
from workflows.words import Lang, Words

ADDRESS = re.compile(r"(^|\s)(host|port|user|password|dbname|service|sslmode)\s*=|^\w[\w.+-]*:[^/\\]*@", re.IGNORECASE)
SUBMISSION_PORT, IMPLICIT_TLS_PORT = 587, 465


class SmtpSettings(NamedTuple):
    """How outgoing mail leaves the house. An empty host or sender: mail is not set up.

    port: 0 where what was given is no port. tls: starttls, implicit or none; empty leaves it to port and starttls.
    ca: a file with certificates to trust beside those of the machine. ehlo: the name by which we greet the server.
    """

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    mail_from: str
    tls: str = ""
    ca: str = ""
    ehlo: str = ""

    @property
    def encryption(self) -> str:
        """starttls, implicit, none, or what was given instead."""
        if self.tls:
            return self.tls
        if self.port == IMPLICIT_TLS_PORT:
            return "implicit"
        return "starttls" if self.starttls else "none"


class Settings(NamedTuple):
    """database: a URL. actor: a name on the staff. workflows: folder with further definitions, if any."""

    database: str
    actor: str
    lang: Lang
    workflows: Path | None
    smtp: SmtpSettings


def read_smtp(environment: Mapping[str, str]) -> SmtpSettings:
    port = environment.get("TRAJECT_SMTP_PORT") or str(SUBMISSION_PORT)
    return SmtpSettings(
        environment.get("TRAJECT_SMTP_HOST", ""),
        int(port) if port.isdecimal() and int(port) < 2**16 else 0,
        environment.get("TRAJECT_SMTP_USER", ""),
        environment.get("TRAJECT_SMTP_PASSWORD", ""),
        environment.get("TRAJECT_SMTP_STARTTLS", "yes").lower() not in ("no", "0", "false"),
        environment.get("TRAJECT_MAIL_FROM", ""),
        environment.get("TRAJECT_SMTP_TLS", "").lower(),
        environment.get("TRAJECT_SMTP_CA", ""),
        environment.get("TRAJECT_SMTP_EHLO", ""),
    )


def database_url(text: str) -> str:
    """A file name becomes an SQLite URL; a URL stays as it is. Raises UsageError for what looks like an address in
    another form: as a file name it would be told again, with the password that may stand in it.
    """
    if "://" not in text and ADDRESS.search(text):
        raise UsageError(
            Words(
                "dit is geen databaseadres; geef een bestand of postgresql://gebruiker@machine/naam",
                "this is no database address; give a file or postgresql://user@host/name",
            )
        )
    return text if "://" in text else f"sqlite:///{Path(text).expanduser().absolute()}"


def cache_folder(environment: Mapping[str, str], usual: Path) -> Path | None:
    """Where definitions once read are kept: a folder inside that of TRAJECT_CACHE, else of the user; None for `off`."""
    asked = environment.get("TRAJECT_CACHE", "")
    if asked.lower() == "off":
        return None
    return (Path(asked).expanduser() if asked else usual) / "definitions"


def pick_lang(asked: str | None, environment: Mapping[str, str]) -> Lang:
    """The language asked for, else that of TRAJECT_LANG, else of the locale, else English. Another than these two is
    refused elsewhere, in the language of the locale.
    """
    for found in (asked, environment.get("TRAJECT_LANG")):
        if found and found.lower()[:2] in ("nl", "en"):
            return "nl" if found.lower().startswith("nl") else "en"
    locale = next(filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "nl" if locale.lower().startswith("nl") else "en"
