"""Why a command was not carried out; each word is part of the contract with the core."""


class CommandError(Exception):
    """A command that could not be carried out; `code` is what CommandResult.error says."""

    code = "FAILED"


class BadCommand(CommandError):
    """A field is malformed; the message names it."""

    code = "BAD_COMMAND"


class ChannelNotFound(CommandError):
    """No such channel, or it is gone."""

    code = "CHANNEL_NOT_FOUND"


class WrongState(CommandError):
    """The channel cannot do that now."""

    code = "WRONG_STATE"


class PartyRefused(CommandError):
    """The party was asked and does not want to."""

    code = "PARTY_REFUSED"


class PartySilent(CommandError):
    """The party was asked and has not answered yet; what it answers still counts."""

    code = "PARTY_SILENT"


class CommandFailed(CommandError):
    """It was tried and did not work: a file cannot be written."""
