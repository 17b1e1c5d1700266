"""The one place where the rooms meet: take in, read, record; from files, addresses, feeds and folders.

Feeds (`polling`, `subscriptions`), folders (`watching`) and `rereading` are imported from their modules.
"""

from lagebild.pipeline.adding import add, is_address
from lagebild.pipeline.reading import READ_BY_MODEL, Order, Reading, read
from lagebild.pipeline.recording import Added, Outcome

__all__ = ["READ_BY_MODEL", "Added", "Order", "Outcome", "Reading", "add", "is_address", "read"]
