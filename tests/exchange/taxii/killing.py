"""A server that can be killed: run as a script by the tests of kill -9, with a store and what to die of.

python -m tests.exchange.taxii.killing STORE none|door|commit — prints its address once it listens.
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from lagebild.exchange.taxii.access import Principal
from lagebild.exchange.taxii.store import ObjectStore
from tests.exchange.taxii import site as sites


class DeadlyDoor:
    """Dies, as kill -9 has it, of an object that says so: after it was received, before anything is stored."""

    def check(self, principal: Principal, collection: str, item: dict[str, Any]) -> str | None:
        if item.get("content") == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return None


def deadly_commit() -> None:
    """From now on the process dies when rows were written and the commit is still to come."""
    from lagebild.exchange.taxii.writing import Writing

    finish = Writing.finish

    def dying(self: Writing) -> None:
        finish(self)
        if self.execute("SELECT 1 FROM objects JOIN bodies USING (added) WHERE instr(body, 'die') LIMIT 1").fetchone():
            os.kill(os.getpid(), signal.SIGKILL)

    Writing.finish = dying  # type: ignore[method-assign]


def main() -> None:
    path, reason, collection = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if reason == "commit":
        deadly_commit()
    with sites.site(path, door=DeadlyDoor() if reason == "door" else None) as here:
        here.access.grants["ada"] = (sites.Grant(collection, True, True),)
        here.store.add_collection(sites.Collection(collection, "killed"))
        sys.stdout.write(here.url + "\n")
        sys.stdout.flush()
        time.sleep(120)


def held(path: Path, collection: str) -> list[str]:
    """The ids that the store at `path` holds."""
    store = ObjectStore(path)
    found = [entry.id for entry in store.everything(collection)]
    store.close()
    return found


if __name__ == "__main__":
    main()
