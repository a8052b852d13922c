"""One small file of every format the reader knows, made from sentences of our own."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Le pont de Vasmer rouvre au trafic"
FIRST = ("Le pont de Vasmer a rouvert mardi au trafic des marchandises, deux ans après sa fermeture, a annoncé la ministre "
         "des Transports.")
SECOND = "« Nous tournons une page », a-t-elle déclaré. Le trafic des voyageurs ne reprendra pas avant l'été, selon la douane."
BODY = f"{FIRST}\n\n{SECOND}"
PAGE = (f"<!doctype html><html><head><title>{TITLE}</title><link rel='canonical' href='https://lephare.example/pont/'></head>"
        f"<body><article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>")
RECORD = {"title": TITLE, "text": BODY, "date": "2024-07-19T10:00:00Z", "source": "Le Phare", "author": "Odile Marc"}
EUROPRESSE = (
    '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Phare, no. 123</span></div>'
    '<span class="DocHeader">Monde, vendredi 19 juillet 2024 523 mots, p. 8</span><div class="titreArticle"><p class="'
    'sm-margin-TopNews titreArticleVisu rdp__articletitle">{title}</p></div><p class="sm-margin-bottomNews">Odile Marc</p>'
    '</header><section><div class="DocText clearfix"><div class="docOcurrContainer">{body}</div></div></section><footer>'
    '<div class="publiC-lblNodoc">news·20240719·LP·{number}</div><p>© 2024 Le Phare. Tous droits réservés.</p></footer></article>')
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"
TEXTS = {
    "plain.txt": BODY,
    "marked.md": f"---\nauthor: Odile Marc\ndate: 2024-07-19\nsite: Le Phare\n---\n# {TITLE}\n\n{BODY}\n",
    "marked": f"# {TITLE}\n\n{BODY}\n\n[La carte](carte.html)\n",
    "page.html": PAGE,
    "table.csv": "titre;texte;date;journal;auteur\n" + f'"{TITLE}";"{BODY}";19/07/2024;Le Phare;Odile Marc\n"Sans texte";;;;\n',
    "table.tsv": f"headline\tbody\tpublished\tmedia_name\n{TITLE}\t{FIRST} {SECOND}\t2024-07-19\tLe Phare\n",
    "lines.jsonl": "\n".join(json.dumps(RECORD | {"id": f"../{number}"}) for number in "ab") + "\n{broken\n",
    "array.json": json.dumps([RECORD | {"text": PARAGRAPHS + "<p>Lire aussi : Le tunnel ferme</p>"}, {"title": "Rien"}, 7]),
    "one.json": json.dumps(RECORD, indent=2),
    "nested.json": json.dumps({"status": "ok", "articles": [RECORD, RECORD]}),
    "feed.xml": '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Le Phare</title><item><title>'
                f"{TITLE}</title><link>https://lephare.example/pont</link><description>&lt;p&gt;{FIRST}&lt;/p&gt;</description>"
                "<pubDate>Fri, 19 Jul 2024 00:30:00 +0200</pubDate></item></channel></rss>",
    "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title><entry><title>{TITLE}</title><author><name>Odile '
            f'Marc</name></author><published>2024-07-19T08:00:00+02:00</published><content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;'
            f"&lt;p&gt;{SECOND}&lt;/p&gt;</content></entry></feed>",
    "europresse.HTML": "<!DOCTYPE html><html><head><title>Europresse</title></head><body>" + "".join(
        EUROPRESSE.format(title=TITLE, body=body, number=number) for number, body in enumerate([PARAGRAPHS, "", PARAGRAPHS]))
        + "</body></html>",
    "factiva.txt": f"Monde\n{TITLE}\nPar Odile Marc\n523 mots\n19 juillet 2024\nLe Phare\nPHARE\n8\nFrançais\nCopyright 2024 Le "
                   f"Phare. Tous droits réservés\n\n{BODY}\n\nDocument PHARE00020240719ek7j0000u\n\n\nLa gare ferme pour un mois\n"
                   f"12 mots\n20 juillet 2024\n10:05\nLe Courrier\nCOUR\nFrançais\n(c) 2024 Le Courrier\n\n{BODY}\n\n"
                   "Document COUR000020240720ek7j0000v\n",
    "factiva-marked.txt": f"SE  Monde\nHD  {TITLE}\nBY  Odile Marc\nWC  523 mots\nPD  19 juillet 2024\nSN  Le Phare\nSC  PHARE\nLA  "
                          f"Français\nCY  Copyright 2024\nLP  \n{FIRST}\nTD  \n{SECOND}\nNS  gpol : Politique\nAN  Document "
                          "PHARE00020240719ek7j0000u\n",
    "factiva.html": "<html><head><title>Factiva</title></head><body><table><tr><td><h1>Factiva</h1></td></tr></table><div class='article'>"
                    "<table>" + "".join(f"<tr><td align='right'><b>{mark}</b>&nbsp;</td><td>{told}</td></tr>" for mark, told in [
                        ("HD", f"<b>{TITLE}</b>"), ("BY", "Odile Marc"), ("WC", "523 mots"), ("PD", "19 juillet 2024"), ("SN", "Le Phare"),
                        ("SC", "PHARE"), ("LA", "Français"), ("CY", "Copyright 2024"), ("LP", f"<p>{FIRST}</p>"), ("TD", f"<p>{SECOND}</p>"),
                        ("NS", "gpol : Politique"), ("AN", "Document PHARE00020240719ek7j0000u")]) + "</table></div></body></html>",
    "lexis.html": "<html><head><title>&nbsp;</title></head><body>" + "".join(
        f"<div class='c0'><p><span>{number} of 2 DOCUMENTS</span></p></div><div class='c1'><p><span>Le Phare</span></p></div><div class='c2'>"
        f"<p><span>19</span><span> juillet 2024 vendredi</span></p></div><div class='c3'><p><span>{TITLE}</span></p></div><div class='c3'><p>"
        "<span>AUTEUR: </span><span>Odile Marc</span></p></div><div class='c3'><p><span>LONGUEUR: </span><span>523 mots</span></p></div>"
        f"<div class='c3'><p><span>{FIRST}</span></p><p><span>{SECOND}</span></p></div><div class='c3'><p><span>LANGUE: </span><span>FRENCH"
        "</span></p></div><div class='c1'><p><span>Copyright 2024 Le Phare</span></p></div>" for number in (1, 2)) + "</body></html>",
    "europresse-old.html": "<html><head><title>Europresse</title></head><body>" + "".join(
        "<table><tr><td><table><tr><td><img src='logo.gif'></td></tr></table><span class='DocPublicationName'>Le Phare</span><br><span "
        "class='DocHeader'>Monde, </span><span class='DocHeader'>vendredi </span><span class='DocHeader'>19 juillet 2024</span><br><br>"
        f"<span class='TitreArticleVisu'>{TITLE}</span><br><br>{body}<p></p></td></tr></table>"
        for body in (PARAGRAPHS, PARAGRAPHS)) + "</body></html>",
    "lexis-cover.txt": "Download Request: Selected Items: 1-1\nTime Of Request: Friday, July 26, 2024\n\nSend To:\nUNIVERSITE DE LINDAUM\n\n"
                       f"Terms: (pont)\nSource: Le Phare\n\n\n{' ' * 31}1 of 1 DOCUMENTS\n\n\n{' ' * 36}Le Phare\n\n{' ' * 28}19 juillet 2024 "
                       f"vendredi\n{' ' * 34}Édition du soir\n\n{' ' * 30}Correction Appended\n\n{TITLE}\n\nAUTEUR: Odile Marc\nLONGUEUR: 523 "
                       f"mots\n\n{BODY}\n\nLANGUE: FRENCH\n",
    "lexis.txt": f"{' ' * 31}1 of 2 DOCUMENTS\n\n\n{' ' * 36}Le Phare\n\n{' ' * 28}19 juillet 2024 vendredi\n\n{TITLE}\n\nAUTEUR: "
                 f"Odile Marc\nRUBRIQUE: International; Pg. 4\nLONGUEUR: 523 mots\n\n{BODY}\n\nDATE-CHARGEMENT: 19 juillet 2024\n"
                 f"LANGUE: FRENCH\n\n{' ' * 22}Copyright 2024 Le Phare\n{' ' * 24}Tous droits réservés\n\n{' ' * 31}2 of 2 DOCUMENTS"
                 f"\n\n{' ' * 36}Le Courrier\n\n{' ' * 28}July 20, 2024 Saturday\n\nHEADLINE: La gare ferme pour un mois\n\n"
                 f"LENGTH: 23 words\n\n{BODY}\n\nLANGUAGE: FRENCH\n",
    "nexis.txt": f"Page 1 of 2\n{TITLE}\n\nLe Phare\n19 juillet 2024 vendredi\n\nCopyright 2024 Le Phare Tous droits réservés\n\n"
                 f"Section: MONDE; Pg. 8\nLength: 523 words\nByline: Odile Marc\nBody\n\n{BODY}\n\nLoad-Date: July 19, 2024\n\n"
                 "End of Document\n",
    "factiva-tail.txt": f"{TITLE}\n523 mots\n19 juillet 2024\nLe Phare\nPHARE\nFrançais\n(c) 2024 Le Phare\n\n{BODY}\n\nDocument "
                        f"PHARE00020240719ek7j0000u\n\nPage 1 of 1 © 2024 Factiva, Inc. All rights reserved.\n\nRésumé de la recherche\nTexte\t"
                        "pont\nDate\tToutes les dates\nSource\tLe Phare\n© 2024 Factiva, Inc. Tous droits réservés.\n",
    "nexis-cover.txt": "User Name: = Odile Marc\nDate and Time: = vendredi 19 juillet 2024 10:14:00 CET\nJob Number: = 2211\n\nDocuments (1)\n\n"
                       f"1. {TITLE}\n Client/Matter: -None-\n Search Terms: pont\n Search Type: NATURAL AND\n\n| About LexisNexis | Privacy "
                       f"Policy | Copyright © 2024 LexisNexis\n\n{TITLE}\n\nLe Phare\n\nvendredi 19 juillet 2024\n\nCopyright 2024 Le Phare "
                       f"Tous droits réservés\n\nSection: MONDE; Pg. 8\nLength: 523 words\nBody\n\n{BODY}\n\nLoad-Date: July 19, 2024\n\n"
                       "End of Document\n",
    "europresse-subtitle.html": "<html><head><title>Europresse</title></head><body>" + EUROPRESSE.format(
        title=TITLE, body=f"<p>{SECOND}</p>", number=3).replace("</p></div><p class=", f"</p><p class='sm-margin-TopNews rdp__subtitle'>"
                                                              f"{FIRST}</p></div><p class=", 1) + "</body></html>",
    "columns.json": json.dumps({"title": {"0": TITLE, "1": TITLE}, "text": {"0": BODY, "1": BODY}, "date": {"0": 1721383200000, "1": 20240719}}),
    "keyed.json": json.dumps({"a": RECORD, "b": RECORD}),
    "many.json": f"{json.dumps(RECORD, indent=1)}\n{json.dumps(RECORD, indent=1)}\n",
    "late.jsonl": "\n".join(['{"title": "Le pont', *[json.dumps(RECORD | {"text": None, "maintext": BODY})] * 3]),
    "rendered.json": json.dumps([{"id": 12, "date": "2024-07-19T08:00:00", "title": {"rendered": TITLE}, "content": {
        "rendered": PARAGRAPHS, "protected": False}}]),
    "alone.csv": f'text\n"{BODY}"\n',
    "index.csv": "id,indexed_date,language,media_name,media_url,publish_date,title,url\n1,2024-07-20,fr,lephare.example,"
                 "lephare.example,2024-07-18,Le pont,https://www.lephare.example/pont\n",
}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(members: dict[str, bytes], links: dict[str, str] | None = None, mode: str = "w:gz") -> bytes:
    """A tar archive, with symbolic links."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return data.getvalue()


def warc(pages: list[tuple[str, str, bytes]]) -> bytes:
    """A compressed web archive of (address, type, content)."""
    data = io.BytesIO()
    writer = WARCWriter(data, gzip=True)
    for url, kind, content in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=headers))
    return data.getvalue()


def parquet() -> bytes:
    """A Parquet table of one record."""
    data = io.BytesIO()
    pd.DataFrame([RECORD | {"date": pd.Timestamp("2024-07-19"), "text": BODY.encode()}]).to_parquet(data)
    return data.getvalue()


def files() -> dict[str, bytes]:
    """Each file by its name, archives of the others included."""
    plain = {name: text.encode() for name, text in TEXTS.items()} | {"table.parquet": parquet()}
    member = {name: plain[name] for name in ("plain.txt", "page.html", "table.csv", "table.parquet")}
    return plain | {
        "wide16.txt": BODY.encode("utf-16-le"), "wide32.txt": BODY.encode("utf-32"), "wide32be.txt": BODY.encode("utf-32-be"),
        "packed.txt.gz": gzip.compress(plain["plain.txt"]), "packed.csv.bz2": bz2.compress(plain["table.csv"]),
        "all.zip": zipped(member | {"in.tar.gz": tarred(member)}), "all.tar.gz": tarred(member | {"in.zip": zipped(member)}),
        "flat.tar": tarred(member, mode="w"),
        "crawl.warc.gz": warc([("https://lephare.example/pont", "text/html; charset=utf-8", PAGE.encode()),
                               ("https://lephare.example/pont.png", "image/png", b"\x89PNG")])}


def write(folder: Path, named: dict[str, bytes] | None = None) -> Path:
    """Write files into a folder."""
    for name, data in (named or files()).items():
        (folder / name).write_bytes(data)
    return folder
