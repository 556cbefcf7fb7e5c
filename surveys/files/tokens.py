"""The site's design tokens, for all that is not drawn by a browser: what we print, and the charts."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "static" / "tokens.css"


@lru_cache(maxsize=1)
def tokens() -> Mapping[str, str]:
    """The design tokens by name, as `static/tokens.css` has them: `{"ink": "#10171a", "gap-1": "0.25rem"}`."""
    root = re.search(r":root \{([^}]*)\}", FILE.read_text(encoding="utf-8"))
    return dict(re.findall(r"--([\w-]+): ([^;]+);", root[1] if root else ""))


def rem(token: str) -> float:
    """A length among the tokens, in rem."""
    return float(tokens()[token].removesuffix("rem"))


def colour(token: str) -> tuple[int, int, int]:
    """A colour among the tokens: red, green, blue, from 0 to 255."""
    digits = tokens()[token].removeprefix("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
