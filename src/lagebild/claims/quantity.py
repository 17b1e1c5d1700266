"""How much: an amount as the words give it, never more exact than they are."""

from dataclasses import dataclass

from lagebild.claims.vocabulary import FORMS, Form
from lagebild.errors import InvalidClaim


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of a role.

    `low` and `high` bound the amount in `unit` as far as the words give bounds; None means that they give none.
    `hedge` holds the words that soften the number ("über", "up to"), None for a bare number.
    """

    form: Form
    low: int | float | None
    high: int | float | None
    unit: str | None = None
    hedge: str | None = None

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise InvalidClaim("quantity", f"form {self.form!r} is none of {', '.join(FORMS)}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidClaim("quantity", f"low {self.low} is above high {self.high}")
        if self.form in ("exact", "about", "range") and (self.low is None or self.high is None):
            raise InvalidClaim("quantity", f"form {self.form} needs both bounds")
        if self.form == "exact" and self.low != self.high:
            raise InvalidClaim("quantity", "form exact needs low = high")
        if (self.form == "min" and (self.low is None or self.high is not None)) or (
            self.form == "max" and (self.high is None or self.low is not None)
        ):
            raise InvalidClaim("quantity", f"form {self.form} needs just its own bound")
