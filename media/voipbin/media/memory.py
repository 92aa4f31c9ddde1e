"""What a long-lived process tells the garbage collector."""

import gc


def settle() -> None:
    """Modules, schemas and servers live for ever: do not walk them; collect less often what dies
    young.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
