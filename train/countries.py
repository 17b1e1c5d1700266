"""Write `src/lagebild/reading/data/countries.json`: the names of states in five languages, from CLDR through Babel.

Run once per CLDR release: `python train/countries.py`. Reading needs only the file, so Babel is not needed at run time.
"""

import json
from pathlib import Path
from typing import Final

from babel import Locale

LANGUAGES: Final = ("de", "en", "ko", "ru", "uk")
#: CLDR territories that are no states or dependencies: groupings, test codes, parts of other states.
LEFT_OUT: Final = frozenset(
    {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM", "IC", "QO", "TA", "TF", "UM", "UN", "XA", "XB", "ZZ"}
)
TARGET: Final = Path(__file__).parents[1] / "src/lagebild/reading/data/countries.json"


def names(language: str) -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to CLDR name in `language`."""
    territories = Locale(language).territories
    codes = sorted(code for code in territories if len(code) == 2 and code.isalpha() and code not in LEFT_OUT)
    return {code: territories[code] for code in codes}


if __name__ == "__main__":
    source = {"source": "Unicode CLDR (Unicode License V3), territory names, through Babel"}
    table = source | {language: names(language) for language in LANGUAGES}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
