"""What the environment says, converted once; the command line overrides it."""

from pydantic import Field
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
    contact: str = Field(default="", description="a mail or web address that web sites are told when a page is fetched")
    allowed_hosts: str = Field(default="", description="hosts that may lead to private addresses, parted by commas")
    allowed_ports: str = Field(default="80,443", description="ports that may be fetched from, parted by commas")
