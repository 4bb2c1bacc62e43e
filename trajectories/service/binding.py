"""Who works by which account, and whether anyone may act in the name of someone else."""

from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.people.staff import must_administer, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.seats import SUBJECT, Account, Binding, Seating, seating
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused, UsageError
from workflows.words import Words


def only_ticks() -> Refused:
    return Refused(
        Words(
            "‘scheduler’ handelt alleen in ‘traject scheduler run’ en ‘tick’; noem met --by een collega",
            "'scheduler' acts in 'traject scheduler run' and 'tick' only; name a colleague with --by",
        )
    )


def must_be_at_own_seat(uow: UnitOfWork, staff: str, account: Account) -> None:
    """Where identity is strict. Raises Refused for whoever sits at an account that is not bound to that colleague."""
    said = seating(uow)
    if not said.is_strict:
        return
    session = said.session
    bound = said.bound.get(staff)
    if bound is None:
        raise Refused(
            Words(
                "er is niet vastgelegd met welk account deze collega werkt, en niemand handelt namens een ander; een "
                "beheerder legt het vast met ‘traject staff bind’",
                "by which account this colleague works is not recorded, and nobody acts for someone else; an "
                "administrator records it with 'traject staff bind'",
            )
        )
    if bound.differs(account.user, session):
        who = f"{account.user}, {session}" if session else account.user
        raise Refused(
            Words(
                f"u bent aangemeld als {who}, en dat is niet het account van deze collega; niemand handelt namens een "
                "ander: laat --by weg of meld u aan met het eigen account",
                f"you are logged in as {who}, which is not the account of this colleague; nobody acts for someone "
                "else: leave --by out, or log in with their own account",
            )
        )


def bind(
    casework: Casework, uow: UnitOfWork, account: Account | None, member: StaffMember, told: Binding, by: By
) -> None:
    """By which account, and on PostgreSQL which role, this colleague works; by neither: nothing is said of it.

    account: of whoever says it.
    """
    user, session = told
    must_administer(by.actor)
    if session and uow.is_sqlite:
        raise UsageError(
            Words("--session is er op PostgreSQL; gebruik --user", "--session is for PostgreSQL; use --user")
        )
    said = seating(uow)
    if said.is_strict:
        _must_keep_someone(uow, said, account, member, told, by)
    event = ev.StaffBound(
        member.id,
        uow.keep_private(SUBJECT, "user", user) if user else None,
        uow.keep_private(SUBJECT, "session", session) if session else None,
    )
    uow.append(OFFICE, [(event, by.today)], casework.stamp(uow, by))


def _must_keep_someone(
    uow: UnitOfWork, said: Seating, account: Account | None, member: StaffMember, told: Binding, by: By
) -> None:
    """While identity is strict an administrator stays bound; and whoever says it does not shut themself out."""
    session = told.session
    others = [each for each in _administrators(uow, by) if each in said.bound and each != member.id]
    if not any(told) and not others:
        raise Refused(
            Words(
                "dit is de laatste beheerder met een account, en niemand handelt namens een ander; leg eerst een ander "
                "vast, of zet het uit met ‘traject staff strict off’",
                "this is the last administrator with an account, and nobody acts for someone else; record another "
                "first, or end that with 'traject staff strict off'",
            )
        )
    if member.id == by.actor.staff and not _is_own(said, told, account):
        raise Refused(
            Words(
                "hiermee sluit u uzelf buiten: niemand handelt namens een ander, en dit is niet het account waarmee u "
                "bent aangemeld; laat een andere beheerder het vastleggen, of zet het eerst uit met ‘traject staff "
                "strict off’",
                "by this you would shut yourself out: nobody acts for someone else, and this is not the account by "
                "which you are logged in; let another administrator record it, or first end that with 'traject staff "
                "strict off'",
            )
        )
    if session:
        _must_be_one_role_each(said, member.id, session)


def be_strict(casework: Casework, uow: UnitOfWork, account: Account | None, by: By, *, strict: bool) -> bool:
    """From now on nobody acts for someone else, or again may; False where it was so already.

    Raises Refused while nobody who administers is bound, where it would shut out who says it, and where one role of the
    database stands for all, so that nothing real tells people apart.
    """
    must_administer(by.actor)
    said = seating(uow)
    if said.is_strict == strict:
        return False
    if strict:
        _must_tell_people_apart(uow, said, account, by)
    uow.append(OFFICE, [(ev.IdentityStrict(strict), by.today)], casework.stamp(uow, by))
    return True


def _must_tell_people_apart(uow: UnitOfWork, said: Seating, account: Account | None, by: By) -> None:
    session = said.session
    if session:
        users = {each.user for each in said.seats if each.session == session}
        if len(users) > 1:
            raise _one_role(session)
        for staff, each in said.bound.items():
            _must_be_one_role_each(said, staff, each.session)
    bound = [each for each in _administrators(uow, by) if each in said.bound]
    own = said.bound.get(by.actor.staff)
    if not bound or own is None or not _is_own(said, own, account):
        raise Refused(
            Words(
                "leg eerst vast met welk account u zelf werkt (‘traject staff bind NAAM --user …’, op PostgreSQL ook "
                "--session …) en doe dit vanaf dat account; anders kan straks geen beheerder meer iets",
                "first record by which account you work yourself ('traject staff bind NAME --user …', on PostgreSQL "
                "also --session …) and do this at that account; else no administrator could do anything afterwards",
            )
        )


def _is_own(said: Seating, told: Binding, account: Account | None) -> bool:
    """Whether that is where whoever says it sits; on PostgreSQL with the role, which alone the database checked."""
    if account is None or not any(told) or (said.session and not told.session):
        return False
    return not told.differs(account.user, said.session)


def _must_be_one_role_each(said: Seating, staff: str, session: str) -> None:
    if session and any(each.session == session for other, each in said.bound.items() if other != staff):
        raise _one_role(session)


def _one_role(session: str) -> Refused:
    return Refused(
        Words(
            f"de database kent meer dan één mens als {session}, zoals achter een pooler met één rol voor iedereen; dan "
            "zegt die rol niet wie er zit. Geef ieder een eigen rol",
            f"the database knows more than one person as {session}, as behind a pooler with one role for all; then "
            "that role does not tell who sits there. Give everyone a role of their own",
        )
    )


def _administrators(uow: UnitOfWork, by: By) -> list[str]:
    return [each.id for each in staff_on(uow, by.today).values() if "administrator" in each.roles]
