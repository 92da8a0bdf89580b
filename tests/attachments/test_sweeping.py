"""Files without a row: found, deleted after a day, and left alone in every doubt."""

import os
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import InMemoryStorage, storages
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.attachments import inventory, sweeping
from django_support_tickets.models import FileSweep, TicketAttachment
from django_support_tickets.models.attachment import PrivateStorage
from django_support_tickets.stored_names import new_name
from tests.attachments import samples
from tests.attachments.storages import Disk
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

OLD, YOUNG = 86_400 + 60, 86_400 - 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "private"


@pytest.fixture
def put(root: Path) -> Any:
    """Return a function that stores a file of so many seconds' age, under a name of the app's kind."""

    def put(name: str = "", month: str = "", age: int = OLD) -> str:
        if not name:
            name = new_name(".pdf", "default")
        if month:
            name = f"support_tickets/{month}/{name.rpartition('/')[2]}"
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")
        os.utime(path, (time.time() - age,) * 2)
        return name

    return put


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def command(*options: str) -> tuple[int, list[str]]:
    """Return the exit code and the lines of ``support_files``."""
    output, code = StringIO(), 0
    try:
        call_command("support_files", *options, stdout=output)
    except CommandError as error:
        code = error.returncode
    return code, output.getvalue().splitlines()


def sweep_tomorrow() -> None:
    FileSweep.objects.update(begun_at=timezone.now() - timedelta(days=1))
    workflow.tick(1)


def test_old_ones_go(root: Path, put: Any) -> None:
    put()
    put(month="2019/02")
    young = put(age=YOUNG)
    workflow.tick(1)
    assert files(root) == {young}


def test_what_has_a_row_stays(root: Path, put: Any) -> None:
    single, further = put(), put(month="2020/01")
    ticket = make_ticket(attachment=single)
    TicketAttachment.objects.create(
        ticket=ticket, attachment=further, attachment_filename="a", attachment_content_type="x", attachment_size=1
    )
    orphan = put()
    assert command("--check") == (1, [f"No row: {orphan}"])
    workflow.tick(1)
    assert files(root) == {single, further}
    assert command("--check") == (0, [])


@pytest.mark.parametrize(
    "name",
    [
        "support_tickets/2026/11/report.pdf",
        "support_tickets/2026/11/.gitkeep",
        "support_tickets/2026/13/{}",
        "support_tickets/2026/{}",
        "support_tickets/{}",
        "support_tickets/2026/11/sub/{}",
        "support_tickets/26/11/{}",
        "elsewhere/2026/11/{}",
        "2026/11/{}",
        "support_tickets/2026/11/{}.backup",
        "support_tickets/2026/11/x{}",
    ],
)
def test_what_is_not_the_apps_stays(root: Path, put: Any, name: str) -> None:
    put(name.format(new_name(".pdf", "default").rpartition("/")[2]))
    workflow.tick(1)
    assert len(files(root)) == 1
    assert command("--repair") == (0, [])
    assert len(files(root)) == 1


@pytest.mark.parametrize("folder", ["", "a/b/"])
def test_another_folder(root: Path, put: Any, settings: Any, folder: str) -> None:
    other = put()
    settings.SUPPORT_TICKET_UPLOAD_DIR = folder
    put(f"{folder}2026/11/{new_name('.pdf', 'default').rpartition('/')[2]}")
    workflow.tick(1)
    assert files(root) == {other}


def test_names_of_earlier_versions(root: Path, put: Any) -> None:
    for stem in ("0" * 32, "A-b_" * 8, "_" * 32):
        put(f"support_tickets/2026/11/{stem}.pdf")
    workflow.tick(1)
    assert files(root) == set()


def test_files_of_another_database_stay(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as another tenant's, or those of the site of which this one is a copy."""
    mine = put()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", "production")
        others = {put(), put(month="2020/01")}
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "schema_name", "tenant", raising=False)
        others.add(put())
    assert command("--check") == (1, [f"No row: {mine}"])
    workflow.tick(1)
    assert command("--repair") == (0, [])
    assert files(root) == others


def test_a_new_secret_key(root: Path, put: Any, settings: Any) -> None:
    put()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    workflow.tick(1)
    assert files(root) == set()
    name = put()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "one more"
    sweep_tomorrow()
    assert files(root) == {name}


def test_an_empty_database_deletes_nothing(root: Path, put: Any, caplog: Any) -> None:
    names = {put(month="2026/10") for _number in range(sweeping.MAX_UNNAMED + 1)}
    single = put(month="2026/09")
    workflow.tick(1)
    assert files(root) == names, "the month with few is swept"
    assert "right database" in caplog.text
    code, lines = command("--check")
    assert (code, len(lines)) == (1, len(names))
    assert single not in lines
    code, lines = command("--repair")
    assert (code, sorted(lines)) == (0, sorted(f"Deleted: {name}" for name in names))
    assert files(root) == set()


def test_few_among_many_go(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MAX_UNNAMED", 2)
    kept = {make_ticket(attachment=put(month="2026/10")).attachment.name for _number in range(27)}
    for _number in range(3):
        put(month="2026/10")
    workflow.tick(1)
    assert files(root) == kept


def test_it_is_done_once_a_day(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    listdir = PrivateStorage.listdir

    def count(self: Any, path: str) -> Any:
        listed.append(path)
        return listdir(self, path)

    monkeypatch.setattr(PrivateStorage, "listdir", count)
    put()
    start = timezone.now()
    workflow.tick(1)
    assert listed
    for minutes in (1, 60, 23 * 60 + 59):
        listed.clear()
        with time_machine.travel(start + timedelta(minutes=minutes)):
            workflow.tick(1)
        assert listed == []
    with time_machine.travel(start + timedelta(days=1, minutes=1)):
        workflow.tick(1)
    assert listed


def test_a_clock_that_ran_ahead_does_not_end_it(root: Path, put: Any) -> None:
    put()
    FileSweep.objects.create(storage="", begun_at=timezone.now() + timedelta(days=400))
    workflow.tick(1)
    assert files(root) == set()


def test_older_months_take_their_turns(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BUDGET", 3)
    now = datetime.now(UTC)
    last = now.replace(day=1) - timedelta(days=1)
    months = ["2020/04", "2020/03", "2020/02", "2020/01"]
    swept = []
    for _run in range(4):
        expected = {put(month=month) for month in months for _number in range(2)}
        recent = {put(), put(month=f"{last:%Y/%m}")}
        FileSweep.objects.update(begun_at=timezone.now() - timedelta(days=1))
        workflow.tick(1)
        assert not files(root) & recent
        gone = {name.split("/")[1] + "/" + name.split("/")[2] for name in expected - files(root)}
        swept.append(sorted(gone, reverse=True))
        for path in root.rglob("*.pdf"):
            path.unlink()
    assert swept == [months[:2], months[2:], months[:2], months[2:]]


def test_it_stops_when_it_is_told_to(root: Path, put: Any) -> None:
    for _number in range(3):
        put()
    answers = iter([False, True, True, True, True])
    sweeping.sweep("default", "", lambda: not next(answers))
    assert len(files(root)) == 2


@pytest.mark.parametrize("error", [OSError("away"), NotImplementedError("no list"), PermissionError("no")])
@pytest.mark.parametrize("method", ["listdir", "get_modified_time", "delete"])
def test_a_storage_that_does_not_answer(
    root: Path, put: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, method: str
) -> None:
    names = {put() for _number in range(5)}

    def fail(*_args: Any) -> Any:
        raise error

    monkeypatch.setattr(PrivateStorage, method, fail)
    workflow.tick(1)
    if method != "delete":
        assert command("--check")[0] == 2
    assert command("--repair")[0] == 2
    assert files(root) == names


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {put() for _number in range(5)}

    def fail(*_args: Any) -> Any:
        raise DatabaseError("away")

    monkeypatch.setattr(inventory, "named_files", fail)
    with pytest.raises(DatabaseError):
        workflow.tick(1)
    assert command("--check")[0] == 2
    assert command("--repair")[0] == 2
    assert files(root) == names


def test_a_file_that_vanishes_meanwhile(root: Path, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put()

    def vanish(*_args: Any) -> Any:
        raise FileNotFoundError

    monkeypatch.setattr(PrivateStorage, "get_modified_time", vanish)
    workflow.tick(1)
    assert len(files(root)) == 1


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_times_without_a_zone(root: Path, put: Any, settings: Any, monkeypatch: Any, zone: str) -> None:
    """What storages return where USE_TZ is off."""
    settings.TIME_ZONE = zone
    young = put(age=YOUNG)
    put()
    modified = PrivateStorage.get_modified_time

    def naive(self: Any, name: str) -> datetime:
        return timezone.make_naive(modified(self, name), timezone.get_default_timezone())

    monkeypatch.setattr(PrivateStorage, "get_modified_time", naive)
    workflow.tick(1)
    assert files(root) == {young}


class TestTheCommand:
    def test_all_is_well(self, put: Any) -> None:
        assert command() == (0, [])
        make_ticket(attachment=put())
        make_ticket()
        assert command() == command("--check") == command("--repair") == (0, [])

    def test_a_row_without_a_file(self, root: Path, put: Any) -> None:
        ticket = workflow.open_ticket(**ticket_fields(), attachments=[samples.upload(samples.pdf(), "a.pdf")] * 2)
        imported = make_ticket(attachment="old/desk/letter.pdf")
        first = ticket.attachments.earliest("pk").attachment.name
        (root / first).unlink()
        expected = (
            1,
            [
                f"No file: old/desk/letter.pdf of {imported.ticket_number}",
                f"No file: {first} of {ticket.ticket_number}",
            ],
        )
        assert command("--check") == expected
        assert command("--repair") == expected, "nothing can bring it back"
        put("old/desk/letter.pdf")
        put(first)
        assert command("--check") == (0, [])

    def test_a_young_file_is_shown_and_kept(self, root: Path, put: Any) -> None:
        name = put(age=YOUNG)
        line = f"No row: {name} (of the last day, so that it may still come)"
        assert command("--check") == command("--repair") == (1, [line])
        assert files(root) == {name}

    def test_it_deletes_nothing_by_itself(self, root: Path, put: Any) -> None:
        name = put()
        assert command() == (1, [f"No row: {name}"])
        assert files(root) == {name}

    def test_many_rows(self, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inventory, "BATCH", 3)
        months = ["2020/01", "2020/02", "2020/03"]
        for number in range(10):
            make_ticket(attachment=put(month=months[number % 3]))
        assert command() == (0, [])
        gone = [make_ticket(attachment=f"support_tickets/2020/01/{n}.pdf").attachment.name for n in range(7)]
        code, lines = command()
        assert (code, len(lines)) == (1, 7)
        assert [line.split()[2] for line in lines] == gone

    def test_a_folder_that_is_not_mounted(self, root: Path, put: Any) -> None:
        ticket = make_ticket(attachment=put())
        (root / ticket.attachment.name).unlink()
        assert command("--check")[0] == 1
        root.rename(root.with_name("unmounted"))
        assert command("--check") == (2, [])

    def test_it_names_what_is_about_to_go(self, settings: Any, monkeypatch: Any) -> None:
        settings.STORAGES = {**settings.STORAGES, "disk": {"BACKEND": f"{Disk.__module__}.Disk"}}
        settings.SUPPORT_TICKET_STORAGE = "disk"
        ticket = workflow.open_ticket(**ticket_fields(), attachment=samples.upload(samples.pdf(), "a.pdf"))
        workflow.delete_ticket(ticket=ticket, actor=None)
        code, lines = command()
        assert code == 1
        assert lines[-1] == "Files that support_tick is about to delete: 1"

    def test_a_storage_in_memory(self, settings: Any, put: Any) -> None:
        settings.STORAGES = {
            **settings.STORAGES,
            "memory": {"BACKEND": f"{InMemoryStorage.__module__}.{InMemoryStorage.__name__}"},
        }
        settings.SUPPORT_TICKET_STORAGE = "memory"
        assert command() == (0, [])
        ticket = workflow.open_ticket(**ticket_fields(), attachment=samples.upload(samples.pdf(), "a.pdf"))
        assert command() == (0, [])
        storages["memory"].delete(ticket.attachment.name)
        assert command()[0] == 1

    def test_only_one_of_both(self) -> None:
        with pytest.raises(CommandError):
            call_command("support_files", "--check", "--repair")


def test_a_sweep_is_named_by_its_storage() -> None:
    assert str(FileSweep(storage="disk", begun_at=datetime(2026, 1, 2, tzinfo=UTC))) == "disk: 2026-01-02 00:00:00"
