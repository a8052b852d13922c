"""Which outlet a page belongs to, and how that is known."""

from __future__ import annotations

import re
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

    def first(self, told: dict[str, str | None], stem: str) -> tuple[str, str]:
        """(outlet, where it is known from): the first told, else what the file name gives."""
        where = next((where for where, name in told.items() if name), "file name")
        return self.of_name(told.get(where) or _from_name(stem)), where


def _from_name(stem: str) -> str:
    """The outlet a file name gives: its words before the first number, if they are few; else the whole name.

    >>> _from_name("lacroix-2024-07-19"), _from_name("000_4ba946")
    ('lacroix', '000-4ba946')
    """
    lead = re.match(r"(?:[a-z]+(?:-|$))*", slug(stem))[0].strip("-")
    return lead if lead.count("-") < 3 and set(lead.split("-")) - {"", *RULES["generic_names"]} else slug(stem) or stem
