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

OPEN_SETS: frozenset[str] = frozenset()
"Enums that are any text here: vendors have new words every month."

MORE_WORDS: dict[str, frozenset[str]] = {}
"Words of enums that the contract does not have."

MORE_ANSWERS: frozenset[str] = frozenset()
"Operations that answer with a body where the contract says nothing of one."
