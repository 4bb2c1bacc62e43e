"""What a mail address is, for whoever records one and for whoever sends to it: one measure, so that none is kept to
which nothing could ever be sent.
"""

import re
from collections.abc import Iterator
from email.header import Header
from textwrap import wrap
from unicodedata import normalize

from workflows.errors import UsageError
from workflows.words import Words

LONGEST, LONGEST_LOCAL = 254, 64  # RFC 5321, 4.5.3.1
LONGEST_LINE = 78
WORDS_TOGETHER = 20  # letters, which may take four bytes each
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"{ATOM}(\.{ATOM})*")
LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
DOMAIN = re.compile(rf"{LABEL}(\.{LABEL})*")
ANOTHER_DOMAIN = frozenset("ßς\u200c\u200d")  # signs that older rules turned into others, so that mail might go astray
PLAIN = re.compile(r"[A-Za-z0-9' -]{1,60}")

NO_ADDRESS_AT_ALL = Words(
    "dit is geen mailadres; geef er één, zonder naam eromheen, zoals anna@voorbeeld.nl",
    "this is no mail address; give one, without a name around it, such as anna@example.org",
)
FOREIGN_LOCAL = Words(
    "voor de @ van een mailadres kunnen alleen letters zonder accent staan; geef een adres zonder",
    "before the @ of a mail address only letters without an accent can stand; give one without",
)


def mail_address(text: str) -> str:
    """As a mail server takes it, an accent in the domain in punycode. Raises UsageError for what is not one address."""
    local, sign, domain = normalize("NFC", text).strip().rpartition("@")
    if not sign:
        raise UsageError(NO_ADDRESS_AT_ALL)
    if not local.isascii() and "@" not in local:
        raise UsageError(FOREIGN_LOCAL)
    plain = _plain_domain(domain)
    address = f"{local}@{plain}"
    is_one = LOCAL.fullmatch(local) and DOMAIN.fullmatch(plain)
    if not is_one or len(local) > LONGEST_LOCAL or len(address) > LONGEST:
        raise UsageError(NO_ADDRESS_AT_ALL)
    return address


def _plain_domain(domain: str) -> str:
    """Empty where it can be no domain."""
    if domain.isascii():
        return domain
    if ANOTHER_DOMAIN & set(domain):
        return ""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def is_mail_address(text: str) -> bool:
    try:
        mail_address(text)
    except UsageError:
        return False
    return True


def sender(text: str) -> tuple[str, str]:
    """The name and the address of who sends: `Name <address>`, whatever the name holds, or an address alone.

    Raises UsageError where there is no address in it.
    """
    text = " ".join(text.split())
    if not text.endswith(">"):
        return "", mail_address(text)
    name, _, address = text[:-1].rpartition("<")
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, mail_address(address)


def _encoded(name: str) -> Iterator[str]:
    """By whole words where they fit, each with the space behind it: not every program joins what was cut in a word."""
    *parts, last = wrap(name, WORDS_TOGETHER, break_long_words=False, break_on_hyphens=False)
    for part in (*(f"{part} " for part in parts), last):
        yield Header(part, "utf-8", LONGEST_LINE).encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """For a header, folded: one address, as any sign in the name that could mean something is encoded."""
    name = " ".join(name.split())
    if not name:
        return address
    phrase = name if PLAIN.fullmatch(name) else "\r\n ".join(_encoded(name))
    last = phrase.rpartition("\r\n")[2]
    gap = " " if len("From:  <>") + len(last) + len(address) <= LONGEST_LINE else "\r\n "
    return f"{phrase}{gap}<{address}>"
