"""What an operator may choose: flags of `voipbin serve` and VOIPBIN_* variables, one name each."""

import base64
import re
from ipaddress import ip_address, ip_network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from voipbin.core.llm.vendors import BASE_URLS
from voipbin.core.provider.sip import hostname_fault

_KEY_BYTES = 32
_LEVELS = ("debug", "info", "warning", "error")

_SPEECH = ("", "gcp", "aws", "elevenlabs", "deepgram", "local")
_SRTP = ("off", "tls", "always")
_TLS = ("starttls", "tls", "none")
_SENDER = re.compile(r"[^\s@<>]+@[^\s@<>]+|[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>")
_WS_PATH = re.compile(
    r"(?:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])=)?/[A-Za-z0-9/._~!$&'()*+;:@%-]{0,199}"
)
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")


def _one_of_each(hosts: list[str]) -> None:
    if len({":" in host for host in hosts}) < len(hosts):
        raise ValueError("must be one, or one of IPv4 and one of IPv6")


class Settings(BaseSettings):
    """Configuration of one process."""

    model_config = SettingsConfigDict(env_prefix="VOIPBIN_", extra="ignore")

    data_dir: Path = Field(
        Path("voipbin-data"), description="Directory for everything that is kept."
    )
    http: str = Field(
        "127.0.0.1:8080", description="REST and GraphQL address; port 0 is a free one."
    )
    grpc: str = Field("127.0.0.1:50051", description="gRPC address; port 0 is a free one.")
    media: str = Field("127.0.0.1:50052", description="Audio stream address; port 0 is a free one.")
    sip: str = Field(
        "127.0.0.1:5060",
        description="SIP address, UDP and TCP; port 0 is a free one. Two with a comma between, one "
        "of IPv4 and one of IPv6, serve both; so do those below.",
    )
    sip_tls: str = Field("", description="Address for SIP over TLS; none when empty.")
    sip_ws: str = Field(
        "", description="Address for SIP over WebSocket, with TLS if TLS_CERT is set."
    )
    sip_ws_path: str = Field(
        "",
        description="Path of SIP servers called over WebSocket, /ws when empty; HOST=/PATH for one "
        "of them, several separated by commas.",
    )
    tls_cert: str = Field(
        "", description="PEM file: certificate, then those up to its root; made by --dev."
    )
    tls_key: str = Field("", description="PEM file of its key; TLS_CERT when empty.")
    tls_ca: str = Field(
        "", description="PEM file of who may sign for SIP servers; the system's when empty."
    )
    tls_verify: bool = Field(True, description="Check the certificates of SIP servers.")
    tls_wildcards: bool = Field(
        False,
        description="Take a SIP server's certificate for *.example.com as one for sip.example.com, "
        "which RFC 5922 forbids.",
    )
    srtp: str = Field(
        "tls", description="Calls that must have SRTP: off, tls (over TLS, if possible) or always."
    )
    rtp_ports: str = Field("20000-29999", description="UDP ports for audio, FIRST-LAST.")
    public_address: str = Field(
        "",
        description="IP address phones reach this machine at, or one of IPv4 and one of IPv6; the "
        "SIP address when empty.",
    )
    public_url: str = Field(
        "", description="Base of links in answers; the HTTP address when empty."
    )
    database_url: str = Field(
        "", description="sqlite:///FILE or postgresql://…; a file in the data directory when empty."
    )
    nats: str = Field(
        "",
        description="nats://HOST:PORT through which processes tell each other of events; "
        "through PostgreSQL itself when empty.",
    )
    advertise: str = Field(
        "",
        description="HOST:PORT where other processes reach --grpc; that address when empty. What "
        "they pass on to each other is signed but not encrypted: keep it in a private network.",
    )
    dead_after_s: float = Field(
        15.0,
        ge=1,
        le=600,
        description="Seconds without a sign of life after which another process ends the calls.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="32 bytes in base64, the same for every process of a database; a file in the "
        "data directory when empty.",
    )
    storage_url: str = Field(
        "", description="s3://BUCKET/PREFIX for files; the data directory when empty."
    )
    storage_endpoint: str = Field("", description="URL of an S3-compatible server; AWS when empty.")
    storage_region: str = Field("", description="Region of the bucket.")
    storage_access_key: str = Field("", description="Access key id for the bucket.")
    storage_secret_key: SecretStr = Field(SecretStr(""), description="Its secret.")
    storage_quota_bytes: int = Field(
        10 * 1024**3, ge=0, description="What the files of one customer may take."
    )
    base_domain: str = Field("voipbin.net", description="Base of the SIP domains of customers.")
    dev: bool = Field(
        False, description="Seed a demo tenant with known passwords and allow loopback requests."
    )
    egress_allow: str = Field(
        "", description="Private networks outgoing requests may reach, comma-separated CIDRs."
    )
    provider: str = Field(
        "",
        description="SIP host[:port][;transport=tcp|tls|wss] that tel destinations are sent to.",
    )
    nameserver: str = Field(
        "", description="HOST:PORT of the DNS for SIP domains; the system's when empty."
    )
    sip_server_patience_s: float = Field(
        4.0,
        gt=0,
        le=32,
        description="Seconds a SIP server may be silent before a call goes to the next of its "
        "domain, or by the next route.",
    )
    provider_username: str = Field("", description="Digest user name at the provider.")
    provider_password: SecretStr = Field(SecretStr(""), description="Digest password there.")
    carrier_networks: str = Field(
        "",
        description="Where calls from telephone networks come from, comma-separated addresses or "
        "CIDRs; hosts of providers are known anyway.",
    )
    number_pool: str = Field(
        "",
        description="CSV file of the numbers that customers may buy, one on each line.",
    )
    smtp_host: str = Field(
        "", description="Mail server; mail is kept in the data directory when empty."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_username: str = Field("", description="User name at the mail server; no login when empty.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password there.")
    smtp_tls: str = Field(
        "starttls", description="starttls, tls (from the first byte) or none (for relays nearby)."
    )
    smtp_ca_file: str = Field(
        "", description="PEM file of certificates to trust there beside those of the system."
    )
    mail_from: str = Field("", description="Sender of mail; no-reply@BASE_DOMAIN when empty.")
    sendgrid_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of SendGrid, which emails of customers go to first; not used when empty.",
    )
    sendgrid_url: str = Field("", description="Base of its API; the public one when empty.")
    sendgrid_verification_key: str = Field(
        "",
        description="Public key of its signed event webhook, which calls /v1.0/emails/sendgrid; "
        "what it tells is refused when empty, but with DEV.",
    )
    mailgun_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of Mailgun, which they go to next; then SMTP_HOST. Not used when empty.",
    )
    mailgun_domain: str = Field("", description="Domain there; BASE_DOMAIN when empty.")
    mailgun_url: str = Field("", description="Base of its API; the public one when empty.")
    mailgun_signing_key: SecretStr = Field(
        SecretStr(""),
        description="Signing key of its webhooks, which call /v1.0/emails/mailgun; what they "
        "tell is refused when empty, but with DEV.",
    )
    telnyx_api_key: SecretStr = Field(SecretStr(""), description="API key for texts by Telnyx.")
    telnyx_public_key: str = Field(
        "",
        description="Key in base64 that Telnyx signs its news with; refused with 503 when "
        "empty, but with DEV.",
    )
    telnyx_url: str = Field("https://api.telnyx.com", description="Base URL of Telnyx.")
    messagebird_access_key: SecretStr = Field(
        SecretStr(""), description="Access key for texts by MessageBird."
    )
    messagebird_url: str = Field(
        "https://rest.messagebird.com", description="Base URL of MessageBird."
    )
    tts_provider: str = Field("", description="Speech engine for prompts when none is named.")
    stt_provider: str = Field("", description="Speech engine for transcribes when none is named.")
    summary_model: str = Field(
        "openai.gpt-4-turbo",
        description="Language model of summaries and of answers from the documentation, as an"
        " engine_model; without its key the sentences or passages that say most are picked.",
    )
    event_days: int = Field(
        365, ge=1, le=36_500, description="Days that events and timelines are kept."
    )
    webhook_days: int = Field(
        30, ge=1, le=3650, description="Days that webhook deliveries are kept."
    )
    dial_timeout_s: int = Field(60, ge=1, le=600, description="Seconds a phone rings.")
    hang_up_at_zero: bool = Field(
        False, description="End calls when their account cannot pay another minute."
    )
    dial_countries: str = Field(
        "",
        description="Countries customers without a dialing policy may call: ISO letters,"
        " comma-separated, or all.",
    )
    dial_calls_per_second: int = Field(
        10, ge=1, le=1_000_000, description="Calls to telephones a customer may begin in a second."
    )
    dial_concurrent_calls: int = Field(
        100, ge=1, le=1_000_000, description="Calls to telephones a customer may have at a time."
    )
    dial_spend_per_day: int = Field(
        100, ge=1, le=1_000_000_000, description="Dollars they may cost a customer a day."
    )
    max_call_s: int = Field(3600, ge=1, le=86400, description="Longest call in seconds.")
    sip_history_days: int = Field(
        30, ge=0, le=3650, description="Days SIP messages of calls are kept; 0 for not at all."
    )
    max_flow_actions: int = Field(100, ge=1, le=100_000, description="Actions one run may take.")
    auth_rate: float = Field(
        10.0, gt=0, le=1e6, description="Requests a second one address may send to /auth/*."
    )
    grace_s: float = Field(5.0, ge=0, le=300, description="Seconds a shutdown may take.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    @field_validator("rtp_ports")
    @classmethod
    def _port_range(cls, value: str) -> str:
        first, dash, last = value.partition("-")
        if not (dash and first.isdigit() and last.isdigit() and int(first) < int(last) < 65536):
            raise ValueError("must be FIRST-LAST, for instance 20000-29999")
        return value

    @field_validator("http", "grpc", "media")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
            raise ValueError("must be HOST:PORT, for instance 127.0.0.1:8080")
        return value

    @field_validator("nameserver")
    @classmethod
    def _optional_address(cls, value: str) -> str:
        return cls._address(value) if value else value

    @field_validator("sip")
    @classmethod
    def _addresses(cls, value: str) -> str:
        places = [cls._address(place.strip()) for place in value.split(",")]
        _one_of_each([place.rpartition(":")[0] for place in places])
        return ",".join(places)

    @field_validator("sip_tls", "sip_ws")
    @classmethod
    def _optional_addresses(cls, value: str) -> str:
        return cls._addresses(value) if value else value

    @field_validator("sip_ws_path")
    @classmethod
    def _paths(cls, value: str) -> str:
        entries = [entry.strip() for entry in value.split(",") if value]
        if not all(_WS_PATH.fullmatch(entry) for entry in entries):
            raise ValueError("must be /PATH or HOST=/PATH, several separated by commas")
        # As the media process compares them.
        hosts = [entry.rpartition("=")[0].strip("[]").lower().rstrip(".") for entry in entries]
        if len(set(hosts)) < len(hosts):
            raise ValueError("must have one path for each host")
        return ",".join(entries)

    @field_validator("srtp")
    @classmethod
    def _srtp(cls, value: str) -> str:
        if value not in _SRTP:
            raise ValueError(f"must be one of {', '.join(_SRTP)}")
        return value

    @field_validator("provider")
    @classmethod
    def _place(cls, value: str) -> str:
        if value and hostname_fault(value.removeprefix("sip:")) is not None:
            raise ValueError("must be [sips:]HOST[:PORT][;transport=udp|tcp|tls|ws|wss]")
        return value

    @field_validator("base_domain", "smtp_host", "mailgun_domain")
    @classmethod
    def _host_name(cls, value: str) -> str:
        if value and _HOST.fullmatch(value) is None:
            raise ValueError("must be a host name or address")
        return value

    @field_validator("smtp_tls")
    @classmethod
    def _tls(cls, value: str) -> str:
        if value not in _TLS:
            raise ValueError(f"must be one of {', '.join(_TLS)}")
        return value

    @field_validator("smtp_ca_file")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("must be a file")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and _SENDER.fullmatch(value) is None:
            raise ValueError("must be an e-mail address, also as NAME <ADDRESS>")
        return value

    @field_validator("sendgrid_verification_key")
    @classmethod
    def _verification_key(cls, value: str) -> str:
        if value:
            # It brings the database along, which most commands do without.
            from voipbin.core.email.sendgrid_events import check_key

            try:
                check_key(value)
            except ValueError:
                raise ValueError("must be base64 of an elliptic-curve public key (DER)") from None
        return value

    @field_validator("tts_provider", "stt_provider")
    @classmethod
    def _speech(cls, value: str) -> str:
        if value not in _SPEECH:
            raise ValueError(f"must be one of {', '.join(filter(None, _SPEECH))}")
        return value

    @field_validator("summary_model")
    @classmethod
    def _model(cls, value: str) -> str:
        target, dot, model = value.partition(".")
        if target not in BASE_URLS or not dot or not model:
            raise ValueError(f"must be MODEL after one of {', '.join(sorted(BASE_URLS))} and a dot")
        return value

    @field_validator("public_address")
    @classmethod
    def _ip_address(cls, value: str) -> str:
        addresses = [address.strip() for address in value.split(",") if value]
        for address in addresses:
            ip_address(address)
        _one_of_each(addresses)
        return ",".join(addresses)

    @field_validator("egress_allow", "carrier_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        for network in filter(None, map(str.strip, value.split(","))):
            ip_network(network)
        return value

    @field_validator("dial_countries")
    @classmethod
    def _countries(cls, value: str) -> str:
        words = {*map(str.strip, value.split(","))} - {"", "all"}
        if words:
            # Numbering plans take a while to load, and few commands need them.
            from voipbin.core.dialing_policy.destination import is_country

            for word in sorted(words):
                if not is_country(word):
                    raise ValueError(
                        f"{word!r} is no country with telephones, in two capital letters, nor 'all'"
                    )
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://")):
            # Said without the value: it may hold a password.
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("nats")
    @classmethod
    def _nats(cls, value: str) -> str:
        schemes = ("nats://", "tls://", "ws://", "wss://")
        if value and not all(url.strip().startswith(schemes) for url in value.split(",")):
            raise ValueError("must be nats://HOST:PORT, several separated by commas")
        return value

    @field_validator("advertise")
    @classmethod
    def _advertised(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isascii() and port.isdecimal() and int(port) <= 65535):
            raise ValueError("must be HOST:PORT, for instance 10.0.0.5:50051")
        return value

    @field_validator("storage_url")
    @classmethod
    def _bucket(cls, value: str) -> str:
        if value and re.match(r"s3://[a-z0-9][a-z0-9.-]+(/|$)", value) is None:
            raise ValueError("must be s3://BUCKET/PREFIX")
        return value

    @field_validator("telnyx_public_key")
    @classmethod
    def _public_key(cls, value: str) -> str:
        try:
            length = len(base64.b64decode(value, validate=True))
        except ValueError:
            raise ValueError("must be base64") from None
        if value and length != _KEY_BYTES:
            raise ValueError(f"must be {_KEY_BYTES} bytes in base64, has {length}")
        return value

    @field_validator(
        "storage_endpoint", "sendgrid_url", "mailgun_url", "telnyx_url", "messagebird_url"
    )
    @classmethod
    def _endpoint(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _key(cls, value: SecretStr) -> SecretStr:
        try:
            length = len(base64.b64decode(value.get_secret_value(), validate=True))
        except ValueError:
            raise ValueError("must be base64") from None
        if 0 < length < _KEY_BYTES:
            raise ValueError(f"must be {_KEY_BYTES} bytes in base64, has {length}")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.lower() not in _LEVELS:
            raise ValueError(f"must be one of {', '.join(_LEVELS)}")
        return value.lower()

    @property
    def event_kept_us(self) -> int:
        """How long events are kept, in microseconds."""
        return self.event_days * 86_400 * 1_000_000

    @property
    def carrier_network_list(self) -> list[str]:
        """The entries of carrier_networks."""
        return [entry.strip() for entry in self.carrier_networks.split(",") if entry.strip()]

    @property
    def dial_country_list(self) -> list[str]:
        """The entries of dial_countries."""
        return [entry.strip() for entry in self.dial_countries.split(",") if entry.strip()]

    @property
    def effective_database_url(self) -> str:
        """The database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve()}/voipbin.db"
