"""What a long-lived process tells the garbage collector."""

import gc


def begin() -> None:
    """Until it is ready a process makes much and drops next to nothing: a tenth of its start would
    be spent on looking for garbage.
    """
    gc.disable()


def settle() -> None:
    """Modules, schemas and servers live for ever: do not walk them; collect less often what dies
    young.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
