"""Ids that every installation reserves for the same accounts."""

GUEST_CUSTOMER_ID = "a856c986-4b06-4496-9641-4d0ecbc67df5"
GUEST_AGENT_ID = "d819c626-0284-4df8-99d6-d03e1c6fba88"
