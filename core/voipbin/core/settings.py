"""What an operator may choose: flags of `voipbin serve` and VOIPBIN_* variables, one name each."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        "127.0.0.1:5060", description="SIP address, UDP and TCP; port 0 is a free one."
    )
    rtp_ports: str = Field("20000-29999", description="UDP ports for audio, FIRST-LAST.")
    public_address: str = Field(
        "", description="IP address phones reach this machine at; the SIP address when empty."
    )
    public_url: str = Field(
        "", description="Base of links in answers; the HTTP address when empty."
    )
    database_url: str = Field(
        "", description="sqlite:///FILE or postgresql://…; a file in the data directory when empty."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="32 bytes in base64; a file in the data directory when empty."
    )
    base_domain: str = Field("voipbin.net", description="Base of the SIP domains of customers.")
    dev: bool = Field(
        False, description="Seed a demo tenant with known passwords and allow loopback requests."
    )
    egress_allow: str = Field(
        "", description="Private networks outgoing requests may reach, comma-separated CIDRs."
    )
    provider: str = Field("", description="SIP host[:port] that tel destinations are sent to.")
    provider_username: str = Field("", description="Digest user name at the provider.")
    provider_password: SecretStr = Field(SecretStr(""), description="Digest password there.")
    tts_provider: str = Field("", description="Speech engine for prompts when none is named.")
    stt_provider: str = Field("", description="Speech engine for transcribes when none is named.")
    dial_timeout_s: int = Field(60, ge=1, le=600, description="Seconds a phone rings.")
    max_call_s: int = Field(3600, ge=1, le=86400, description="Longest call in seconds.")
    max_flow_actions: int = Field(100, ge=1, le=100_000, description="Actions one run may take.")
    grace_s: float = Field(5.0, ge=0, le=300, description="Seconds a shutdown may take.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    @field_validator("rtp_ports")
    @classmethod
    def _port_range(cls, value: str) -> str:
        first, dash, last = value.partition("-")
        if not (dash and first.isdigit() and last.isdigit() and int(first) < int(last) < 65536):
            raise ValueError(f"must be FIRST-LAST, for instance 20000-29999, got {value!r}")
        return value

    @property
    def effective_database_url(self) -> str:
        """The database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve()}/voipbin.db"
