"""Where a run goes on: targets, following actions and the stacks around them."""

from voipbin.core.flow_engine.ids import FINISH_ID, NEXT_ID, canonical_id
from voipbin.core.flow_engine.state import Stack

FINISHED = "finished"
FOUND = "found"
UNKNOWN = "unknown"


def go_to(stacks: list[Stack], target_id: str) -> str:
    """Move to an action of this stack, or of one further out; those within are dropped.

    Returns:
        FOUND, FINISHED or UNKNOWN; an unknown target leaves the stacks alone.
    """
    target_id = canonical_id(target_id)
    if target_id == FINISH_ID:
        return FINISHED
    if target_id == NEXT_ID:
        return go_next(stacks, obey_next_id=False)
    for depth in range(len(stacks) - 1, -1, -1):
        stack = stacks[depth]
        for index, action in enumerate(stack.actions):
            if action["id"] == target_id:
                del stacks[depth + 1 :]
                stacks[depth] = stack.at(index)
                return FOUND
    return UNKNOWN


def go_next(stacks: list[Stack], *, obey_next_id: bool = True) -> str:
    """Move to the action after the current one, out of finished stacks if need be.

    Returns:
        FOUND, FINISHED, or UNKNOWN when a next_id leads nowhere.
    """
    while stacks:
        stack = stacks[-1]
        action = stack.action
        next_id = action["next_id"] if action and obey_next_id else ""
        if next_id and next_id != NEXT_ID:
            return go_to(stacks, next_id)
        if stack.index + 1 < len(stack.actions):
            stacks[-1] = stack.at(stack.index + 1)
            return FOUND
        stacks.pop()
        obey_next_id = True
    return FINISHED
