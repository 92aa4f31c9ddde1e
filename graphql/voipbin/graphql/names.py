"""What messages, fields and operations are called in GraphQL."""

from google.protobuf.descriptor import Descriptor, MethodDescriptor

# Names whose origin says more about gRPC than about the thing.
_FIELDS_OF_METHODS = {
    "GetOwnCustomer": "customer",
    "GetCustomer": "customerById",
    "GetMe": "me",
    "WatchEvents": "events",
}


def camel(snake: str) -> str:
    """Return tmCreate for tm_create."""
    first, *rest = snake.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def lower_first(name: str) -> str:
    """Return chainedCalls for ChainedCalls."""
    return name[:1].lower() + name[1:]


def type_name(message: Descriptor) -> str:
    """Return the name of an output type; the answer of ListCalls is CallPage."""
    if is_page(message):
        return f"{page_rows(message).name}Page"
    return str(message.name)


def input_name(message: Descriptor) -> str:
    """Return the name of an input type: TalkCallRequest is TalkCallInput, Address AddressInput."""
    return f"{message.name.removesuffix('Request')}Input"


def root_name(method: MethodDescriptor) -> str:
    """Return the field of a root type: GetCall is call, ListCalls calls, HangupCall hangupCall.

    What an agent sees of its own begins with serviceAgent: serviceAgentCalls.
    """
    name = _root_name(str(method.name))
    if method.containing_service.name.startswith("ServiceAgent"):
        return f"serviceAgent{name[:1].upper()}{name[1:]}"
    return name


def _root_name(name: str) -> str:
    known = _FIELDS_OF_METHODS.get(name)
    if known is not None:
        return known
    for prefix in ("Get", "List"):
        if name.startswith(prefix):
            return lower_first(name.removeprefix(prefix))
    return lower_first(name)


def is_page(message: Descriptor) -> bool:
    """Tell whether a message is the answer of a List operation."""
    return "next_page_token" in message.fields_by_name and "result" in message.fields_by_name


def page_rows(message: Descriptor) -> Descriptor:
    """Return the message a page is made of."""
    rows = message.fields_by_name["result"].message_type
    if rows is None:
        raise ValueError(f"{message.full_name}.result holds no messages")
    return rows
