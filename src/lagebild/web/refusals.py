"""What the workspace refuses, and why; `app.STATUS` says with which code."""

from typing import Final

from lagebild.errors import LagebildError


class Refusal(LagebildError):
    """A request that is not served. `message` is the key of the words in the message tables, `facts` what stands in them."""

    def __init__(self, message: str, **facts: object) -> None:
        from lagebild.web.wording import say

        super().__init__(say("en", f"refused.{message}", **facts))
        self.message: Final = f"refused.{message}"
        self.facts: Final = facts


class SignInNeeded(Refusal):
    """Nobody is signed in, or the token is none."""


class Forbidden(Refusal):
    """Who asks may not do this."""


class TooMany(Refusal):
    """Too many attempts, or too much at once; `retry_after_s` is when to come again, in seconds."""

    def __init__(self, message: str, retry_after_s: int, **facts: object) -> None:
        super().__init__(message, minutes=-(-retry_after_s // 60), **facts)
        self.retry_after_s: Final = retry_after_s


class NotReady(Refusal):
    """What was asked for is still being worked out."""


class NotHere(Refusal):
    """There is nothing at this address."""


class NotYet(Refusal):
    """What is asked for is still being worked out."""


class Unfit(Refusal):
    """What was sent is not fit to be acted upon."""


class Changed(Refusal):
    """What a decision was to rest on has changed since it was shown."""


class PeopleNeeded(LagebildError):
    """The workspace would be reachable from other machines and nobody could sign in."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} can be reached from other machines, and nobody is known who may sign in; "
            "add somebody first: lagebild user add NAME --role administrator"
        )
        self.host: Final = host


class PersonRefused(LagebildError):
    """A person, a password or a token that cannot be as asked; `reason` says why."""

    def __init__(self, who: str, reason: str) -> None:
        super().__init__(f"{who}: {reason}")
        self.who: Final = who
        self.reason: Final = reason
