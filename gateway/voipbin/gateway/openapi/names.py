"""Schema names: those the clients of the contract know."""

from collections.abc import Mapping
from types import MappingProxyType

from google.protobuf.descriptor import Descriptor, EnumDescriptor

# The contract names a schema after the service of the reference implementation that owned it.
_OWNERS: Mapping[str, str] = MappingProxyType(
    {
        "accesskey": "CustomerManager",
        "activeflow": "FlowManager",
        "agent": "AgentManager",
        "call": "CallManager",
        "common": "Common",
        "customer": "CustomerManager",
        "extension": "RegistrarManager",
        "flow": "FlowManager",
        "flow_action": "FlowManager",
        "groupcall": "CallManager",
        "recording": "CallManager",
        "transcribe": "TranscribeManager",
        "transcript": "TranscribeManager",
    }
)

# Where the contract does not follow its own pattern.
_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        "ActiveflowReferenceType": "FlowManagerReferenceType",
        "FlowAction": "FlowManagerAction",
        "FlowActionType": "FlowManagerActionType",
        "WebhookMethod": "CustomerManagerCustomerWebhookMethod",
    }
)


def schema_name(descriptor: Descriptor | EnumDescriptor) -> str:
    """Return the name of a message or enum in the components of the document."""
    name = descriptor.name
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    if is_action_option(descriptor):
        return f"FlowManagerActionOption{name.removesuffix('Option')}"
    file = descriptor.file.name.rpartition("/")[2].removesuffix(".proto")
    return _OWNERS.get(file, "") + name


def is_action_option(descriptor: Descriptor | EnumDescriptor) -> bool:
    """Tell whether a message says how an action of a flow is run."""
    return descriptor.file.name.endswith("/flow_action.proto") and descriptor.name.endswith(
        "Option"
    )
