"""What the environment says, converted once; the command line overrides it."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings from the environment, each named LAGEBILD_ and the name here in capitals."""

    model_config = SettingsConfigDict(env_prefix="LAGEBILD_", frozen=True)

    max_megabytes: float = Field(default=20.0, gt=0, description="largest file that is read, in MB")
    max_characters: int = Field(default=2_000_000, gt=0, description="longest text that is read, in code points")
    jobs: int = Field(default=0, ge=0, description="processes that read at once; 0 takes one for each processor")
    min_confidence: float = Field(default=0.0, ge=0, le=1, description="claims below this confidence (0 to 1) are not shown")
    ledger: str = Field(default="lagebild.db", min_length=1, description="the ledger: a file, or postgresql://…")
    actor: str = Field(default="", description="who adds and decides; empty is the system user")
    node: str = Field(default="", description="the folder of this node's keys; empty is the ledger's path with .node behind it")
    partner_objects: int = Field(default=200_000, gt=0, description="exchange: objects that a partner may give in a day")
    partner_megabytes: float = Field(default=2_000.0, gt=0, description="exchange: MB that a partner may give in a day")
    partner_requests: int = Field(default=1_200, gt=0, description="exchange: requests that a partner may make in a minute")
    partner_aside_megabytes: float = Field(default=100.0, gt=0, description="exchange: MB of a partner's refused objects that are kept")
    failed_tokens: int = Field(default=20, gt=0, description="exchange: wrong tokens from one address in five minutes")
    contact: str = Field(default="", description="a mail or web address that web sites are told when a page is fetched")
    allowed_hosts: str = Field(default="", description="hosts that may lead to private addresses, parted by commas")
    allowed_ports: str = Field(default="80,443", description="ports that may be fetched from, parted by commas")
    model: str = Field(default="", description="the folder of a model that was learned; empty is the built-in one")
    llm_url: str = Field(default="", description="second reader: address of an OpenAI-compatible endpoint, up to /chat/completions")
    llm_model: str = Field(default="", description="second reader: the name of the model")
    llm_key: SecretStr = Field(default=SecretStr(""), description="second reader: its key, from the environment only")
    llm_timeout_s: float = Field(default=120.0, gt=0, le=3600, description="second reader: seconds for one request")
    llm_max_requests: int = Field(default=1_000, gt=0, description="second reader: requests in one run")
    llm_max_tokens: int = Field(default=0, ge=0, description="second reader: tokens in one run, asked and answered; 0 is no bound")
    llm_parallel: int = Field(default=4, gt=0, le=64, description="second reader: requests at once")
    llm_cache: str = Field(default="", description="second reader: folder for its answers; empty is one in the user's cache folder")
    host: str = Field(default="127.0.0.1", min_length=1, description="the address that the workspace is served on")
    port: int = Field(default=8417, ge=0, le=65535, description="the port of the workspace; 0 takes any that is free")
    people: str = Field(default="", description="the file of who may sign in; empty is beside the ledger")
    web_names: str = Field(default="", description="further names of the workspace's host, parted by commas")
    proxies: str = Field(
        default="", description="addresses or networks of proxies that say by X-Forwarded-Proto and X-Forwarded-For how they were reached"
    )
