"""The one storage account a customer may have is there."""

REFUSED = {"CreateStorageAccount": "STORAGE_ACCOUNT_ALREADY_EXISTS"}
