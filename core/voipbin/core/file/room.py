"""FIXME files."""

from voipbin.core.file.model import FILE, FileRow
from voipbin.core.room import Room


class FileRoom(Room[FileRow]):
    """Serves FileService."""

    resource = FILE


class ServiceAgentFileRoom(FileRoom):
    """Serves ServiceAgentFileService."""
