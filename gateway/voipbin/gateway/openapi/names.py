"""Schema names: those the clients of the contract know."""

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from voipbin.core.contract.options import schema_of

# Numbers and texts that have a schema of their own in the contract. Neither is an enum here: bits
# of permissions add up, and vendors of models have a new one every month.
_NAMED_VALUES = {
    "permission": "AgentManagerAgentPermission",
    "engine_model": "AIManagerAIEngineModel",
    "ai_engine_model": "AIManagerAIEngineModel",
}


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


def has_name(descriptor: Descriptor) -> bool:
    """Tell whether a message is known by a name that it was given, not by its place."""
    return bool(schema_of(descriptor)[1])


def value_name(field: FieldDescriptor) -> str:
    """Return the name of the schema of a plain value; "" for most."""
    return "" if field.is_repeated else _NAMED_VALUES.get(field.name, "")


def is_action_option(descriptor: Descriptor | EnumDescriptor) -> bool:
    """Tell whether a message says how an action of a flow is run."""
    return descriptor.file.name.endswith("/flow_action.proto") and descriptor.name.endswith(
        "Option"
    )
