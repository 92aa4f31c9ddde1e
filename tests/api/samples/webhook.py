"""Tenants without a webhook: whose events went anywhere would slow every other test."""

REFUSED = {"EnableWebhookEndpoint": "WEBHOOK_OFF", "TestWebhookEndpoint": "WEBHOOK_OFF"}
