"""Who works by which account, and whether anyone may act in the name of someone else."""

from datetime import date
from shlex import quote

from trajectories.history import events as ev
from trajectories.history.streams import BUILT_IN, OFFICE
from trajectories.people.shut_out import shut_out
from trajectories.people.staff import must_administer, staff_by_name, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.seats import SUBJECT, Account, Binding, Seating, seating
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused, UsageError
from workflows.words import Words

SCHEDULER = BUILT_IN[0]  # nobody on the staff; its account can be recorded as that of a colleague


def who_is_bound(uow: UnitOfWork, name: str, on: date) -> StaffMember:
    """A colleague, or `scheduler`."""
    if name == SCHEDULER:
        return StaffMember(SCHEDULER, SCHEDULER, "", "", "nl", frozenset())
    return staff_by_name(uow, name, on)


def only_ticks() -> Refused:
    return Refused(
        Words(
            "‘scheduler’ handelt alleen in ‘traject scheduler run’ en ‘tick’; noem met --by een collega",
            "'scheduler' acts in 'traject scheduler run' and 'tick' only; name a colleague with --by",
        )
    )


def must_be_at_own_seat(uow: UnitOfWork, staff: str, name: str, account: Account, *, is_ticking: bool = False) -> None:
    """Where identity is strict. Raises Refused for whoever sits at an account that is not bound to that colleague, and
    so at one that is bound to nobody. What is due waits for nobody: `scheduler` ticks until it is bound itself.
    """
    said = seating(uow)
    if not said.is_strict:
        return
    session = said.session
    bound = said.bound.get(staff)
    who = f"{account.user}, {session}" if session else account.user
    if bound is None and is_ticking:
        return
    if bound is None:
        how = f"traject staff bind {quote(name)} --user {quote(account.user)}"
        if session and all(each.session != session for each in said.bound.values()):
            how = f"{how} --session {quote(session)}"
        raise Refused(
            Words(
                f"u bent aangemeld als {who}, en met welk account {name} werkt is niet vastgelegd; niemand handelt "
                f"namens een ander. Een beheerder legt vast van wie dit account is, zoals ‘{how}’",
                f"you are logged in as {who}, and by which account {name} works is not recorded; nobody acts for "
                f"someone else. An administrator records whose account this is, as in '{how}'",
            )
        )
    if bound.differs(account.user, session):
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
        if not any(told):
            uow.remark(shut_out([member.name]))
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
    _must_be_of_one(said, member.id, told)


def be_strict(casework: Casework, uow: UnitOfWork, account: Account | None, by: By, *, strict: bool) -> bool:
    """From now on nobody acts for someone else, or again may; False where it was so already. Says whom it shuts out.

    Raises Refused while nobody who administers is bound, where it would shut out who says it, and where one role of the
    database stands for all, so that nothing real tells people apart.
    """
    must_administer(by.actor)
    said = seating(uow)
    if said.is_strict == strict:
        return False
    if strict:
        _must_tell_people_apart(uow, said, account, by)
        names = [each.name for each in staff_on(uow, by.today).values() if each.id not in said.bound]
        if names:
            uow.remark(shut_out(names))
    uow.append(OFFICE, [(ev.IdentityStrict(strict), by.today)], casework.stamp(uow, by))
    return True


def _must_tell_people_apart(uow: UnitOfWork, said: Seating, account: Account | None, by: By) -> None:
    session = said.session
    if session:
        users = {each.user for each in said.seats if each.session == session}
        if len(users) > 1:
            raise _one_role(session)
    for staff, each in said.bound.items():
        _must_be_of_one(said, staff, each)
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


def _must_be_of_one(said: Seating, staff: str, told: Binding) -> None:
    """One account, and on PostgreSQL one role, is of one colleague; `scheduler` may work by that of one."""
    others = [each for other, each in said.bound.items() if other != staff and SCHEDULER not in (other, staff)]
    if told.session and any(each.session == told.session for each in others):
        raise _one_role(told.session)
    if any(told) and any(not each.differs_from(told) for each in others):
        raise _one_role(told.user or told.session)


def _one_role(name: str) -> Refused:
    return Refused(
        Words(
            f"de database kent meer dan één mens als {name}, zoals achter een pooler met één rol voor iedereen, of aan "
            "een gedeelde balie; dan zegt dat niet wie er zit. Geef ieder een eigen rol of account",
            f"the database knows more than one person as {name}, as behind a pooler with one role for all, or at a "
            "shared desk; then that does not tell who sits there. Give everyone a role or account of their own",
        )
    )


def _administrators(uow: UnitOfWork, by: By) -> list[str]:
    return [each.id for each in staff_on(uow, by.today).values() if "administrator" in each.roles]
