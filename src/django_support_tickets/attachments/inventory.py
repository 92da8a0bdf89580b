"""What is in the storage, and what the rows say of it: files without a row, and rows without a file."""

import posixpath
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone

from ..models import SupportTicket, TicketAttachment
from ..stored_names import MONTH, YEAR, is_stored_name, month_folder, original_name, upload_folder
from .references import BATCH, named_files

# A younger file may belong to a request that has not committed yet.
MIN_AGE = timedelta(days=1)
# Folders whose contents are kept in memory: rows are read in the order in which their files were stored.
REMEMBERED = 2


class RowWithoutFile(NamedTuple):
    """A row that names a file which is not in the storage."""

    ticket_number: str
    name: str


class Inventory:
    """The files that a desk has stored under UPLOAD_DIR, by the folders of their months.

    :param using: alias of the database whose rows name them.
    """

    def __init__(self, storage: Storage, using: str) -> None:
        self.storage, self.using = storage, using
        self._contents: dict[str, set[str]] = {}

    def folders(self) -> list[str]:
        """Return the folders of all months, the newest first."""
        root = upload_folder()
        years = [posixpath.join(root, year) for year in self._list(root)[0] if YEAR.fullmatch(year)]
        months = (posixpath.join(year, month) for year in years for month in self._list(year)[0])
        return sorted((month for month in months if MONTH.fullmatch(posixpath.basename(month))), reverse=True)

    def names(self, folder: str) -> list[str]:
        """Return the files of a month that this desk stored; what else may be there is none of its business."""
        files = self._list(folder)[1]
        return [posixpath.join(folder, file) for file in files if is_stored_name(original_name(file), self.using)]

    def without_row(self, names: Sequence[str]) -> Iterator[str]:
        """Yield those of the files that no row names; a thumbnail goes with its picture."""
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            named = named_files({original_name(name) for name in batch}, self.using)
            yield from (name for name in batch if original_name(name) not in named)

    def is_old(self, name: str) -> bool:
        """Tell whether a file was stored long enough ago for its row to be there, if there ever will be one."""
        try:
            modified = self.storage.get_modified_time(name)
        except FileNotFoundError:
            return False
        if timezone.is_naive(modified):
            modified = timezone.make_aware(modified, timezone.get_default_timezone())
        return datetime.now(UTC) - modified > MIN_AGE

    def rows_without_file(self) -> Iterator[RowWithoutFile]:
        """Yield the rows whose file is missing.

        :raises FileNotFoundError: if the folder of all files is missing, as one that is not mounted.
        """
        for number, name in self._rows():
            if not self._exists(name):
                self._check_root()
                yield RowWithoutFile(number, name)

    def _rows(self) -> Iterator[tuple[str, str]]:
        for model, number in ((SupportTicket, "ticket_number"), (TicketAttachment, "ticket__ticket_number")):
            rows = model._base_manager.using(self.using).exclude(attachment=None).exclude(attachment="")
            fields, last = ("pk", number, "attachment"), 0
            while page := [*rows.filter(pk__gt=last).order_by("pk").values_list(*fields)[:BATCH]]:
                yield from ((row[1], row[2]) for row in page)
                last = page[-1][0]

    def _exists(self, name: str) -> bool:
        folder = month_folder(name)
        if folder is None:
            return self.storage.exists(name)
        if folder not in self._contents:
            if len(self._contents) == REMEMBERED:
                del self._contents[next(iter(self._contents))]
            self._contents[folder] = {*self._list(folder)[1]}
        # It may have been stored since the folder was listed.
        return posixpath.basename(name) in self._contents[folder] or self.storage.exists(name)

    def _check_root(self) -> None:
        if isinstance(self.storage, FileSystemStorage) and not Path(self.storage.location).is_dir():
            raise FileNotFoundError(f"There is no folder {self.storage.location}")

    def _list(self, folder: str) -> tuple[list[str], list[str]]:
        """Return the names of folders and files in a folder; one that is not there is empty."""
        try:
            return self.storage.listdir(folder)
        except FileNotFoundError:
            return [], []
