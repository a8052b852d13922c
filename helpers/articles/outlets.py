"""Which outlet a page belongs to, and how that is known."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd

from helpers.articles.files import RULES, slug
from helpers.cleaning.lines import fold


class Outlets:
    """The register of outlets (outlet, name, domain), looked up by domain and by name."""

    def __init__(self, register: pd.DataFrame | None) -> None:
        self.domains, self.by_name = {}, {}
        for row in [] if register is None else register.fillna("").to_dict("records"):
            for domain in re.findall(r"[\w.-]+", str(row.get("domain", "")).lower()):
                self.domains[domain.removeprefix("www.")] = row["outlet"]
            self.by_name |= {fold(str(row.get(key, ""))).strip(): row["outlet"] for key in ("outlet", "name")}
        self.names = frozenset(self.by_name) - {""}

    def of_name(self, name: str) -> str:
        """The outlet registered under a name or a domain, else the name."""
        host = re.fullmatch(r"(https?://)?([\w-]+\.)+[a-z]{2,}/?", name)
        return self.by_name.get(fold(name).strip()) or host and self.of_host(name) or name

    def of_host(self, url: str) -> str | None:
        """The outlet whose domain the address stands in, else its host; None where there is none."""
        try:
            host = (urlsplit(url if "//" in url else "//" + url).hostname or "").removeprefix("www.")
        except ValueError:
            return None
        ends = [host, *(host[dot.end():] for dot in re.finditer(r"\.", host))]
        return next((self.domains[end] for end in ends if end in self.domains), host or None)

    def first(self, told: dict[str, str | None], path: PurePosixPath) -> tuple[str, str]:
        """(outlet, where it is known from): the first told, else what the name of the file or of its folder gives."""
        where = next((where for where, name in told.items() if name), "file name")
        return self.of_name(told.get(where) or _from_name(path)), where


def _from_name(path: PurePosixPath) -> str:
    """The outlet a file name gives: its words before the first number, if they are few; else the folder's name, if it
    has any; else the whole name.

    >>> [_from_name(PurePosixPath(name)) for name in ("lacroix-2024-07-19.txt", "000_4ba946.txt", "La Une/2024/07.txt")]
    ['lacroix', '000-4ba946', 'La Une']
    """
    names = (path.stem, *(folder.name for folder in path.parents if not folder.suffix))  # an archive is no outlet
    leads = {name: re.match(r"(?:[a-z]+(?:-|$))*", slug(name))[0].strip("-") for name in names}
    told = (name for name, lead in leads.items() if lead.count("-") < 3 and {*lead.split("-")} - {*RULES["generic_names"]})
    return leads.get(name) or name if (name := next(told, slug(path.stem) or path.stem)) == path.stem else name
