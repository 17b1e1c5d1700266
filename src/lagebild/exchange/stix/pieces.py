"""The objects of a bundle one by one, as pieces of its text: what one of them holds harms no other, and only one is held at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

#: A string, which at the end of the text may lack its end; or a bracket. Whatever follows a quotation mark, a string is found, and nothing
#: is given back: every sign is looked at once.
_TOKEN: Final = re.compile(r'"(?>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LIST: Final = re.compile(r"\s*:\s*\[")
_KIND: Final = re.compile(r'\s*:\s*"bundle"')


@dataclass(slots=True)
class Pieces:
    """The entries of a bundle's list of objects. What it says of the whole is known once all of them were looked at: `is_bundle` where it
    calls itself one and has such a list, `is_whole` where all that was opened in it was closed."""

    text: str
    is_bundle: bool = False
    is_whole: bool = False

    def __iter__(self) -> Iterator[str]:
        """Each entry that is an object or a list, as it is written; strings and numbers are passed over."""
        depth, start, is_named, has_list, among = 0, 0, False, False, False
        for token in _TOKEN.finditer(self.text):
            sign = token[0]
            if sign in "{[":
                depth += 1
                if among and depth == 3:
                    start = token.start()
            elif sign in "}]":
                depth -= 1
                if among and depth == 2:
                    yield self.text[start : token.end()]
                among = among and depth >= 2
            elif depth == 1 and sign == '"objects"' and _LIST.match(self.text, token.end()):
                among = has_list = True
            elif depth == 1 and sign == '"type"' and _KIND.match(self.text, token.end()):
                is_named = True
        self.is_bundle = is_named and has_list
        self.is_whole = depth == 0
