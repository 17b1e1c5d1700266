"""Write `src/lagebild/reading/data/countries.json`: the names of states in five languages, from CLDR through Babel.

Run once per CLDR release: `python train/countries.py`. Reading needs only the file, so Babel is not needed at run time.
"""

import json
from pathlib import Path
from typing import Final

from babel import Locale

LANGUAGES: Final = ("de", "en", "ko", "ru", "uk")
#: CLDR territories that are no states or dependencies: groupings, test codes, parts of other states.
LEFT_OUT: Final = frozenset({"AC", "AQ", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ", "BV", "HM", "UM", "GS", "TF"})
TARGET: Final = Path(__file__).parents[1] / "src/lagebild/reading/data/countries.json"


def names(language: str) -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to CLDR name in `language`."""
    territories = Locale(language).territories
    return {code: name for code, name in sorted(territories.items()) if len(code) == 2 and code.isalpha() and code not in LEFT_OUT}


if __name__ == "__main__":
    table = {"source": "Unicode CLDR (Unicode License V3), territory names, through Babel", **{lang: names(lang) for lang in LANGUAGES}}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
