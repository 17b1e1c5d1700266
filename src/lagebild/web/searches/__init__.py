"""Saved searches, their feeds and their signed webhooks."""

from lagebild.web.searches.courier import Courier
from lagebild.web.searches.nouns import Delivery, Hook, Search
from lagebild.web.searches.store import Searches, searches_path

__all__ = ["Courier", "Delivery", "Hook", "Search", "Searches", "searches_path"]
