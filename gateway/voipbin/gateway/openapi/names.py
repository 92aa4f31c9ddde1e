"""Schema names: those the clients of the contract know."""

from google.protobuf.descriptor import Descriptor, EnumDescriptor

from voipbin.core.contract.options import schema_of


def schema_name(descriptor: Descriptor | EnumDescriptor) -> str:
    """Return the name of a message or enum in the components of the document.

    The contract names a schema after the service of the reference implementation that owned it.
    """
    owner, declared = schema_of(descriptor)
    if declared:
        return declared
    if is_action_option(descriptor):
        return f"FlowManagerActionOption{descriptor.name.removesuffix('Option')}"
    return owner + descriptor.name


def is_action_option(descriptor: Descriptor | EnumDescriptor) -> bool:
    """Tell whether a message says how an action of a flow is run."""
    return descriptor.file.name.endswith("/flow_action.proto") and descriptor.name.endswith(
        "Option"
    )
