"""Queues, campaigns and conferences as one graph."""

from typing import Any

from tests.api.graphql_face import GraphqlFace
from tests.api.tenants import Tenant

QUERY = """
query Graph($queue: ID!, $campaign: ID!, $conference: ID!) {
  queue(id: $queue) {
    waitFlow { id }
    tags { id }
    queuecalls { id queue { id } call { id } serviceAgent { id } }
  }
  campaign(id: $campaign) {
    outplan { id }
    outdial { id targets { id outdial { id } } }
    queue { id }
    nextCampaign { id }
    campaigncalls { id flow { id } call { id } outdialTarget { id } campaign { id } }
  }
  conference(id: $conference) {
    preFlow { id }
    conferencecalls { id call { id } conference { id } }
    recordings { id }
    transcribes { id }
  }
}
"""


def test_graph(graphql: GraphqlFace, tenant: Tenant) -> None:
    ids = tenant.ids

    def row(resource: str, **more: Any) -> dict[str, Any]:
        return {"id": ids[resource], **more}

    response = graphql.http.post(
        graphql._url,
        json={
            "query": QUERY,
            "variables": {name: ids[name] for name in ("queue", "campaign", "conference")},
        },
        headers={**tenant.admin, "x-requested-with": "tests"},
    )
    told = response.json()
    assert "errors" not in told, told
    assert told["data"]["queue"] == {
        "waitFlow": row("flow"),
        "tags": [row("tag")],
        "queuecalls": [
            row("queuecall", queue=row("queue"), call=row("call"), serviceAgent=row("agent"))
        ],
    }
    assert told["data"]["campaign"] == {
        "outplan": row("outplan"),
        "outdial": row("outdial", targets=[row("outdialtarget", outdial=row("outdial"))]),
        "queue": row("queue"),
        # It cannot follow itself.
        "nextCampaign": None,
        "campaigncalls": [
            row(
                "campaigncall",
                flow=row("flow"),
                call=row("call"),
                outdialTarget=row("outdialtarget"),
                campaign=row("campaign"),
            )
        ],
    }
    conference = told["data"]["conference"]
    assert conference["preFlow"] == row("flow")
    assert conference["conferencecalls"] == [
        row("conferencecall", call=row("call"), conference=row("conference"))
    ]
    # Those of the tenant belong to a call.
    assert conference["recordings"] == conference["transcribes"] == []
