"""Questions about the platform, asked through the API."""

import pytest

from tests.api.admin import Admin, named


def test_answered_from_the_documentation(admin: Admin) -> None:
    asked = admin.post("/rags/query", query="How do I put a call on hold?", top_k=3)
    assert asked.ok
    sources = asked.body["sources"]
    assert len(sources) == 3
    assert sources[0]["section_title"] in asked.body["answer"]
    assert {one["doc_type"] for one in sources} <= {"openapi", "devdoc"}
    scores = [one["relevance_score"] for one in sources]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("top_k", [0, -1])
def test_five_passages_by_default(admin: Admin, top_k: int) -> None:
    asked = admin.post("/rags/query", query="calls and recordings", top_k=top_k)
    assert len(asked.body["sources"]) == 5


def test_kinds_of_documents(admin: Admin) -> None:
    asked = admin.post("/rags/query", query="calls", doc_types=["design"])
    assert asked.body["sources"] == []
    assert "no relevant documentation" in asked.body["answer"]
    asked = admin.post("/rags/query", query="sip port", doc_types=["devdoc"])
    assert {one["doc_type"] for one in asked.body["sources"]} == {"devdoc"}


def test_refused(admin: Admin) -> None:
    for query in ("", "  "):
        assert named(admin.post("/rags/query", query=query)) == ["query"]
    assert named(admin.post("/rags/query", query="x", doc_types=["book"])) == ["doc_types[0]"]
    kinds = ["devdoc", ""]
    assert named(admin.post("/rags/query", query="x", doc_types=kinds)) == ["doc_types[1]"]
    assert named(admin.post("/rags/query", query="x", top_k=101)) == ["top_k"]
