"""The analyst's word on events: what belongs to which, and which two are one."""
from __future__ import annotations

import pandas as pd

from helpers.cleaning import articles_of, passages
from helpers.events.happenings import Happening


def quoted(words: str, article: str, statements: pd.DataFrame, articles: pd.DataFrame) -> list[list[str]]:
    """The statements (statement_id) behind each place where quoted words stand, the likest first.

    In: statements (statement_id, article_id, start, end), articles (article_id, source_file, text). A long passage has all the
    statements that lie in it, words from within one statement have that one.
    """
    found, by_article = [], {key: rows for key, rows in statements.groupby("article_id")}
    here = articles_of(article, articles)
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        for start, end in passages(text, words) if article_id in here & by_article.keys() else ():
            rows = by_article[article_id]
            common = rows["end"].clip(upper=end) - rows["start"].clip(lower=start)
            size = rows["end"] - rows["start"]
            near = rows.assign(_like=common / (size + (end - start) - common))
            inside, around = near[2 * common >= size], near[(2 * common >= end - start) & (2 * common < size)]
            chosen = inside if len(inside) else around.nlargest(1, "_like")
            found.append(chosen.sort_values(["_like", "start"], ascending=[False, True])["statement_id"].tolist())
    return [ids for ids in found if ids]


def correct(event_of: dict[str, str], events: dict[str, Happening], corrections: pd.DataFrame | None, statements: pd.DataFrame,
            articles: pd.DataFrame) -> dict[str, str]:
    """statement_id → event_id as the analyst has it, line by line; a line that names nothing here changes nothing.

    corrections: what (event, same event), article, target (words, or an event_id), value (words of the other, an event_id, none).
    """
    given = dict(event_of)
    for fix in [] if corrections is None else corrections.to_dict("records"):
        target = [key for ids in quoted(fix["target"], fix["article"], statements, articles) for key in ids]
        told = (given[key] for ids in quoted(fix["value"], "", statements, articles) for key in ids if key in given)
        value = fix["value"] if fix["value"] in events else next(told, None)
        if fix["what"] == "event" and fix["value"] == "none":
            given = {key: event_id for key, event_id in given.items() if key not in target}
        elif fix["what"] == "event" and value:
            given |= dict.fromkeys(target, value)
        elif value:
            first = fix["target"] if fix["target"] in events else next((given[key] for key in target if key in given), value)
            kept, gone = (first, value) if events[first].known and not events[value].known else (value, first)
            given = {key: kept if event_id == gone else event_id for key, event_id in given.items()}
    return given
