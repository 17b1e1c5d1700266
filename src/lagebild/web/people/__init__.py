"""Who works here: people with roles, their passwords, sessions and tokens, in a file beside the ledger."""

from lagebild.web.people.nouns import ROLES, Identity, Person, Role, Token, Visit
from lagebild.web.people.store import People

__all__ = ["ROLES", "Identity", "People", "Person", "Role", "Token", "Visit"]
