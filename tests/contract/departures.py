"""Where we knowingly say something else than the contract, each with its reason."""

PARAMETERS = {
    # Names of path parameters are seen by nobody on the wire; every other resource says `id`.
    "billing-id": "id",
}
"Path parameters by the contract's name."

SYMBOLIC_IDS = frozenset(
    {
        # A flow may jump to "menu": ids of its actions are text that its author chooses.
        "FlowManagerAction.id",
        "FlowManagerAction.next_id",
        "FlowManagerActiveflow.forward_action_id",
    }
)
"Fields that are UUIDs in the contract and text here."

OPEN_SETS = frozenset({"AIManagerAIEngineModel"})
"Enums that are any text here: vendors have new words every month."

CLOSED_SETS = frozenset(
    {
        # Any other word, the contract's example among them, would carry no audio.
        "query parameter encapsulation",
    }
)
"Texts that must be one of certain words here."

MORE_WORDS = {
    # Between signing up and confirming an address, and after nobody confirmed it.
    "CustomerManagerCustomerStatus": frozenset({"initial", "expired"}),
    # A conference is transcribed under its own id as well as under its bridge's.
    "TranscribeManagerTranscribeReferenceType": frozenset({"conference"}),
}
"Words of enums that the contract does not have."

REQUIRED = {
    # Without them there is nothing to do; the contract lets them out and promises a 400 nowhere.
    "post /accesskeys": frozenset({"expire"}),
    "post /billing_accounts/{id}/balance_add_force": frozenset({"balance"}),
    "post /billing_accounts/{id}/balance_subtract_force": frozenset({"balance"}),
    # A stream without it would carry no audio.
    "get /calls/{id}/media_stream": frozenset({"encapsulation"}),
    "post /calls": frozenset({"destinations"}),
    "post /calls/{id}/talk": frozenset({"text"}),
}
"Fields of bodies and queries that must be sent here."

MORE_ANSWERS = frozenset(
    {
        # The deleted key, as every other deletion answers.
        "DeleteAccesskey",
    }
)
"Operations that answer with a body where the contract says nothing of one."

STATUSES = {
    # What is answered there becomes a WebSocket.
    ("get /calls/{id}/media_stream", "200"): "101",
    ("get /conferences/{id}/media_stream", "200"): "101",
}
"Statuses that are another here."

NO_STATUS = frozenset(
    {
        # Nothing stands behind us whose bad answer we could pass on: captures are our own.
        "502",
    }
)
"Statuses that are never answered here."


def may_be_text(where: str) -> bool:
    """Whether a field takes more than the contract says: "${variables}" are put in when it runs."""
    return where.startswith("FlowManagerActionOption")
