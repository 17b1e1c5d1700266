"""robots.txt: what RFC 9309 says of it, and hostile ones."""

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.reports.robots import RobotsMemory, Rules, parse_robots


def allows(robots: str, target: str) -> bool:
    return parse_robots(robots.encode(), "Lagebild").refusal_of(target) is None


@pytest.mark.parametrize(
    ("robots", "target", "allowed"),
    [
        ("", "/a", True),
        ("<html>not found</html>", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: LAGEBILD/2.0 # us\nAllow: /", "/a", True),
        ("User-agent: lagebild\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: lagebild\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: lagebild\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: lagebild\nDisallow: /b", "/b", False),
        ("User-agent: x\nUser-agent: lagebild\nDisallow: /a", "/a", False),
        ("User-agent: lagebilder\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*a$", "/a", False),
        ("User-agent: *\nDisallow: /%7Ejoe/ü", "/~joe/%C3%BC", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("\ufeffuser-agent:*\rdisallow:/a", "/a", False),
    ],
)
def test_rules(robots: str, target: str, allowed: bool) -> None:
    """The own group before the one for all, the longest rule first, stars, ends and escapes as the RFC has them."""
    assert allows(robots, target) is allowed


def test_delay() -> None:
    """A crawl delay counts up to half a minute."""
    assert parse_robots(b"User-agent: *\nCrawl-delay: 2.5", "Lagebild").delay_s == 2.5
    assert parse_robots(b"User-agent: *\nCrawl-delay: 99999", "Lagebild").delay_s == 30
    assert parse_robots(b"User-agent: *\nCrawl-delay: nan", "Lagebild").delay_s == 0


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /" + "*a" * 200_000 + "*b",
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "".join(f"Disallow: /{n}\n" for n in range(15_000)),
        "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*b\n" * 18_000,
        "User-agent: *\nDisallow: /" + "%" * 400_000,
    ],
)
def test_hostile(robots: str) -> None:
    """No robots.txt takes more than a moment."""
    started = monotonic()
    allows(robots, "/" + "a" * 7_000)
    assert monotonic() - started < 3


@given(st.binary(max_size=200), st.text(max_size=20))
def test_anything_can_be_read(data: bytes, target: str) -> None:
    """No bytes raise, and robots.txt itself may always be read."""
    rules = parse_robots(b"User-agent: *\nDisallow: " + data, "Lagebild")
    rules.refusal_of("/" + target)
    assert rules.refusal_of("/robots.txt") is None


def test_memory_forgets() -> None:
    """Rules are kept until their time, and for a bounded number of sites."""
    memory = RobotsMemory()
    memory.put("a", Rules(delay_s=1), 10)
    assert memory.get("a", 9) == Rules(delay_s=1)
    assert memory.get("a", 10) is None
    for number in range(1_000):
        memory.put(str(number), Rules(), 100)
    assert memory.get("a", 0) is None
    assert memory.get("0", 0) == Rules()
