"""Grammar of time expressions: the rules of helpers/data/dates_rules.toml as regular expressions over symbols."""
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from helpers.data import read_toml
from helpers.dates.context import CHECKS
from helpers.dates.lexicon import SHAPES, VOCABULARY, Alphabet, Lexed, classes, number
from helpers.dates.place import Place

_ITEM = re.compile(r"\\[()]|[()\[\]|?*+]|[^\s()\[\]|?*+]+")
_NAME = re.compile(r"\?P<\w+>")
#: The rules as written.
WRITTEN = read_toml("dates_rules.toml")


class Rule(NamedTuple):
    """One rule: `pattern` finds the expression (group "span" if the rule holds context), `given` is what it means."""
    pattern: re.Pattern
    given: dict
    check: str | None


class Grammar(NamedTuple):
    """The rules and vocabulary as loaded: compiled once, never changed."""

    alphabet: Alphabet
    rules: tuple[Rule, ...]
    scan: re.Pattern
    cues: list[dict]  # as in the file, patterns compiled


@cache
def load() -> Grammar:
    """Compile the grammar (once per process)."""
    alphabet = Alphabet()
    compiled = _Compiler(alphabet, WRITTEN["macro"])
    rules = tuple(Rule(re.compile(compiled(rule["pattern"])), rule.get("set", {}) | {"kind": rule["kind"]},
                       rule.get("check")) for rule in WRITTEN["rule"])
    cues = [cue | {side: re.compile(form.format(compiled(cue[side])))} for cue in WRITTEN["cue"]
            for side, form in (("before", "(?:{})$"), ("after", "{}")) if side in cue]
    return Grammar(alphabet, rules, re.compile("|".join(_NAME.sub("?:", rule.pattern.pattern) for rule in rules)), cues)


class _Compiler:
    """Pattern language → regular expression over symbols."""

    def __init__(self, alphabet: Alphabet, macros: dict[str, str]) -> None:
        self.alphabet, self.macros = alphabet, macros
        self.fragments = {name: self._class(name) for name in {*classes(), *SHAPES}}

    def _class(self, name: str) -> str:
        sequences = {self.alphabet.sequence(entry) for entry in classes().get(name, ())}
        single = "".join(sorted(s for s in sequences if len(s) == 1)) + SHAPES.get(name, "")
        longer = sorted((s for s in sequences if len(s) > 1), key=lambda s: (-len(s), s))
        return "|".join(longer + [f"[{single}]"] * bool(single))

    def __call__(self, pattern: str) -> str:
        for macro, meaning in self.macros.items():
            pattern = re.sub(rf"\b{macro}\b", meaning, pattern)
        return "".join(self._part(item, n) for n, item in enumerate(_ITEM.findall(pattern)))

    def _part(self, item: str, number: int) -> str:
        if item in "()[]|?*+":
            return {"(": "(?:", "[": "(?P<span>", "]": ")"}.get(item, item)
        if item[0] in "!<" and len(item) > 1:
            return f"(?{'!' if item[0] == '!' else '<!'}{self._fragment(item[1:])})"
        word, _, alias = item.partition(":") if len(item) > 1 else (item, "", "")
        named = word in self.fragments or alias
        return f"({f'?P<{word}__{alias}__{number}>' if named else '?:'}{self._fragment(word)})"

    def _fragment(self, item: str) -> str:
        return self.fragments.get(item) or self.alphabet.sequence(item.replace("\\", ""))


def parse(lexed: Lexed, doc: Doc) -> Iterator[Place]:
    """The time expressions of a text in order, none overlapping; at each place the longest that its check takes."""
    grammar, position = load(), 0
    while found := grammar.scan.search(lexed.symbols, position):
        start = found.start()
        hits = [(hit, rule) for rule in grammar.rules if (hit := rule.pattern.match(lexed.symbols, start))]
        position = start + 1
        for hit, rule in sorted(hits, key=lambda pair: -pair[0].end()):
            place = _read(hit, rule, lexed, doc)
            if rule.check is None or CHECKS[rule.check](place.spec, place):
                if place.spec["kind"] != "none":
                    yield _cued(place, grammar.cues)
                position = place.last + 1
                break


def _read(hit: re.Match, rule: Rule, lexed: Lexed, doc: Doc) -> Place:
    groups = hit.groupdict()
    first, end = hit.span("span") if groups.pop("span", None) is not None else hit.span()
    spec = dict(rule.given)
    for label in (label for label, symbols in groups.items() if symbols is not None):
        word, alias, _ = label.split("__")
        entry = " ".join(lexed.words[hit.start(label):hit.end(label)])
        value = classes().get(word, {}).get(entry, number(entry))
        if isinstance(value, dict):
            spec |= {k: v for k, v in value.items() if k != "mod" or "mod" not in spec}
        elif key := alias or VOCABULARY["keys"].get(word):
            spec[key] = True if value is None else value
    return Place(lexed, doc, first, end - 1, spec)


def _cued(place: Place, cues: Sequence[dict]) -> Place:
    symbols, spec = place.lexed.symbols, place.spec
    left = symbols[max(0, place.first - 8):place.first]
    for cue in cues:
        beside = cue["before"].search(left) if "before" in cue else cue["after"].match(symbols, place.last + 1)
        if beside and spec["kind"] in cue["kinds"]:
            spec = cue["set"] | spec
    return replace(place, spec=spec)
