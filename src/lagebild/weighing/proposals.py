"""Pairs of claims that a batch engine takes for one thing and the picture does not: proposals for a person, never unions.

Splink (extra `linkage`) learns how much agreement says from all claims at once, where the table in `features` is set by hand. It takes
minutes and looks at everything, so it belongs into a nightly run; what it finds is confirmed or refused by a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Final

from lagebild.claims.estimate import LinkEvidence
from lagebild.errors import MissingExtra
from lagebild.weighing.facet_rows import BUCKET_DAYS
from lagebild.weighing.facets import Facets

#: Which version of these comparisons made a proposal.
RULE: Final = "splink-1"
#: What a person is shown: of 19 proposals in two simulated worlds (seeds 5 and 6) 15 were right at 0.1, of 33 20 at 0.01, 4 of 5 at 0.5.
LEAST_PROBABILITY: Final = 0.1
_SEED: Final = 1
_MOST_PAIRS: Final = 2e6
#: One pair in so many is taken for a match before anything is learnt (a Splink setting that the learning starts from).
_PRIOR: Final = 1e-4
_COLUMNS: Final = ("unique_id", "kind", "giver", "taker", "materiel", "place", "unit", "day", "number", "bucket")


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim, the thing that it is in, and what it is compared by."""

    claim: str
    thing: str
    facets: Facets


def proposals(claims: Iterable[Compared], least: float = LEAST_PROBABILITY) -> tuple[LinkEvidence, ...]:
    """Pairs of claims in two things that are one with a probability of at least `least` (0 to 1), the most probable first; one for each
    pair of things. None where the claims are too few to learn from. Raises `MissingExtra` where Splink is not installed."""
    known = {one.claim: one for one in claims}
    best: dict[tuple[str, str], LinkEvidence] = {}
    for pair in _predicted(list(known.values()), least):
        one, other = known[str(pair["unique_id_l"])], known[str(pair["unique_id_r"])]
        things = (min(one.thing, other.thing), max(one.thing, other.thing))
        found = _evidence(one.claim, other.claim, float(pair["match_probability"]))
        if one.thing != other.thing and (things not in best or (-found.bits, found.a, found.b) < _order(best[things])):
            best[things] = found
    return tuple(sorted(best.values(), key=_order))


def _order(link: LinkEvidence) -> tuple[float, str, str]:
    return -link.bits, link.a, link.b


def _evidence(one: str, other: str, probability: float) -> LinkEvidence:
    bits = log2(probability / max(1e-12, 1 - probability))
    return LinkEvidence(min(one, other), max(one, other), "proposed", bits, f"one thing with a probability of {probability:.3f}", rule=RULE)


def _predicted(claims: Sequence[Compared], least: float) -> list[Mapping[str, Any]]:
    """Splink's pairs with their probabilities."""
    try:
        from splink import Linker, block_on
        from splink.internals.duckdb.database_api import DuckDBAPI
        from splink.internals.exceptions import EMTrainingException
    except ImportError as error:
        raise MissingExtra("proposals", "linkage") from error
    if len(claims) < 2:
        return []
    api = DuckDBAPI()
    api.duckdb_con.execute(
        "CREATE TABLE claims (unique_id VARCHAR, kind VARCHAR, giver VARCHAR, taker VARCHAR, materiel VARCHAR, place VARCHAR,"
        " unit VARCHAR, day INTEGER, number DOUBLE, bucket INTEGER)"
    )
    columns = list(zip(*map(_row, claims), strict=True))
    api.duckdb_con.execute(f"INSERT INTO claims SELECT {', '.join('unnest(?)' for _ in _COLUMNS)}", [list(column) for column in columns])
    linker = Linker(api.register("claims"), _settings(), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=_MOST_PAIRS, seed=_SEED)
    try:
        for rule in (block_on("kind", "giver", "taker", "bucket"), block_on("kind", "materiel", "bucket")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    except EMTrainingException:  # no pairs, or none that tell anything: what was not learnt gives no probabilities
        return []
    return list(linker.inference.predict(threshold_match_probability=least).as_record_list())


def _row(one: Compared) -> tuple[object, ...]:
    facets = one.facets
    return (
        one.claim, f"{facets.type} {facets.level}", facets.giver, facets.taker, facets.materiel, facets.place, facets.unit, facets.last,
        facets.number, -1 if facets.last is None else facets.last // BUCKET_DAYS,
    )  # fmt: skip


def _settings() -> Any:
    """What is compared with what, and how."""
    from splink import SettingsCreator, block_on
    from splink.comparison_library import CustomComparison, ExactMatch

    pairs = (("giver", "taker"), ("giver", "materiel"), ("taker", "materiel"), ("giver", "place"), ("taker", "place"))
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=_PRIOR,
        comparisons=[
            *(ExactMatch(name).configure(term_frequency_adjustments=True) for name in ("giver", "taker", "place")), ExactMatch("materiel"),
            CustomComparison(output_column_name="day", comparison_levels=_levels("day", (0, 3, 7))),
            CustomComparison(output_column_name="number", comparison_levels=_levels("number", (0.005, 0.1, 0.7))),
        ],
        blocking_rules_to_generate_predictions=[block_on("kind", *pair, "bucket") for pair in pairs],
        retain_matching_columns=False,
    )  # fmt: skip


def _levels(name: str, steps: Sequence[float]) -> list[Any]:
    """How far two values of a column lie apart, in steps."""
    return [
        {"sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL", "label_for_charts": "untold", "is_null_level": True},
        *({"sql_condition": f"abs({name}_l - {name}_r) <= {step}", "label_for_charts": f"within {step}"} for step in steps),
        {"sql_condition": "ELSE", "label_for_charts": "farther"},
    ]
