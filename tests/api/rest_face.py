"""Calling operations as a REST client does."""

import itertools
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx2

from tests.api.outcome import HTTP_STATUS, Outcome
from voipbin.core.contract.operations import OperationSpec

Credentials = Mapping[str, str]
"""Metadata entries: `authorization` or `accesskey`, and `idempotency-key`."""


class RestFace:
    """A client of one platform, whose processes it asks in turn."""

    def __init__(self, *bases: str) -> None:
        self._base = bases[0]
        self._turns = itertools.cycle(bases)
        self.http = httpx2.Client(timeout=60, trust_env=False)

    def call(self, spec: OperationSpec, fields: Mapping[str, Any], who: Credentials) -> Outcome:
        """Runs an operation with the fields of its request."""
        assert spec.http_verb is not None and spec.http_path is not None
        path, rest = fill_path(spec.http_path, fields)
        if spec.http_body:
            return self.send(spec.http_verb, path, who, json=rest)
        return self.send(spec.http_verb, path, who, params=rest)

    def send(self, verb: str, path: str, who: Credentials, **more: Any) -> Outcome:
        """Sends anything."""
        headers = {**_headers(who), **more.pop("headers", {})}
        params = {**more.pop("params", {}), **_query(who)}
        # A login left its token there, which would win over any other credential.
        self.http.cookies.clear()
        response = self.http.request(
            verb, next(self._turns) + path, headers=headers, params=params, **more
        )
        return outcome_of(response)

    def follow(self, url: str, **more: Any) -> httpx2.Response:
        """Gets what a link of an answer leads to, from whichever process is next."""
        process, link = urlsplit(next(self._turns)), urlsplit(url)
        here = link._replace(scheme=process.scheme, netloc=process.netloc)
        return self.http.get(urlunsplit(here), **more)

    def close(self) -> None:
        """Closes kept connections."""
        self.http.close()


def fill_path(path: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path with its placeholders filled, and the fields that were not in it."""
    rest = dict(fields)
    for name in list(rest):
        if "{" + name + "}" in path:
            path = path.replace("{" + name + "}", quote(str(rest.pop(name)), safe=""))
    return path, rest


def outcome_of(response: httpx2.Response) -> Outcome:
    """Reads an answer, checking what every answer must be."""
    headers = dict(response.headers)
    assert headers.get("x-request-id"), f"{response.request.url}: no x-request-id"
    if response.status_code < 400:
        is_json = headers.get("content-type") == "application/json"
        body = response.json() if response.content and is_json else {}
        if "location" in headers:
            body = {"location": headers["location"]}
        return Outcome("OK", body, headers=headers, status=response.status_code)
    told = response.json()
    error = told["error"]
    assert told["message"] == error["message"]
    assert error["request_id"] == headers["x-request-id"]
    assert response.status_code in HTTP_STATUS[error["status"]], (response.status_code, error)
    details = tuple((d["field"], d["description"]) for d in error["details"] if "field" in d)
    return Outcome(
        error["status"],
        {},
        error["reason"],
        error["message"],
        details,
        headers,
        response.status_code,
    )


def _headers(who: Credentials) -> dict[str, str]:
    return {name: value for name, value in who.items() if name != "accesskey"}


def _query(who: Credentials) -> dict[str, str]:
    return {"accesskey": who["accesskey"]} if "accesskey" in who else {}
