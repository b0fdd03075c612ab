#!/usr/bin/env python3
"""Reads the published feeds as others do, and compares what is found with the store.

usage: check_feeds.py FOLDER DATABASE [--archives]

xmllint must take each RSS, Atom and OPML file, archives too; feedparser must find nothing to mend (bozo == 0). The three
formats of a document must hold the same entries, word for word. Each entry must be one of the store: an article, a
comment, a correction or an edition, whose id, link, title, times, authors, topics, summary and words are the store's;
each quoted comment must be one of the article's own. The archives of a feed must form one chain behind it, and with it
hold every entry that one of them holds. With --archives there must be some.
"""

import argparse
import calendar
import collections
import datetime
import html.parser
import json
import pathlib
import re
import sqlite3
import subprocess
import sys

import feedparser

ENDINGS = (".rss", ".atom", ".json")
VERSIONS = {".rss": "rss20", ".atom": "atom10"}
ARCHIVE = re.compile(r"\.archive-(\d+)$")

problems = []
counted = collections.Counter()


def problem(where, what):
    problems.append(f"{where}: {what}")


def words(text):
    return " ".join((text or "").split())


class Text(html.parser.HTMLParser):
    """The words of a piece of HTML, with a space for each tag that stands between them."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.feed(source or "")
        self.close()

    def handle_data(self, data):
        self.parts.append(data)

    def handle_starttag(self, tag, attributes):
        self.gap(tag)

    def handle_endtag(self, tag):
        self.gap(tag)

    def gap(self, tag):
        if tag not in ("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span",
                       "strong", "sub", "sup", "u"):
            self.parts.append(" ")


def plain(source):
    return words("".join(Text(source).parts))


def seconds(moment):
    """feedparser's parsed time, or an RFC 3339 text, as seconds since the epoch."""
    if moment is None:
        return None
    if isinstance(moment, str):
        return int(datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())
    return calendar.timegm(moment)


def same_id(uid):
    """Ids are kept with and without what makes them addresses."""
    return uid.removeprefix("urn:uuid:").replace("-", "")


class Store:
    """What the store holds, by id."""

    def __init__(self, database):
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        rows = lambda sql: [dict(row) for row in connection.execute(sql)]
        topics = collections.defaultdict(list)
        for row in rows("SELECT article_id, topic FROM article_topics ORDER BY article_id, position"):
            topics[row["article_id"]].append(words(row["topic"]))
        revisions = {(row["article_id"], row["number"]): row for row in rows("SELECT * FROM revisions")}
        self.articles, by_number = {}, {}
        for row in rows("SELECT * FROM articles"):
            row["words"] = revisions[row["id"], row["revision"]]
            row["topics"] = topics[row["id"]]
            row["authors"] = [words(name) for name in json.loads(row["authors"])]
            row["comments"] = []
            self.articles[same_id(row["uid"])] = by_number[row["id"]] = row
        self.comments = {}
        for row in rows("SELECT * FROM comments"):
            row["article"] = by_number[row["article_id"]]
            row["article"]["comments"].append(words(row["text"]))
            self.comments[same_id(row["uid"])] = row
        self.corrections = {}
        for row in rows("SELECT * FROM corrections"):
            row["article"] = by_number[row["article_id"]]
            row["words"] = revisions[row["article_id"], row["revision"]]
            self.corrections[same_id(row["uid"])] = row
        self.editions = {same_id(row["uid"]): row for row in rows("SELECT * FROM editions")}
        for row in rows("SELECT edition_id, r.title FROM edition_articles x JOIN revisions r"
                        " ON r.article_id = x.article_id AND r.number = x.revision WHERE x.position IS NOT NULL"):
            edition = next(one for one in self.editions.values() if one["id"] == row["edition_id"])
            edition.setdefault("titles", []).append(words(row["title"]))


def lint(file):
    """xmllint's word on a file."""
    run = subprocess.run(["xmllint", "--noout", "--nonet", str(file)], capture_output=True, text=True)
    if run.returncode != 0 or run.stderr:
        problem(file, f"xmllint: {(run.stderr.strip() or 'failed').splitlines()[0]}")


def read_xml(file):
    lint(file)
    bytes_ = file.read_bytes()
    # As it stands: what feedparser would take out must not be there in the first place.
    parsed = feedparser.parse(bytes_, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        problem(file, f"feedparser had to mend it: {parsed.bozo_exception!r}")
    if parsed.version != VERSIONS[file.suffix]:
        problem(file, f"feedparser takes it for {parsed.version!r}, not {VERSIONS[file.suffix]!r}")
    for key in ("title", "link"):
        if not parsed.feed.get(key):
            problem(file, f"the feed has no {key}")
    links = collections.defaultdict(list)
    for link in parsed.feed.get("links", []):
        links[link.get("rel")].append(link.get("href"))
    entries = []
    for entry in parsed.entries:
        content = entry.get("content") or [{"value": entry.get("summary")}]
        entries.append({
            "id": entry.get("id"),
            "url": entry.get("link"),
            "title": words(entry.get("title")),
            "published": seconds(entry.get("published_parsed")),
            "changed": seconds(entry.get("updated_parsed")) if file.suffix == ".atom" else None,
            "authors": [words(author.get("name")) for author in entry.get("authors", []) if author.get("name")],
            "topics": sorted(words(tag["term"]) for tag in entry.get("tags", [])),
            "summary": words(entry.get("summary")),
            "html": content[0]["value"],
        })
    older = (links["prev-archive"] or [None])[0]
    is_archive = b"http://purl.org/syndication/history/1.0" in bytes_ and re.search(rb"<\w+:archive[\s/>]", bytes_)
    return {"entries": entries, "older": older and older.removesuffix(file.suffix), "archive": bool(is_archive),
            "current": links["current"], "title": words(parsed.feed.get("title"))}


def read_json(file):
    feed = json.loads(file.read_text("utf-8"))
    entries = []
    for item in feed["items"]:
        more = item.get("_postround", {})
        entries.append({
            "id": item["id"],
            "url": item["url"],
            "title": words(item["title"]),
            "published": seconds(item["date_published"]),
            "changed": seconds(item["date_modified"]),
            "authors": [words(author["name"]) for author in item.get("authors", [])],
            "topics": sorted(words(tag) for tag in item.get("tags", [])),
            "summary": words(item.get("summary")),
            "html": item.get("content_html"),
            "more": more,
        })
    older = feed.get("next_url")
    return {"entries": entries, "older": older and older.removesuffix(".json"), "title": words(feed["title"])}


def agree(name, documents):
    """The three formats of one document, word for word."""
    told = documents[".json"]["entries"]
    for ending in (".rss", ".atom"):
        entries = documents[ending]["entries"]
        if [entry["id"] for entry in entries] != [entry["id"] for entry in told]:
            problem(name, f"{ending} and .json hold different entries")
            continue
        for one, other in zip(entries, told):
            # An entry without an author is the publisher's; RSS and Atom say so each in their own place.
            keys = ["url", "title", "published", "topics", "summary"] + (["authors"] if other["authors"] else [])
            for key in keys:
                if one[key] != other[key]:
                    problem(f"{name}{ending}", f"{one['id']}: {key} is {one[key]!r}, in .json {other[key]!r}")
            if words(one["html"]) != words(other["html"]):
                problem(f"{name}{ending}", f"{one['id']}: the content differs from that in .json")
            if one["changed"] is not None and one["changed"] != other["changed"]:
                problem(f"{name}{ending}", f"{one['id']}: updated {one['changed']}, in .json {other['changed']}")
    for key in ("title", "older"):
        if len({documents[ending][key] for ending in documents}) != 1:
            problem(name, f"the three formats say different things of {key}")


def differ(where, entry, wanted):
    for key, value in wanted.items():
        if entry[key] != value:
            problem(where, f"{entry['id']}: {key} is {entry[key]!r}, in the store {value!r}")


def holds(where, entry, text, what):
    """Whether all the words stand in the entry's content, in a row."""
    if words(text) not in plain(entry["html"]):
        problem(where, f"{entry['id']}: its content does not hold {what}: {words(text)[:80]!r}")


def one_article(where, entry, article):
    told = article["words"]
    published = article["published_at"] if article["published_at"] is not None else article["first_seen_at"]
    # Never after the last change, as RFC 4287 wants it, and never after we saw it.
    published = min(published, article["first_seen_at"], article["changed_at"]) // 1000
    wanted = {"url": article["url"], "title": words(told["title"]), "published": published,
              "topics": sorted(set(article["topics"])), "changed": article["changed_at"] // 1000}
    differ(where, entry, wanted | ({"authors": article["authors"]} if article["authors"] else {}))
    if told["lead"] and entry["summary"] != words(told["lead"]):
        problem(where, f"{entry['id']}: its summary is not the lead: {entry['summary'][:80]!r}")
    holds(where, entry, plain(told["html"]), "the article's words")
    if told["correction_text"]:
        holds(where, entry, told["correction_text"], "the correction")
    for quote in entry["more"].get("quotes", []):
        counted["quotes"] += 1
        holds(where, entry, quote["text"], "the quote")
        holds(where, entry, quote["reason"], "the reason of a quote")
        # A long comment is shortened at the end of a sentence.
        beginning = words(quote["text"].rstrip("…"))
        if not any(beginning in comment for comment in article["comments"]):
            problem(where, f"{entry['id']}: quotes what nobody said: {beginning[:80]!r}")


def one_comment(where, entry, comment):
    article = comment["article"]
    posted = comment["posted_at"] if comment["posted_at"] is not None else comment["first_seen_at"]
    link = comment["permalink"] or f"{article['url'].split('#')[0]}#comments"
    wanted = {"published": min(posted, comment["first_seen_at"]) // 1000}
    if "/articles/" not in str(where):
        wanted["url"] = link
    differ(where, entry, wanted)
    # A long comment may be shortened; its beginning stands.
    holds(where, entry, words(comment["text"])[:60].rsplit(" ", 1)[0], "the comment")
    author = re.sub(r"\s+", " ", comment["author"] or "Anonymous")
    if not entry["authors"] or entry["authors"][0].casefold()[:5] != author.casefold()[:5]:
        problem(where, f"{entry['id']}: its author is {entry['authors']}, in the store {author!r}")
    above = entry["more"].get("in_reply_to", {}).get("id")
    if above is None or same_id(above) not in {same_id(article["uid"])} | set(store.comments):
        problem(where, f"{entry['id']}: stands under {above}, in the store under {article['uid']}")


def one_correction(where, entry, correction):
    article = correction["article"]
    differ(where, entry, {"url": article["url"]})
    if not entry["title"].startswith("Correction: "):
        problem(where, f"{entry['id']}: its title is {entry['title']!r}")
    holds(where, entry, correction["words"]["correction_text"], "the notice")
    above = entry["more"].get("in_reply_to", {}).get("id")
    if above is None or same_id(above) != same_id(article["uid"]):
        problem(where, f"{entry['id']}: is of {above}, in the store of {article['uid']}")


def one_edition(where, entry, edition):
    if not entry["url"].endswith(f"/editions/{edition['digest']}/{edition['date']}"):
        problem(where, f"{entry['id']}: leads to {entry['url']}")
    for title in edition.get("titles", []):
        holds(where, entry, title, "the headline")


def compare(where, entries):
    """Each entry against what the store holds under its id."""
    kinds = ((store.articles, one_article, "articles"), (store.comments, one_comment, "comments"),
             (store.corrections, one_correction, "corrections"), (store.editions, one_edition, "editions"))
    ids = [entry["id"] for entry in entries]
    if len(ids) != len(set(ids)):
        problem(where, "an id stands twice")
    for entry in entries:
        for held, check, name in kinds:
            found = held.get(same_id(entry["id"] or ""))
            if found is not None:
                counted[name] += 1
                check(where, entry, found)
                break
        else:
            problem(where, f"{entry['id']} ({entry['title']!r}) is nothing the store holds")


def chains(documents):
    """The archives behind each feed: one chain, and what each of them says of itself."""
    archives = collections.defaultdict(dict)
    for name, formats in documents.items():
        found = ARCHIVE.search(name)
        if found:
            archives[name[: found.start()]][int(found[1])] = formats
        for ending in (".rss", ".atom"):
            if ending in formats and formats[ending]["archive"] != bool(found):
                problem(name + ending, "fh:archive stands where it should not, or is missing")
            if found and ending in formats and not formats[ending]["current"]:
                problem(name + ending, "the archive does not say where the live document is")
    for name, numbered in archives.items():
        if sorted(numbered) != list(range(1, len(numbered) + 1)):
            problem(name, f"its archives are numbered {sorted(numbered)}")
        if name not in documents:
            problem(name, "there are archives of no feed")
            continue
        behind, reached = documents[name][".json"]["older"], []
        while behind:
            found = ARCHIVE.search(behind)
            if not found or int(found[1]) not in numbered or int(found[1]) in reached:
                problem(name, f"the chain of archives leads to {behind}")
                break
            reached.append(int(found[1]))
            behind = numbered[reached[-1]][".json"]["older"]
        if reached != sorted(numbered, reverse=True):
            problem(name, f"its archives {sorted(numbered)} are reached as {reached}")
        counted["archives"] += len(numbered)
    for name, formats in documents.items():
        if ".json" in formats and formats[".json"]["older"] and not ARCHIVE.search(name) and name not in archives:
            problem(name, "names an older document that is not there")


def main(folder, want_archives):
    if not store.articles:
        problem(folder, "the store holds no article")
    documents = collections.defaultdict(dict)
    for file in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS):
        if file.name.startswith(".") or file.name == "manifest.json":
            continue
        name = str(file.relative_to(folder).with_suffix(""))
        documents[name][file.suffix] = read_json(file) if file.suffix == ".json" else read_xml(file)
    for name, formats in documents.items():
        if set(formats) != set(ENDINGS):
            problem(name, f"only {sorted(formats)} of the three formats")
            continue
        agree(name, formats)
        compare(name, formats[".json"]["entries"])
    chains(documents)
    for file in folder.rglob("*.opml"):
        lint(file)
    for wanted in ["articles", "comments", "quotes"] + (["archives"] if want_archives else []):
        if counted[wanted] == 0:
            problem(folder, f"no {wanted} were found in any feed")
    for line in problems:
        print(line, file=sys.stderr)
    found = ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))
    print(f"{len(documents)} documents in three formats with {found}; {len(store.articles)} articles in the store; "
          f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("database", type=pathlib.Path)
    arguments.add_argument("--archives", action="store_true")
    arguments = arguments.parse_args()
    store = Store(arguments.database)
    sys.exit(main(arguments.folder, arguments.archives))
