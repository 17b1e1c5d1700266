"""robots.txt: what a site asks of robots (RFC 9309), and what was read of it lately."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

#: RFC 9309, section 2.5: at least 500 KiB are read; what comes after is not.
MAX_BYTES: Final = 512_000
#: RFC 9309, section 2.4: not to be kept for more than a day.
KEPT_S: Final = 86_400.0
#: How soon a site is asked again whose robots.txt could not be had.
KEPT_UNREACHABLE_S: Final = 600.0
_MAX_RULES: Final = 5_000
_MAX_ORIGINS: Final = 1_000
#: A site that asks for more than this between two requests is asked at this rate all the same.
_MAX_DELAY_S: Final = 30.0
_LINE: Final = re.compile(r"\s*([A-Za-z-]{1,20})\s*:\s*([^#\r\n]*)")
_TOKEN: Final = re.compile(r"\*|[A-Za-z_-]+")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})|([^\x21-\x7e])")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt asks of one robot. `rules` are pairs (allowed, pattern); `refusal` says why all is refused, if it is."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay_s: float = 0.0
    refusal: str | None = None

    def refusal_of(self, target: str) -> str | None:
        """Why `target` (path and query) is not to be fetched, None if it may be: the longest rule that fits decides, and of two
        that are equally long the one that allows (RFC 9309, section 2.2.2)."""
        if target == "/robots.txt":
            return None
        if self.refusal is not None:
            return self.refusal
        asked = _normal(target)
        fitting = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, asked)]
        return None if max(fitting, default=(0, True))[1] else "its robots.txt asks robots to keep out"


class RobotsMemory:
    """The rules of sites that were asked lately; shared by threads. Times are readings of one clock, in seconds."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._kept: Final[OrderedDict[str, tuple[float, Rules]]] = OrderedDict()

    def get(self, origin: str, now: float) -> Rules | None:
        """The rules of `origin`, None if they are unknown or too old."""
        with self._lock:
            until, rules = self._kept.get(origin, (now, None))
            return rules if until > now else None

    def put(self, origin: str, rules: Rules, until: float) -> None:
        """Keep the rules of `origin` until then; the site that was asked longest ago makes room."""
        with self._lock:
            self._kept[origin] = (until, rules)
            self._kept.move_to_end(origin)
            if len(self._kept) > _MAX_ORIGINS:
                self._kept.popitem(last=False)


def parse_robots(data: bytes, product: str) -> Rules:
    """The rules in a robots.txt for the robot called `product`: its own groups, else those for "*". Anything passes for one."""
    product = product.lower()
    groups: dict[str, list[tuple[str, str]]] = {}
    for agents, key, value in _grouped(data[:MAX_BYTES].decode("utf-8-sig", "replace"), frozenset((product, "*"))):
        for agent in agents:
            lines = groups.setdefault(agent, [])
            if key and len(lines) < _MAX_RULES:
                lines.append((key, value))
    lines = groups.get(product, groups.get("*", []))
    rules = tuple((key == "allow", _normal(value)) for key, value in lines if key != "crawl-delay" and value)
    return Rules(rules, max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0))


def _grouped(text: str, wanted: frozenset[str]) -> Iterator[tuple[frozenset[str], str, str]]:
    """Each rule with the wanted agents of its group, and each agent line with an empty key: a group without rules allows all."""
    agents: frozenset[str] = frozenset()
    in_rules = False
    for line in re.split(r"[\r\n]+", text):
        found = _LINE.match(line)
        key, value = (found[1].lower(), found[2].strip()) if found else ("", "")
        if key == "user-agent":
            token = _TOKEN.match(value)
            agents = (frozenset() if in_rules else agents) | (wanted & {token[0].lower() if token else ""})
            in_rules = False
            yield agents, "", ""
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            yield agents, key, value


def _seconds(words: str) -> float:
    return min(float(words), _MAX_DELAY_S) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{0,3})?", words) else 0.0


def _normal(path: str) -> str:
    """`path` with one spelling for each character: unreserved ones as they are, others outside ASCII as escapes in capitals."""
    return _ESCAPE.sub(_spelled, path)


def _spelled(found: re.Match[str]) -> str:
    if found[2]:
        return "".join(f"%{byte:02X}" for byte in found[2].encode())
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else f"%{found[1].upper()}"


def _fits(pattern: str, target: str) -> bool:
    """Whether `pattern` ("*" stands for anything, a final "$" for the end) fits the beginning of `target`.

    No regular expression: a hostile pattern of many stars would make one try for hours.
    """
    first, *others = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others and pattern.endswith("$") else None
    for part in others:
        found = target.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return target.endswith(last) and len(target) - len(last) >= at
    return not pattern.endswith("$") or at == len(target)
