"""FIXME storage accounts."""

from voipbin.core.room import Room
from voipbin.core.storage_account.model import STORAGE_ACCOUNT, StorageAccountRow


class StorageAccountRoom(Room[StorageAccountRow]):
    """Serves StorageAccountService."""

    resource = STORAGE_ACCOUNT
