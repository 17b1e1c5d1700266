"""Every error that Lagebild raises on purpose; facts are fields, the message is built here."""

from typing import Final

__all__ = [
    "Ambiguous", "BriefUnwritable", "ExportFailed", "FetchFailed", "FetchRefused", "ImportRefused", "InvalidBrief", "InvalidClaim",
    "InvalidDecision", "InvalidFact", "InvalidFilter", "KeyUnusable", "LagebildError", "LedgerBusy", "LedgerUnusable", "MissingExtra",
    "ModelUnusable", "NotFetched", "NotForAudience", "NotRecorded", "NotationError", "Refused", "SnapshotUnusable", "StoreUnusable",
    "TimestampRejected", "UnreadableReport",
]  # fmt: skip


class LagebildError(Exception):
    """The root of all errors that a caller may want to handle."""


class InvalidClaim(LagebildError):
    """A claim, or a part of one, breaks the schema."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part: Final = part
        self.reason: Final = reason


class NotationError(LagebildError):
    """An annotated text does not follow the corpus notation; `line` counts from 1."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file: Final = file
        self.line: Final = line
        self.reason: Final = reason


class InvalidFact(LagebildError):
    """A fact that the user gives about a report is malformed."""

    def __init__(self, fact: str, value: str, reason: str) -> None:
        super().__init__(f"{fact}: {value!r} {reason}")
        self.fact: Final = fact
        self.value: Final = value
        self.reason: Final = reason


class UnreadableReport(LagebildError):
    """A source cannot be read as a report; where reports are taken in it becomes a fault beside the others."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        super().__init__(reason if remedy is None else f"{reason}; {remedy}")
        self.reason: Final = reason
        self.remedy: Final = remedy


class ModelUnusable(LagebildError):
    """The model files cannot be used as they are; `folder` is where they were looked for."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(f"the model in {folder} cannot be used: {reason}; install the package again or run `make train`")
        self.folder: Final = folder
        self.reason: Final = reason


class WrongCall(LagebildError):
    """What a user asks for on the command line makes no sense; `option` names the part that does not."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(f"{option}: {reason}")
        self.option: Final = option
        self.reason: Final = reason


class InvalidDecision(LagebildError):
    """A decision cannot be recorded as it is: a part is missing, or what it rests on has changed."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind: Final = kind
        self.reason: Final = reason


class InvalidFilter(LagebildError):
    """What is looked for in the picture makes no sense; `field` is its name in an address, `value` the value that is wrong."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(f"{field}: {value!r} {reason}")
        self.field: Final = field
        self.value: Final = value
        self.reason: Final = reason


class Ambiguous(LagebildError):
    """The beginning of an id is the beginning of several; `ids` are some of them."""

    def __init__(self, given: str, ids: tuple[str, ...]) -> None:
        super().__init__(f"{given!r} begins several: {', '.join(ids)}; give more of it")
        self.given: Final = given
        self.ids: Final = ids


class InvalidBrief(LagebildError):
    """A brief cannot be drafted as it was asked for; `part` names what makes no sense."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part: Final = part
        self.reason: Final = reason


class NotForAudience(InvalidBrief):
    """`n_claims` of a brief may not be passed on to its `audience` (a TLP 2.0 level)."""

    def __init__(self, n_claims: int, audience: str, reason: str) -> None:
        super().__init__("audience", f"{n_claims} of the claims may not be passed on to TLP:{audience.upper()}: {reason}")
        self.n_claims: Final = n_claims
        self.audience: Final = audience


class BriefUnwritable(LagebildError):
    """A brief cannot be written in this format here: a library, a font or a program is not there, or refused."""

    def __init__(self, format: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"the brief was not written as {format}: {reason}" + (f"; {remedy}" if remedy else ""))
        self.format: Final = format
        self.reason: Final = reason
        self.remedy: Final = remedy


class NotRecorded(LagebildError):
    """A ledger holds no report, claim or event of this id; with "" for the id, none at all."""

    def __init__(self, noun: str, id: str, remedy: str | None = None) -> None:
        named = f"{noun} {id}" if id else noun
        super().__init__(f"there is no {named} in the ledger" + (f"; {remedy}" if remedy else ""))
        self.noun: Final = noun
        self.id: Final = id
        self.remedy: Final = remedy


class LedgerUnusable(LagebildError):
    """A ledger cannot be opened or written as it is; what was acknowledged before is untouched."""

    def __init__(self, ledger: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"the ledger {ledger} cannot be used: {reason}" + (f"; {remedy}" if remedy else ""))
        self.ledger: Final = ledger
        self.reason: Final = reason
        self.remedy: Final = remedy


class LedgerBusy(LagebildError):
    """Another process held the ledger's write lock for longer than `waited_s` seconds; nothing was written."""

    def __init__(self, ledger: str, waited_s: float) -> None:
        super().__init__(f"the ledger {ledger} is held by another process for more than {waited_s:g} s; nothing was written")
        self.ledger: Final = ledger
        self.waited_s: Final = waited_s


class ExportFailed(LagebildError):
    """A file could not be written; what stood at `path` before still does."""

    def __init__(self, path: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"{path} was not written: {reason}" + (f"; {remedy}" if remedy else ""))
        self.path: Final = path
        self.reason: Final = reason
        self.remedy: Final = remedy


class ImportRefused(LagebildError):
    """A file is no whole export of a ledger, or does not continue the ledger it should go into; `line` counts from 1, and is 0 where
    it is about the file as a whole."""

    def __init__(self, file: str, line: int, reason: str, remedy: str | None = None) -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {reason}" + (f"; {remedy}" if remedy else ""))
        self.file: Final = file
        self.line: Final = line
        self.reason: Final = reason
        self.remedy: Final = remedy


class Refused(LagebildError):
    """What another party gave is not what it should be. `noun` is what it claims to be ("note", "seal", "bundle"), `part` the
    property that is wrong ("" where it is the whole), `reason` why."""

    def __init__(self, noun: str, part: str, reason: str) -> None:
        super().__init__(f"{noun}.{part}: {reason}" if part else f"{noun}: {reason}")
        self.noun: Final = noun
        self.part: Final = part
        self.reason: Final = reason


class MissingExtra(LagebildError):
    """Something needs libraries that are installed on request only; `extra` names them."""

    def __init__(self, noun: str, extra: str) -> None:
        super().__init__(f"{noun} need more libraries: pip install lagebild[{extra}]")
        self.noun: Final = noun
        self.extra: Final = extra


class SnapshotUnusable(LagebildError):
    """A saved picture cannot be read or written; nothing is lost, the picture can be weighed anew from the ledger."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the saved picture {path} cannot be used: {reason}")
        self.path: Final = path
        self.reason: Final = reason


class KeyUnusable(LagebildError):
    """A file of a signing key cannot be read, written or trusted; the key itself is never part of the message."""

    def __init__(self, path: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"the key {path} cannot be used: {reason}" + (f"; {remedy}" if remedy else ""))
        self.path: Final = path
        self.reason: Final = reason
        self.remedy: Final = remedy


class StoreUnusable(LagebildError):
    """A store of exchanged objects cannot be opened, read or written as it is; what was acknowledged before is untouched."""

    def __init__(self, store: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"the object store {store} cannot be used: {reason}" + (f"; {remedy}" if remedy else ""))
        self.store: Final = store
        self.reason: Final = reason
        self.remedy: Final = remedy


class NotFetched(LagebildError):
    """An address was not fetched; `url` is fit to be shown: it holds no password and no control characters."""

    def __init__(self, url: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"{url}: {reason}" + (f"; {remedy}" if remedy else ""))
        self.url: Final = url
        self.reason: Final = reason
        self.remedy: Final = remedy


class FetchRefused(NotFetched):
    """Lagebild itself will not fetch an address: for its form, for where it leads, for a limit, or for the site's robots.txt."""


class FetchFailed(NotFetched):
    """The other side, or the network, did not give what was asked for.

    `status` is the HTTP status where there was an answer; `retry_after_s` how long it asks to be left alone, in seconds.
    """

    def __init__(
        self, url: str, reason: str, remedy: str | None = None, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(url, reason, remedy)
        self.status: Final = status
        self.retry_after_s: Final = retry_after_s


class TimestampRejected(LagebildError):
    """A trusted timestamp was not granted, or does not prove what it should; `authority` is who gave it, if that is known."""

    def __init__(self, authority: str | None, reason: str, remedy: str | None = None) -> None:
        message = f"timestamp of {authority}: {reason}" if authority else f"timestamp: {reason}"
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.authority: Final = authority
        self.reason: Final = reason
        self.remedy: Final = remedy
