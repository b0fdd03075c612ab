#!/usr/bin/env python3
"""Reads the published feeds as others do, and compares what is found with the store.

usage: check_feeds.py FOLDER DATABASE

xmllint must take each XML feed; feedparser must find nothing to mend (bozo == 0); in every feed of articles each
entry's id, title, link and dates must be the store's, and the three formats of one feed must agree.
"""

import calendar
import datetime
import json
import pathlib
import sqlite3
import subprocess
import sys

import feedparser

problems = []


def problem(where, what):
    problems.append(f"{where}: {what}")


def words(text):
    return " ".join((text or "").split())


def seconds(moment):
    """feedparser's parsed time, or an RFC 3339 text, as seconds since the epoch."""
    if moment is None:
        return None
    if isinstance(moment, str):
        return int(datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())
    return calendar.timegm(moment)


def stored_articles(database):
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
        "SELECT uid, url, title, published_at, first_seen_at, changed_at FROM articles"
    )
    return {
        uid: {
            "url": url,
            "title": words(title),
            "published": (published if published is not None else seen) // 1000,
            "changed": changed // 1000 if changed is not None else None,
        }
        for uid, url, title, published, seen, changed in rows
    }


def entries_of_xml(file):
    lint = subprocess.run(["xmllint", "--noout", "--nonet", str(file)], capture_output=True, text=True)
    if lint.returncode != 0:
        problem(file, f"xmllint: {lint.stderr.strip().splitlines()[0]}")
    parsed = feedparser.parse(file.read_bytes())
    if parsed.bozo:
        problem(file, f"feedparser had to mend it: {parsed.bozo_exception!r}")
    version = {".rss": "rss20", ".atom": "atom10"}[file.suffix]
    if parsed.version != version:
        problem(file, f"feedparser takes it for {parsed.version!r}, not {version!r}")
    for key in ("title", "link"):
        if not parsed.feed.get(key):
            problem(file, f"the feed has no {key}")
    for entry in parsed.entries:
        yield {
            "id": entry.get("id"),
            "url": entry.get("link"),
            "title": words(entry.get("title")),
            "published": seconds(entry.get("published_parsed")),
            "changed": seconds(entry.get("updated_parsed")) if file.suffix == ".atom" else None,
        }


def entries_of_json(file):
    feed = json.loads(file.read_text("utf-8"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        problem(file, f"version is {feed.get('version')!r}")
    for key in ("title", "items"):
        if key not in feed:
            problem(file, f"the feed has no {key}")
    for item in feed.get("items", []):
        if not isinstance(item.get("id"), str):
            problem(file, f"the id {item.get('id')!r} is no string")
        if not (item.get("content_html") or item.get("content_text")):
            problem(file, f"{item.get('id')}: no content")
        yield {
            "id": item.get("id"),
            "url": item.get("url"),
            "title": words(item.get("title")),
            "published": seconds(item.get("date_published")),
            "changed": seconds(item.get("date_modified")),
        }


def compare(file, entries, articles):
    """Checks one feed; True when it is a feed of articles."""
    ids = [entry["id"] for entry in entries]
    if None in ids or "" in ids:
        problem(file, "an entry has no id")
    if len(ids) != len(set(ids)):
        problem(file, "an id stands twice")
    known = [entry for entry in entries if entry["id"] in articles]
    if not known:
        return False
    for entry in entries:
        article = articles.get(entry["id"])
        if article is None:
            problem(file, f"{entry['id']} is no article of the store")
            continue
        for key in ("url", "title", "published"):
            if entry[key] != article[key]:
                problem(file, f"{entry['id']}: {key} is {entry[key]!r}, in the store {article[key]!r}")
        if entry["changed"] is not None and article["changed"] is not None and entry["changed"] != article["changed"]:
            problem(file, f"{entry['id']}: updated {entry['changed']}, in the store {article['changed']}")
    return True


def main(folder, database):
    articles = stored_articles(database)
    if not articles:
        problem(database, "the store holds no article")
    by_name, of_articles, entries_read = {}, 0, 0
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".rss", ".atom", ".json")):
        entries = list(entries_of_json(file) if file.suffix == ".json" else entries_of_xml(file))
        of_articles += compare(file, entries, articles)
        entries_read += len(entries)
        by_name.setdefault(file.with_suffix(""), {})[file.suffix] = [entry["id"] for entry in entries]
    for name, formats in by_name.items():
        if set(formats) != {".rss", ".atom", ".json"}:
            problem(name, f"only {sorted(formats)} of the three formats")
        elif len({tuple(ids) for ids in formats.values()}) != 1:
            problem(name, "the three formats hold different entries")
    for file in folder.rglob("*.opml"):
        if subprocess.run(["xmllint", "--noout", "--nonet", str(file)]).returncode != 0:
            problem(file, "xmllint does not take it")
    if of_articles == 0:
        problem(folder, "there is no feed of articles")
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(by_name)} feeds in three formats, {entries_read} entries, {len(articles)} articles in the store, "
          f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
