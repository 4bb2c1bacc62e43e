"""The view of every command that answers with --json, by what is typed; `traject schema` prints its JSON Schema."""

from typing import Any

from scheduler.rehearsal.publish import Published
from scheduler.sending.report import TickReport
from scheduler.views.calendar import CalendarEntryView, CalendarWrittenView
from scheduler.views.channel import BouncedView, ChannelView
from scheduler.views.digest import DigestView
from scheduler.views.doctor import DoctorView
from scheduler.views.forecast import ForecastView
from scheduler.views.ledger import MessageView
from scheduler.views.overview import OverviewView
from scheduler.views.preview import PreviewView
from scheduler.views.retry import RetryView
from scheduler.views.scenarios import ScenarioView
from scheduler.views.why import WhyView
from scheduler.views.why_not import WhyNotView
from trajectories.views.board import BoardView
from trajectories.views.caseload import CaseloadView
from trajectories.views.casework import (
    AdvancedView,
    BulkView,
    CorrectionView,
    OpenedView,
    SeenView,
    TakenBackView,
    VersionView,
)
from trajectories.views.checkpoint import CheckpointView, WitnessChangedView, WitnessView
from trajectories.views.client_list import ClientListView
from trajectories.views.database import ClockRepairedView, InitView, RebuiltView, RestoredView, VerifiedView
from trajectories.views.drawn import DrawnView, TimelinesView
from trajectories.views.due import DueRow
from trajectories.views.erased import ErasedView
from trajectories.views.history import EventView
from trajectories.views.import_history import HistoryImportedView
from trajectories.views.imports import BatchShownView, BatchView, ImportedView, ProfileView, UndoneView
from trajectories.views.migration import DiffView, MigrationView
from trajectories.views.people import (
    ClientChangedView,
    ClientLeftView,
    ClientMergedView,
    ClientView,
    HouseholdView,
    MemberView,
)
from trajectories.views.person_facts import PersonFactSetView, PersonFactView
from trajectories.views.questions import SettledView, TransferView
from trajectories.views.refusal import RefusedView
from trajectories.views.restored import BackedUpView, PutBackView, SettledRestoreView
from trajectories.views.seats import BoundView, SeatsView, StrictView
from trajectories.views.staff import (
    AwayView,
    BackView,
    ColleagueView,
    HandedOverView,
    HoursView,
    RoleEndedView,
    StaffAddedView,
)
from trajectories.views.subject import ShownView
from trajectories.views.term_ledger import TermLedgerView
from trajectories.views.trajectory import TrajectoryView
from workflows.describe.instruction import Instruction
from workflows.views.definitions import DiagramTextView, ProblemView, SourceView, TextView
from workflows.views.law import LawView
from workflows.views.listing import ListedView
from workflows.views.term import TermView
from workflows.views.workflow import WorkflowView

VIEWS: dict[str, Any] = {
    "acknowledge": SeenView,
    "advance": AdvancedView,
    "assign": VersionView | BulkView,
    "audit checkpoint": CheckpointView,
    "audit clock-repaired": ClockRepairedView,
    "audit restored": RestoredView,
    "audit seats": SeatsView,
    "staff bind": BoundView,
    "staff strict": StrictView,
    "audit verify": VerifiedView,
    "audit witness add": WitnessChangedView,
    "audit witness list": list[WitnessView],
    "audit witness remove": WitnessChangedView,
    "backup": BackedUpView,
    "board": BoardView,
    "caseload": CaseloadView,
    "client add": ClientChangedView,
    "client edit": ClientChangedView,
    "client erase": ErasedView,
    "client fact correct": PersonFactSetView,
    "client fact list": list[PersonFactView],
    "client fact set": PersonFactSetView,
    "client fact settle": PersonFactSetView,
    "client find": list[ClientView],
    "client leave": ClientLeftView,
    "client list": ClientListView,
    "client merge": ClientMergedView,
    "client return": MemberView,
    "client unmerge": ClientChangedView,
    "client void": ClientChangedView,
    "close": VersionView | BulkView,
    "correct": VersionView | TakenBackView | CorrectionView,
    "digest": DigestView,
    "doctor": DoctorView,
    "due": list[DueRow],
    "export calendar": list[CalendarEntryView] | CalendarWrittenView,
    "extend": VersionView,
    "fact set": VersionView | BulkView,
    "forecast": ForecastView,
    "history": list[EventView],
    "household add": HouseholdView,
    "household house": HouseholdView,
    "household join": MemberView,
    "household leave": MemberView,
    "household move": HouseholdView,
    "import cases": ImportedView,
    "import clients": ImportedView,
    "import facts": ImportedView,
    "import history": HistoryImportedView,
    "import households": ImportedView,
    "import list": list[BatchView],
    "import notes": ImportedView,
    "import profile show": ProfileView,
    "import show": BatchShownView,
    "import tasks": ImportedView,
    "import undo": UndoneView,
    "init": InitView,
    "note": VersionView,
    "open": OpenedView,
    "overview": OverviewView,
    "rebuild": RebuiltView,
    "refusal": RefusedView,
    "replay": TrajectoryView,
    "restore": PutBackView | SettledRestoreView,
    "resume": VersionView,
    "scheduler channel": ChannelView,
    "scheduler bounced": BouncedView,
    "scheduler ledger": list[MessageView] | MessageView,
    "scheduler preview": list[PreviewView],
    "scheduler retry": RetryView,
    "scheduler tick": TickReport,
    "settle": SettledView,
    "show": ShownView | TermLedgerView | DrawnView | TimelinesView,
    "snooze": SeenView,
    "staff add": StaffAddedView,
    "staff away": AwayView,
    "staff back": BackView,
    "staff end": RoleEndedView,
    "staff hand-over": HandedOverView,
    "staff hours": HoursView,
    "staff list": list[ColleagueView],
    "suspend": VersionView,
    "task done": VersionView | BulkView,
    "task missed": VersionView,
    "task waive": VersionView,
    "term": TermView,
    "transfer": TransferView,
    "why": WhyView,
    "why-not": WhyNotView,
    "workflow check": list[ProblemView],
    "workflow diagram": DiagramTextView,
    "workflow diff": DiffView,
    "workflow explain": Instruction,
    "workflow list": list[ListedView],
    "workflow migrate": MigrationView,
    "workflow publish": list[Published],
    "workflow show": WorkflowView | TextView,
    "workflow sources": list[SourceView] | list[LawView],
    "workflow test": list[ScenarioView],
}
