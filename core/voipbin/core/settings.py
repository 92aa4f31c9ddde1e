"""What an operator may choose: flags of `voipbin serve` and VOIPBIN_* variables, one name each."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from voipbin.core import setting_rules as rules


class Settings(BaseSettings):
    """Configuration of one process."""

    model_config = SettingsConfigDict(env_prefix="VOIPBIN_", extra="ignore")

    data_dir: Path = Field(
        Path("voipbin-data"), description="Directory for everything that is kept."
    )
    http: Annotated[str, AfterValidator(rules.address)] = Field(
        "127.0.0.1:8080", description="REST and GraphQL address; port 0 is a free one."
    )
    grpc: Annotated[str, AfterValidator(rules.address)] = Field(
        "127.0.0.1:50051", description="gRPC address; port 0 is a free one."
    )
    media: Annotated[str, AfterValidator(rules.address)] = Field(
        "127.0.0.1:50052", description="Audio stream address; port 0 is a free one."
    )
    sip: Annotated[str, AfterValidator(rules.addresses)] = Field(
        "127.0.0.1:5060",
        description="SIP address, UDP and TCP; port 0 is a free one. Two with a comma between, one "
        "of IPv4 and one of IPv6, serve both; so do those below.",
    )
    sip_tls: Annotated[str, AfterValidator(rules.optional_addresses)] = Field(
        "", description="Address for SIP over TLS; none when empty."
    )
    sip_ws: Annotated[str, AfterValidator(rules.optional_addresses)] = Field(
        "", description="Address for SIP over WebSocket, with TLS if TLS_CERT is set."
    )
    sip_ws_path: Annotated[str, AfterValidator(rules.websocket_paths)] = Field(
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
    srtp: Annotated[str, AfterValidator(rules.srtp)] = Field(
        "tls", description="Calls that must have SRTP: off, tls (over TLS, if possible) or always."
    )
    rtp_ports: Annotated[str, AfterValidator(rules.port_range)] = Field(
        "20000-29999", description="UDP ports for audio, FIRST-LAST."
    )
    public_address: Annotated[str, AfterValidator(rules.ip_addresses)] = Field(
        "",
        description="IP address phones reach this machine at, or one of IPv4 and one of IPv6; the "
        "SIP address when empty.",
    )
    public_url: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "", description="Base of links in answers; the HTTP address when empty."
    )
    database_url: Annotated[str, AfterValidator(rules.database_url)] = Field(
        "", description="sqlite:///FILE or postgresql://…; a file in the data directory when empty."
    )
    nats: Annotated[str, AfterValidator(rules.nats_urls)] = Field(
        "",
        description="nats://HOST:PORT through which processes tell each other of events; "
        "through PostgreSQL itself when empty.",
    )
    advertise: Annotated[str, AfterValidator(rules.advertised)] = Field(
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
    secret_key: Annotated[SecretStr, AfterValidator(rules.secret_key)] = Field(
        SecretStr(""),
        description="32 bytes in base64, the same for every process of a database; a file in the "
        "data directory when empty.",
    )
    storage_url: Annotated[str, AfterValidator(rules.bucket)] = Field(
        "", description="s3://BUCKET/PREFIX for files; the data directory when empty."
    )
    storage_endpoint: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "", description="URL of an S3-compatible server; AWS when empty."
    )
    storage_region: str = Field("", description="Region of the bucket.")
    storage_access_key: str = Field("", description="Access key id for the bucket.")
    storage_secret_key: SecretStr = Field(SecretStr(""), description="Its secret.")
    storage_quota_bytes: int = Field(
        10 * 1024**3, ge=0, description="What the files of one customer may take."
    )
    base_domain: Annotated[str, AfterValidator(rules.host_name)] = Field(
        "voipbin.net", description="Base of the SIP domains of customers."
    )
    dev: bool = Field(
        False, description="Seed a demo tenant with known passwords and allow loopback requests."
    )
    egress_allow: Annotated[str, AfterValidator(rules.networks)] = Field(
        "", description="Private networks outgoing requests may reach, comma-separated CIDRs."
    )
    provider: Annotated[str, AfterValidator(rules.provider_place)] = Field(
        "",
        description="SIP host[:port][;transport=tcp|tls|wss] that tel destinations are sent to.",
    )
    nameserver: Annotated[str, AfterValidator(rules.optional_address)] = Field(
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
    carrier_networks: Annotated[str, AfterValidator(rules.networks)] = Field(
        "",
        description="Where calls from telephone networks come from, comma-separated addresses or "
        "CIDRs; hosts of providers are known anyway.",
    )
    number_pool: str = Field(
        "",
        description="CSV file of the numbers that customers may buy, one on each line.",
    )
    smtp_host: Annotated[str, AfterValidator(rules.host_name)] = Field(
        "", description="Mail server; mail is kept in the data directory when empty."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_username: str = Field("", description="User name at the mail server; no login when empty.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password there.")
    smtp_tls: Annotated[str, AfterValidator(rules.smtp_tls)] = Field(
        "starttls", description="starttls, tls (from the first byte) or none (for relays nearby)."
    )
    smtp_ca_file: Annotated[str, AfterValidator(rules.readable_file)] = Field(
        "", description="PEM file of certificates to trust there beside those of the system."
    )
    mail_from: Annotated[str, AfterValidator(rules.sender)] = Field(
        "", description="Sender of mail; no-reply@BASE_DOMAIN when empty."
    )
    sendgrid_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of SendGrid, which emails of customers go to first; not used when empty.",
    )
    sendgrid_url: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "", description="Base of its API; the public one when empty."
    )
    sendgrid_verification_key: Annotated[str, AfterValidator(rules.verification_key)] = Field(
        "",
        description="Public key of its signed event webhook, which calls /v1.0/emails/sendgrid; "
        "what it tells is refused when empty, but with DEV.",
    )
    mailgun_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of Mailgun, which they go to next; then SMTP_HOST. Not used when empty.",
    )
    mailgun_domain: Annotated[str, AfterValidator(rules.host_name)] = Field(
        "", description="Domain there; BASE_DOMAIN when empty."
    )
    mailgun_url: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "", description="Base of its API; the public one when empty."
    )
    mailgun_signing_key: SecretStr = Field(
        SecretStr(""),
        description="Signing key of its webhooks, which call /v1.0/emails/mailgun; what they "
        "tell is refused when empty, but with DEV.",
    )
    telnyx_api_key: SecretStr = Field(SecretStr(""), description="API key for texts by Telnyx.")
    telnyx_public_key: Annotated[str, AfterValidator(rules.public_key)] = Field(
        "",
        description="Key in base64 that Telnyx signs its news with; refused with 503 when "
        "empty, but with DEV.",
    )
    telnyx_url: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "https://api.telnyx.com", description="Base URL of Telnyx."
    )
    messagebird_access_key: SecretStr = Field(
        SecretStr(""), description="Access key for texts by MessageBird."
    )
    messagebird_url: Annotated[str, AfterValidator(rules.web_url)] = Field(
        "https://rest.messagebird.com", description="Base URL of MessageBird."
    )
    tts_provider: Annotated[str, AfterValidator(rules.speech_engine)] = Field(
        "", description="Speech engine for prompts when none is named."
    )
    stt_provider: Annotated[str, AfterValidator(rules.speech_engine)] = Field(
        "", description="Speech engine for transcribes when none is named."
    )
    summary_model: Annotated[str, AfterValidator(rules.engine_model)] = Field(
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
    dial_countries: Annotated[str, AfterValidator(rules.countries)] = Field(
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
    log_level: Annotated[str, AfterValidator(rules.log_level)] = Field(
        "info", description="debug, info, warning or error."
    )

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
