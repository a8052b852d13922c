"""The analyst's word on events: what belongs to which, and which two are one."""
from __future__ import annotations

import pandas as pd

from helpers.cleaning import articles_of, passages
from helpers.events.happenings import Happening


def quoted(words: str, article: str, statements: pd.DataFrame, articles: pd.DataFrame) -> list[list[str]]:
    """The statements (statement_id) behind each place where quoted words stand, the likest first.

    In: statements (statement_id, article_id, start, end), articles (article_id, source_file, text). A long passage has
    all the statements that lie in it, words from within one statement have that one.
    """
    here, texts = articles_of(article, articles), sorted(zip(articles["article_id"], articles["text"]))
    places = [(key, *span) for key, text in texts if key in here for span in passages(text, words)]
    near = statements[statements["article_id"].isin({key for key, *_ in places})]
    found = []
    for key, start, end in places:
        rows = near[near["article_id"] == key]
        common = rows["end"].clip(upper=end) - rows["start"].clip(lower=start)
        size = rows["end"] - rows["start"]
        rows = rows.assign(_like=common / (size + (end - start) - common))
        inside, around = rows[2 * common >= size], rows[(2 * common >= end - start) & (2 * common < size)]
        chosen = inside if len(inside) else around.nlargest(1, "_like")
        found.append(chosen.sort_values(["_like", "start"], ascending=[False, True])["statement_id"].tolist())
    return [ids for ids in found if ids]


def correct(event_of: dict[str, str], events: dict[str, Happening], corrections: pd.DataFrame | None,
            statements: pd.DataFrame, articles: pd.DataFrame) -> dict[str, str]:
    """statement_id → event_id as the analyst has it, line by line; a line that names nothing here changes nothing.

    corrections: what (event, same event), article, target (words, or an event_id), value (words of the other, an
    event_id, none).
    """
    given = dict(event_of)

    def told(words: str, article: str) -> list[str]:
        return [] if words in events else [key for ids in quoted(words, article, statements, articles) for key in ids]

    def event(words: str, keys: list[str]) -> str | None:
        return words if words in events else next((given[key] for key in keys if key in given), None)

    for fix in [] if corrections is None else corrections.to_dict("records"):
        target = told(fix["target"], fix["article"])
        if fix["what"] == "event" and fix["value"] == "none":
            given = {key: event_id for key, event_id in given.items() if key not in target}
        elif value := event(fix["value"], told(fix["value"], "")):
            gone = event(fix["target"], target)
            if fix["what"] == "event":
                given |= dict.fromkeys(target, value)
            elif gone:
                kept, gone = (gone, value) if events[gone].known and not events[value].known else (value, gone)
                given = {key: kept if event_id == gone else event_id for key, event_id in given.items()}
    return given
