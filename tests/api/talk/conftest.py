"""Agents who talk."""

import pytest

from tests.api.rest_face import RestFace
from tests.api.talk.talker import Talker
from tests.api.tenants import Tenant


@pytest.fixture
def ann(rest: RestFace, tenant: Tenant) -> Talker:
    """Has an admin's permission, which means nothing here."""
    return Talker(rest, tenant, "admin")


@pytest.fixture
def bob(rest: RestFace, tenant: Tenant) -> Talker:
    """Has an agent's."""
    return Talker(rest, tenant, "agent")


@pytest.fixture
def eve(rest: RestFace, tenant: Tenant) -> Talker:
    """Is a super admin, and sees no more than others."""
    return Talker(rest, tenant, "super_admin")


@pytest.fixture
def foreigner(rest: RestFace, stranger: Tenant) -> Talker:
    """A super admin of another customer."""
    return Talker(rest, stranger, "super_admin")
