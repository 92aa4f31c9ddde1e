"""Choosing where files are kept."""

from voipbin.core.files.store import FileStore, LocalFileStore
from voipbin.core.settings import Settings


def open_file_store(settings: Settings) -> FileStore:
    """The store an operator chose.

    Raises:
        ImportError: it needs packages that are not installed.
    """
    if not settings.storage_url:
        return LocalFileStore(settings.data_dir / "files")
    from voipbin.core.files.s3_store import S3Access, S3FileStore

    access = S3Access(
        url=settings.storage_url,
        endpoint=settings.storage_endpoint,
        region=settings.storage_region,
        access_key=settings.storage_access_key,
        secret_key=settings.storage_secret_key.get_secret_value(),
    )
    return S3FileStore(access, settings.data_dir / "files")
