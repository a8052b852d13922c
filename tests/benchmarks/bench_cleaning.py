"""Speed of the reading side as ratios of one run: cleaning against trafilatura alone, copies against datasketch alone.

    python tests/benchmarks/bench_cleaning.py [PAGES] [TEXTS]

Pages and texts are generated, with a fixed seed. Trafilatura alone is its extraction and its metadata, which our cleaning
also asks of it; datasketch alone is its own advice: a MinHash of the five-word shingles of each text, a query, an insertion.
"""

from __future__ import annotations

import random
import re
import sys
import time

import trafilatura
from datasketch import MinHash, MinHashLSH

from helpers import cleaning
from helpers.articles.copies import find_copies

WORDS = ("ministre pont douane frontière accord visite délégation usine récolte syndicat préfet budget navire école hôpital "
         "enquête tribunal grève réforme sommet trafic ouvrier station barrage vallée conseil région maire élu projet").split()


def sentence(dice: random.Random) -> str:
    """Some words of the list, with a capital and a full stop."""
    return f"Le {' de la '.join(dice.choices(WORDS, k=dice.randint(4, 9)))} a {dice.choice(WORDS)} selon le {dice.choice(WORDS)}."


def article(dice: random.Random) -> list[str]:
    """Paragraphs of some five hundred words in all."""
    return [" ".join(sentence(dice) for _ in range(4)) for _ in range(8)]


def page(dice: random.Random) -> str:
    """A page with menus, captions, a block of other articles and comments around an article."""
    title, body = " ".join(dice.choices(WORDS, k=7)).capitalize(), article(dice)
    links = "".join(f'<li><a href="/{at}">{" ".join(dice.choices(WORDS, k=6))}</a></li>' for at in range(40))
    return (f"<!doctype html><html><head><title>{title}</title><meta property='article:published_time' content='2024-03-12'>"
            f"<script>{'var a = 1;' * 500}</script></head><body><nav><ul>{links}</ul></nav><article><h1>{title}</h1>"
            f"<time datetime='2024-03-12'>12 mars 2024</time><figure><img src='a.jpg'><figcaption>Photo : AFP</figcaption></figure>"
            f"{''.join(f'<p>{text}</p>' for text in body)}</article><aside class='related'><h2>Sur le même sujet</h2><ul>{links}</ul>"
            f"</aside><footer>Mentions légales</footer></body></html>")


def timed(work) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def bare_datasketch(texts: list[str]) -> None:
    """Near-duplicates as datasketch's own documentation finds them."""
    index = MinHashLSH(threshold=0.7, num_perm=128)
    for place, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        signature = MinHash(num_perm=128)
        signature.update_batch([" ".join(words[at:at + 5]).encode() for at in range(len(words) - 4)])
        index.query(signature)
        index.insert(place, signature)


def main(pages: int = 200, texts: int = 2000) -> None:
    """Print both ratios."""
    dice = random.Random(7)
    sources = [page(dice) for _ in range(pages)]
    bodies = ["\n".join(article(dice)) for _ in range(texts)]
    bodies[1::20] = [text.replace("ministre", "préfet", 1) for text in bodies[0::20]]
    cleaning.clean(sources[0]), trafilatura.extract(sources[0])  # what is loaded once does not count
    alone = timed(lambda: [(trafilatura.extract(one, favor_recall=True), trafilatura.extract_metadata(one)) for one in sources])
    ours = timed(lambda: [cleaning.clean(one) for one in sources])
    print(f"cleaning: {pages / ours:.0f} pages a second, trafilatura alone {pages / alone:.0f}: {alone / ours:.2f} of its speed")
    alone = timed(lambda: bare_datasketch(bodies))
    ours = timed(lambda: find_copies(bodies, [None] * len(bodies)))
    print(f"near-duplicates: {texts / ours:.0f} texts a second, datasketch alone {texts / alone:.0f}: {alone / ours:.2f} of its speed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
