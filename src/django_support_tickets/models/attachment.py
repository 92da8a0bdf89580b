"""A file field whose files are private: kept in the configured storage, linked only by the download view."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import ResolverMatch

from ..mounting import mounted_url


class PrivateStorage(FileSystemStorage):
    """Files in a folder that no web server is meant to serve, readable by this process's user alone."""

    def __init__(self) -> None:
        super().__init__(location=private_root(), file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        new_folders = [folder for folder in path.parents if not folder.exists()]
        name = super()._save(name, content)  # type: ignore[misc]  # Missing from the stubs.
        # A row that refers to the file may be committed next: by then the file must be on the disk, and its entry in
        # the folder as well.
        path = Path(self.path(name))
        for changed in (path, path.parent, *(folder.parent for folder in new_folders)):
            _write_to_disk(changed)
        return name

    def url(self, name: str | None) -> str:
        """Refuse: without a base URL Django's own storage would still point into MEDIA_URL.

        :raises ValueError: always.
        """
        raise ValueError("Attachments have no public URL; link to the download view.")


def _write_to_disk(path: Path) -> None:
    """Return when the disk has what was written to a file, or which entries a folder has."""
    if os.name == "nt" and path.is_dir():  # Windows opens no folders, and writes their entries by itself.
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_root() -> Path:
    """Return the folder of the private storage: the setting, else ``private`` beside MEDIA_ROOT or in BASE_DIR."""
    if settings.SUPPORT_TICKET_PRIVATE_ROOT:
        return Path(settings.SUPPORT_TICKET_PRIVATE_ROOT)
    if settings.MEDIA_ROOT:
        return Path(settings.MEDIA_ROOT).absolute().parent / "private"
    return Path(getattr(settings, "BASE_DIR", ".")).absolute() / "private"


def attachment_storage() -> Storage:
    """Return the storage that ``SUPPORT_TICKET_STORAGE`` names in STORAGES, or the private folder.

    :raises InvalidStorageError: if STORAGES has no such alias.
    """
    return storage_of(settings.SUPPORT_TICKET_STORAGE)


def storage_of(alias: str) -> Storage:
    """Return the storage of an alias in STORAGES; "" is the private folder.

    :raises InvalidStorageError: if STORAGES has no such alias.
    """
    return storages[alias] if alias else PrivateStorage()


class AttachmentFieldFile(FieldFile):
    """A stored file whose ``url`` is that of the permission-checked view, in API, admin and templates alike."""

    @property
    def url(self) -> str:
        """The path of the staff's download view.

        Empty where the site does not mount the API's URLs, or does so behind arguments that only a request knows.
        """
        if not self:
            raise ValueError("There is no attachment.")
        return self.url_beside(None)

    def url_beside(self, match: ResolverMatch | None) -> str:
        """Return the same path, with the arguments and the namespace that a request to the API came with."""
        owner: Any = self.instance
        name, kwargs = owner.attachment_route()
        return mounted_url(name, kwargs, match)


class AttachmentField(models.FileField):
    """A FileField that asks the settings for its storage each time, and is a plain FileField to migrations."""

    attr_class = AttachmentFieldFile

    @property
    def storage(self) -> Storage:
        # The base class looks at its storage while models are still being defined: that is no time to ask for files.
        return attachment_storage() if hasattr(self, "model") else default_storage

    @storage.setter
    def storage(self, value: Storage) -> None:
        """Ignore what the base class sets: the settings decide."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        return name, "django.db.models.FileField", args, kwargs
