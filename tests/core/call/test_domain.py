"""Which door of the platform a host name is."""

import pytest

from voipbin.core.call.domain import Domain, DomainKind, domain_of


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("pstn.voipbin.net", Domain(DomainKind.PSTN)),
        ("SIP.VoipBin.net.", Domain(DomainKind.SIP)),
        ("conference.voipbin.net", Domain(DomainKind.CONFERENCE)),
        ("c-1.registrar.voipbin.net", Domain(DomainKind.REGISTRAR, "c-1")),
        ("my.pbx.trunk.voipbin.net", Domain(DomainKind.TRUNK, "my.pbx")),
        ("registrar.voipbin.net", None),
        (".registrar.voipbin.net", None),
        ("voipbin.net", None),
        ("evilvoipbin.net", None),
        ("pstn.voipbin.net.evil.org", None),
        ("127.0.0.1", None),
    ],
)
def test_domain_of(host: str, domain: Domain | None) -> None:
    assert domain_of(host) == domain


def test_other_base() -> None:
    assert domain_of("c1.registrar.example.org", "example.org") == Domain(
        DomainKind.REGISTRAR, "c1"
    )
