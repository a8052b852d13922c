"""Grammar of time expressions: the rules of helpers/data/dates_rules.toml as regular expressions over symbols."""
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from helpers.dates.lexicon import NUMERALS, Alphabet, Lexed, classes, keys, number

_ITEM = re.compile(r"\\[()]|[()\[\]|?*+]|[^\s()\[\]|?*+]+")


@dataclass(frozen=True)
class Rule:
    """One rule: `pattern` finds the expression (group "span" if the rule holds context), `given` is what it means."""
    kind: str
    pattern: re.Pattern
    bare: str
    given: dict
    check: str | None


@dataclass(frozen=True)
class Match:
    """An expression found: its words by index, and its meaning (spec) as far as its own words give it."""
    first: int
    last: int
    spec: dict
    check: str | None


@dataclass(frozen=True)
class Grammar:
    alphabet: Alphabet
    rules: tuple[Rule, ...]
    scan: re.Pattern
    cues: tuple[tuple[frozenset, re.Pattern | None, re.Pattern | None, dict], ...]


@cache
def load() -> Grammar:
    """Read and compile the grammar (once per process)."""
    raw = tomllib.loads((files("helpers.data") / "dates_rules.toml").read_text(encoding="utf8"))
    alphabet = Alphabet()
    compile_ = _Compiler(alphabet, raw["macro"])
    rules = tuple(Rule(rule["kind"], re.compile(compile_(rule["pattern"])), compile_(rule["pattern"], named=False),
                       rule.get("set", {}) | {"kind": rule["kind"]}, rule.get("check")) for rule in raw["rule"])
    cues = tuple((frozenset(cue["kinds"]),
                  re.compile(f"(?:{compile_(cue['before'], named=False)})$") if "before" in cue else None,
                  re.compile(compile_(cue["after"], named=False)) if "after" in cue else None, cue["set"])
                 for cue in raw["cue"])
    return Grammar(alphabet, rules, re.compile("|".join(f"(?:{rule.bare})" for rule in rules)), cues)


class _Compiler:
    """Pattern language → regular expression over symbols."""

    def __init__(self, alphabet: Alphabet, macros: dict[str, str]) -> None:
        self.alphabet, self.macros = alphabet, macros
        self.fragments = {name: self._class(name) for name in {*classes(), *NUMERALS, "ROMAN", "LOWER", "UPPER"}}

    def _class(self, name: str) -> str:
        if name in ("ROMAN", "LOWER", "UPPER"):
            return {"ROMAN": "R", "LOWER": "w", "UPPER": "W"}[name]
        sequences = [self.alphabet.sequence(entry) for entry in classes().get(name, ())]
        single = "".join(sorted(s for s in sequences if len(s) == 1)) + NUMERALS.get(name, "")
        longer = sorted((s for s in set(sequences) if len(s) > 1), key=lambda s: (-len(s), s))
        return "|".join(longer + [f"[{single}]"] * bool(single))

    def __call__(self, pattern: str, named: bool = True) -> str:
        seen: dict[str, int] = {}
        parts = []
        for item in self._expand(pattern):
            if item in "()|?*+":
                parts.append("(?:" if item == "(" else item)
            elif item in "[]":
                parts.append(("(?P<span>" if named else "(?:") if item == "[" else ")")
            elif item[0] in "!<" and len(item) > 1:
                parts.append(f"(?{'!' if item[0] == '!' else '<!'}{self._fragment(item[1:])})")
            else:
                bare = f"(?:{self._fragment(item.split(':')[0] or item)})"
                parts.append(self._captured(item, seen) if named else bare)
        return "".join(parts)

    def _expand(self, pattern: str) -> Iterator[str]:
        for item in _ITEM.findall(pattern):
            if item in self.macros:
                yield from self._expand(self.macros[item])
            else:
                yield item

    def _fragment(self, item: str) -> str:
        return self.fragments.get(item) or self.alphabet.sequence(item.replace("\\", ""))

    def _captured(self, item: str, seen: dict[str, int]) -> str:
        word, _, alias = item.partition(":") if len(item) > 1 else (item, "", "")
        name = f"{word}__{alias}" if alias else word
        if name not in self.fragments and not alias:
            return f"(?:{self._fragment(word)})"
        seen[name] = seen.get(name, 0) + 1
        label = f"{name}__" if not alias else name
        return f"(?P<{label}__{seen[name]}>{self._fragment(word)})"


def parse(lexed: Lexed, accept: Callable[[Match], bool]) -> Iterator[Match]:
    """The time expressions of a text in order, none overlapping; at each place the longest that `accept` takes."""
    grammar, position = load(), 0
    while found := grammar.scan.search(lexed.symbols, position):
        start = found.start()
        hits = [(hit, rule) for rule in grammar.rules if (hit := rule.pattern.match(lexed.symbols, start))]
        hits.sort(key=lambda pair: -pair[0].end())
        match, skipped = None, start
        for candidate in (_read(hit, rule, lexed) for hit, rule in hits):
            if accept(candidate):
                match = candidate
                break
            skipped = max(skipped, candidate.last if candidate.spec.get("not_time") else start)
        if match is None:
            position = skipped + 1
        else:
            yield _cued(match, grammar, lexed)
            position = match.last + 1


def _read(hit: re.Match, rule: Rule, lexed: Lexed) -> Match:
    groups = hit.groupdict()
    first, end = hit.span("span") if groups.get("span") is not None else hit.span()
    spec = dict(rule.given)
    for label, symbols in groups.items():
        if symbols is None or label == "span":
            continue
        word, alias, _ = label.split("__")
        entry = " ".join(lexed.words[hit.start(label):hit.end(label)])
        value = classes().get(word, {}).get(entry)
        value = number(entry) if value is None else value
        if isinstance(value, dict):
            spec |= {k: v for k, v in value.items() if k != "mod" or "mod" not in spec}
        elif alias or word in keys():
            spec[alias or keys()[word]] = True if value is None else value
    return Match(first, end - 1, spec, rule.check)


def _cued(match: Match, grammar: Grammar, lexed: Lexed) -> Match:
    left, spec = lexed.symbols[max(0, match.first - 8):match.first], dict(match.spec)
    for kinds, before, after, given in grammar.cues:
        if spec["kind"] in kinds and (before.search(left) if before else after.match(lexed.symbols, match.last + 1)):
            spec = given | spec
    return Match(match.first, match.last, spec, match.check)
