"""How long the pages and calls about one very large report take: 100,000 claims in one report, a paragraph of 5 MB, a word of 1 MB.

python benchmarks/large_report.py [--claims 100000] [--ledger PATH]
Fills a ledger (PATH, which must not exist; a temporary one else) and asks each page three times, in this process; prints the slowest
answer, its bytes and the most memory that the process took. Nothing is asserted.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from starlette.testclient import TestClient  # noqa: E402

from lagebild.claims.claim import Claim, ReadBy, Role  # noqa: E402
from lagebild.claims.ids import claim_id  # noqa: E402
from lagebild.claims.report import Report  # noqa: E402
from lagebild.claims.span import Span  # noqa: E402
from lagebild.ledger import Ledger, open_ledger  # noqa: E402
from lagebild.web import Options, create_app  # noqa: E402

SENTENCE = "Berlin liefert Geschosse. "
PARAGRAPH = "Die Lieferung wurde am Dienstag bestätigt, wie es hieß; "
WEIGHED_S = 1_800.0


def many(n_claims: int) -> tuple[Report, list[Claim]]:
    """A report of `n_claims` sentences with a claim in each."""
    text = SENTENCE * n_claims
    report = Report.of(text, language="de", published="2026-01-01", publisher="dpa", title="Sehr viele Aussagen")
    return report, list(_claims(report, n_claims))


def _claims(report: Report, n_claims: int) -> Iterator[Claim]:
    for number in range(n_claims):
        at = number * len(SENTENCE)
        trigger = Span.of(report.text, at + 7, at + 14)
        id = claim_id(report.id, "transfer", (trigger.start, trigger.end), 0, "model")
        roles = (Role("supplier", Span.of(report.text, at, at + 6), "DE"), Role("object", Span.of(report.text, at + 15, at + 24)))
        yield Claim(id, "transfer", "ongoing", Span.of(report.text, at, at + 25), trigger, ReadBy("model", "1", 0.5), roles=roles)


def long_ones() -> list[tuple[Report, list[Claim]]]:
    """A single paragraph of 5 MB, and a word of 1 MB, each with a claim far in."""
    paragraph = PARAGRAPH * (5_000_000 // len(PARAGRAPH)) + SENTENCE
    word = "x" * 1_000_000 + " " + SENTENCE
    found = []
    for title, text in (("Ein Absatz", paragraph), ("Ein Wort", word)):
        report = Report.of(text, language="de", published="2026-01-02", title=title)
        at = text.rindex("liefert")
        id = claim_id(report.id, "transfer", (at, at + 7), 0, "model")
        evidence = Span.of(text, 0 if title == "Ein Wort" else at - 7, at + 17)
        found.append((report, [Claim(id, "transfer", "ongoing", evidence, Span.of(text, at, at + 7), ReadBy("model", "1", 0.5))]))
    return found


def main() -> None:
    """Fill, then ask."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.ledger or Path(folder) / "large.db"
        began = time.monotonic()
        large, claims = many(asked.claims)
        others = long_ones()
        new = not path.exists()
        with open_ledger(path, create=True) as ledger:
            if new:
                with ledger.writer("benchmark") as writer:
                    for report, its in ((large, claims), *others):
                        writer.add(report, its, readers=["model"])
            print(f"filled in {time.monotonic() - began:.0f} s")
            ask(ledger, Path(folder), large, claims, others)


def ask(ledger: Ledger, folder: Path, large: Report, claims: list[Claim], others: list[tuple[Report, list[Claim]]]) -> None:
    """Each page three times, first while the picture is weighed, then with it."""
    options = Options(ledger=ledger, people=folder / "people.db", actor="ada")
    with TestClient(create_app(options), base_url="http://127.0.0.1", follow_redirects=True) as client:
        paths = pages(large, claims, others)
        table(client, paths, "while it is weighed")
        began = time.monotonic()
        while not client.get("/api/v1/picture?limit=1").json().get("ready") and time.monotonic() - began < WEIGHED_S:
            time.sleep(1)
        print(f"weighed after {time.monotonic() - began:.0f} s")
        thing = client.get(f"/api/v1/things/{claims[0].id}").json()["row"]["id"]
        table(client, {
            **paths, "thing": f"/thing/{thing}", "api thing": f"/api/v1/things/{thing}",
            "series": f"/api/v1/things/{thing}/series",
            "brief": f"/brief?thing={thing}", "picture": "/picture", "matrix": "/picture?view=matrix", "today": "/",
            "time line": "/picture?view=timeline",
        }, "weighed")  # fmt: skip
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def pages(large: Report, claims: list[Claim], others: list[tuple[Report, list[Claim]]]) -> dict[str, str]:
    """The addresses that need no picture."""
    middle, here = claims[len(claims) // 2], f"/report/{quote(large.id)}"
    found = {
        "report": here, "report, middle": f"{here}?claim={middle.id}", "report, last part": f"{here}?part=999999",
        "lineage": f"{here}?lineage=1",
        "add": f"{here}/add", "queue": "/queue", "queue, middle": f"/queue/{middle.id}", "claims": f"/claims?report={quote(large.id)}",
        "search": "/search?q=Geschosse", "api report": f"/api/v1/reports/{quote(large.id)}",
        "api claims": f"/api/v1/reports/{quote(large.id)}/claims", "api lineage": f"/api/v1/lineage/{quote(large.id)}",
        "bulk (refused)": f"/bulk?report={quote(large.id)}",
    }  # fmt: skip
    for (report, its), name in zip(others, ("paragraph", "word"), strict=True):
        there = f"/report/{quote(report.id)}"
        found |= {name: there, f"{name}, claim": f"{there}?claim={its[0].id}"}
        found |= {f"{name}, queue": f"/queue/{its[0].id}", f"{name}, add": f"{there}/add"}
    return found


def table(client: TestClient, paths: dict[str, str], when: str) -> None:
    """The slowest of three answers of each page."""
    print(f"{when:<22} {'code':>5} {'s':>7} {'kB':>7}")
    for name, path in paths.items():
        taken, answer = 0.0, None
        for _ in range(3):
            began = time.monotonic()
            answer = client.get(path)
            taken = max(taken, time.monotonic() - began)
        if answer is not None:
            print(f"{name:<22} {answer.status_code:>5} {taken:>7.2f} {len(answer.content) // 1000:>7}", flush=True)


if __name__ == "__main__":
    main()
