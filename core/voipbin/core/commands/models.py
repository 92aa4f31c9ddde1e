"""`voipbin models`."""

import typer


def models(ctx: typer.Context) -> None:
    """Lists speech engines and models, fetches better models."""
    # Loaded when asked for: it brings numpy and an HTTP client along.
    from voipbin.media.speech.cli import models_app

    models_app(args=ctx.args or ["list"], prog_name="voipbin models")
