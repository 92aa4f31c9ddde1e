"""What the rows of a tenant are in no state for."""

import secrets

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "CompleteSignupRequest.temp_token": lambda _: secrets.token_hex(16),
}
ROWS: dict[str, Sample] = {
    "campaign.next_campaign_id": lambda _: "",
    "outdial.campaign_id": lambda _: "",
    "provider.tech_headers": lambda _: {"X-Carrier": "one"},
    "talk_message.medias": lambda tenant: [{"type": "file", "file_id": tenant.ids["file"]}],
}
REFUSED = {
    "AddContactTag": "CONTACT_TAG_EXISTS",
    "CancelUnregister": "CUSTOMER_NOT_FROZEN",
    "CompleteSignup": "INVALID_ARGUMENT",
    "CreateStorageAccount": "STORAGE_ACCOUNT_ALREADY_EXISTS",
    "CreateTransfer": "CALL_ALREADY_HUNG_UP",
    "DeleteProvider": "PROVIDER_IN_USE",
    "KickQueuecall": "QUEUECALL_ENDED",
    "KickReferenceQueuecall": "QUEUECALL_ENDED",
    "LookupContact": "CONTACT_NOT_FOUND",
    "RecoverCustomer": "CUSTOMER_NOT_FROZEN",
    "ResetPassword": "INVALID_ARGUMENT",
    # A plain request of what is a WebSocket.
    "StreamConferenceMedia": "UPGRADE_REQUIRED",
    "ServiceAgentAddContactTag": "CONTACT_TAG_EXISTS",
    "ServiceAgentLookupContact": "CONTACT_NOT_FOUND",
    "StartConferenceRecording": "CONFERENCE_RECORDING",
    "StartConferenceTranscribe": "CONFERENCE_TRANSCRIBING",
    # A campaign does not follow itself.
    "UpdateCampaignNextCampaignId": "INVALID_ARGUMENT",
    "UpdateCampaignResourceInfo": "INVALID_ARGUMENT",
    "VerifyEmail": "INVALID_ARGUMENT",
}
