"""How figures are said in sentences: `claims.toml`, compiled."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["direction_of", "patterns"]


@cache
def patterns() -> dict[str, Any]:
    """Return `claims.toml` with its regular expressions compiled."""
    data = tomllib.loads((files("juesuan.taxonomy") / "claims.toml").read_text("utf-8"))
    for row in data["pattern"]:
        row["regex"] = re.compile(f"(?:{row['before']})$")
    data["stages"] = {
        k: re.compile(f"(?:{v})(?:的)?(?:均|共|为|是|：|控制在|大于等于|小于等于|不低于|不少于|不超过|≥|≤)*$")
        for k, v in data["stages"].items()
    }
    data["comparisons"] = {k: re.compile(v) for k, v in data["comparisons"].items()}
    data["direction"]["regex"] = re.compile(data["direction"]["match"])
    data["flat"]["regex"] = re.compile(data["flat"]["match"])
    data["names"]["regex"] = re.compile(data["names"]["match"])
    data["reached"] |= {"regex": re.compile(data["reached"]["match"])}
    data["reached"] |= {key: re.compile(data["reached"][key]) for key in ("most", "less", "within")}
    tally = data["tally"]
    data["tally"] = {k: re.compile(v) if isinstance(v, str) else v for k, v in tally.items()}
    for table in ("part", "ratio", "listing", "grade", "reserve", "average", "bodies"):
        data[table] = {k: re.compile(v) if isinstance(v, str) else v for k, v in data[table].items()}
    said = "(?:为|是|达|达到|在|均|约|：|大于等于|大约等于|大于|等于|不低于|不少于|高于|低于|≥|≤|小于等于|小于)*"
    data["bounded"]["regex"] = re.compile(f"(?P<noun>{data['bounded']['nouns']}){said}$")
    data["words"]["regex"] = re.compile(f"(?:{'|'.join(data['words']['up'] + data['words']['down'])})(?=了?约?$)")
    return data


def direction_of(word: str) -> int:
    """Return 1 for a word of growth (增加), −1 for one of decline (减少), 0 for any other."""
    words = patterns()["words"]
    return 1 if word in words["up"] else -1 if word in words["down"] else 0
