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

_VOICES = frozenset(
    {
        "async",
        "aws",
        "azure",
        "cartesia",
        "deepgram",
        "elevenlabs",
        "fish",
        "google",
        "groq",
        "hume",
        "inworld",
        "lmnt",
        "minimax",
        "neuphonic",
        "nvidia-riva",
        "openai",
        "piper",
        "playht",
        "rime",
        "sarvam",
        "xtts",
    }
)
_EARS = frozenset({"cartesia", "deepgram", "elevenlabs"})
_ENCAPSULATIONS = frozenset({"rtp", "sln", "audiosocket"})

TEXTS_WITH_WORDS = {
    # Requests that call them texts: another word is refused now instead of failing in a session.
    "post /ais body.tts_type": _VOICES,
    "post /ais body.stt_type": _EARS,
    "put /ais/{id} body.tts_type": _VOICES,
    "put /ais/{id} body.stt_type": _EARS,
    "post /speakings body.reference_type": frozenset({"call", "confbridge"}),
    "post /speakings body.direction": frozenset({"both", "in", "out"}),
    "RequestBodyAuthSignupPOST.webhook_method": frozenset({"POST", "GET", "PUT", "DELETE"}),
    # What carries no audio is refused before the upgrade.
    "get /calls/{id}/media_stream query parameter encapsulation": _ENCAPSULATIONS,
    "get /conferences/{id}/media_stream query parameter encapsulation": _ENCAPSULATIONS,
}
"Texts of requests that are enums here, by operation and place, and their words."

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
    "put /agents/{id}/password": frozenset({"password"}),
    "post /billing_accounts/{id}/balance_add_force": frozenset({"balance"}),
    "post /billing_accounts/{id}/balance_subtract_force": frozenset({"balance"}),
    "post /calls": frozenset({"destinations"}),
    "get /calls/{id}/media_stream": frozenset({"encapsulation"}),
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


_SWAPPED = ("NumberManagerAvailableNumber", "NumberManagerAvailableNumberFeature")
"""Whatever refers to one of them means the other: the first is the list of words, and an answer of
words would offer no numbers."""


def meant(name: str) -> str:
    """The schema that a reference to a name means."""
    return _SWAPPED[1 - _SWAPPED.index(name)] if name in _SWAPPED else name


def may_be_text(where: str) -> bool:
    """Whether a field takes more than the contract says: "${variables}" are put in when it runs."""
    return where.startswith("FlowManagerActionOption")
