"""The closed word lists of the claim schema; each is a tuple in its canonical order, so tables and heads can index by it."""

from typing import Final, Literal

Type = Literal[
    "transfer", "deployment", "engagement", "exercise", "meeting", "agreement", "holding", "restriction", "survey", "assessment"
]
Status = Literal[
    "considered", "requested", "offered", "pledged", "agreed", "ongoing", "done", "halted", "withheld", "undisclosed"
]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["affirmed", "denied"]
SourceKind = Literal[
    "government", "military", "intelligence", "legislature", "organisation", "media", "expert", "survey", "company", "person",
    "unnamed",
]
Form = Literal["exact", "about", "min", "max", "range", "vague"]
Basis = Literal["stated", "relative", "inherited"]
Precision = Literal["site", "place", "district", "region", "country"]

TYPES: Final[tuple[Type, ...]] = (
    "transfer", "deployment", "engagement", "exercise", "meeting", "agreement", "holding", "restriction", "survey", "assessment",
)
STATUSES: Final[tuple[Status, ...]] = (
    "considered", "requested", "offered", "pledged", "agreed", "ongoing", "done", "halted", "withheld", "undisclosed",
)
CERTAINTIES: Final[tuple[Certainty, ...]] = ("certain", "probable", "possible", "unknown")
POLARITIES: Final[tuple[Polarity, ...]] = ("affirmed", "denied")
SOURCE_KINDS: Final[tuple[SourceKind, ...]] = (
    "government", "military", "intelligence", "legislature", "organisation", "media", "expert", "survey", "company", "person",
    "unnamed",
)
FORMS: Final[tuple[Form, ...]] = ("exact", "about", "min", "max", "range", "vague")
BASES: Final[tuple[Basis, ...]] = ("stated", "relative", "inherited")
PRECISIONS: Final[tuple[Precision, ...]] = ("site", "place", "district", "region", "country")

#: The roles of each type, in the order in which a reader is shown them.
ROLES: Final[dict[Type, tuple[str, ...]]] = {
    "transfer": ("supplier", "recipient", "object"),
    "deployment": ("sender", "force", "destination", "origin"),
    "engagement": ("actor", "target", "losses"),
    "exercise": ("actor", "object"),
    "meeting": ("participant", "topic"),
    "agreement": ("participant", "topic"),
    "holding": ("holder", "object"),
    "restriction": ("authority", "target", "object"),
    "survey": ("population", "share", "topic"),
    "assessment": ("topic",),
}
#: Every role name once, in the order of first appearance above.
ROLE_NAMES: Final[tuple[str, ...]] = tuple(dict.fromkeys(role for roles in ROLES.values() for role in roles))
#: Roles that a state or another body fills, and that therefore carry an entity where it can be told.
ACTOR_ROLES: Final[frozenset[str]] = frozenset({
    "supplier", "recipient", "sender", "force", "destination", "origin", "actor", "target", "participant", "holder", "authority",
    "population",
})
#: Roles that may carry a quantity.
COUNTED_ROLES: Final[frozenset[str]] = frozenset({"object", "force", "share", "losses"})
