#!/usr/bin/env python3
"""Reads the mails as a mail reader does, and compares what is found with the store.

usage: check_mails.py FOLDER DATABASE

Each mail must have a text and an HTML part that say the same: every article of its edition with title and address,
every quoted comment, and the address to leave by. A mail's edition is the one whose articles are exactly those the
mail links to.
"""

import email
import email.policy
import html.parser
import pathlib
import re
import sqlite3
import sys

problems = []


def problem(where, what):
    problems.append(f"{where}: {what}")


def words(text):
    """The words alone: line breaks, quote marks and the signs before quoted lines differ between the parts."""
    return " ".join(re.findall(r"\w+", text or ""))


class Page(html.parser.HTMLParser):
    """What a person can see of a page, and where its links lead."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.seen, self.links, self.hidden = [], set(), 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("style", "script", "title"):
            self.hidden += 1
        if tag == "a":
            self.links.add(dict(attributes).get("href") or "")

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title"):
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self.seen.append(data)


def web(links):
    return {link for link in links if link.startswith(("http://", "https://"))}


def links_of_text(text):
    return {link.rstrip(".,;:!?)]>\"'") for link in re.findall(r"https?://[^\s<>\"]+", text)}


def bare(link):
    return link.split("#")[0]


def editions(database):
    """For each edition: its articles as {url: title}, and its quoted excerpts."""
    store = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = {}
    for edition, url, title in store.execute(
        "SELECT e.edition_id, a.url, a.title FROM edition_articles e JOIN articles a ON a.id = e.article_id"
        # Articles that did not fit are kept without a position.
        " WHERE e.position IS NOT NULL"
    ):
        found.setdefault(edition, ({}, []))[0][url] = title
    for edition, excerpt in store.execute("SELECT edition_id, excerpt FROM edition_quotes ORDER BY position"):
        found.setdefault(edition, ({}, []))[1].append(excerpt)
    known = {url for (url,) in store.execute("SELECT url FROM articles")}
    return found, known


def check(file, found, known):
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    for part in message.walk():
        for defect in part.defects:
            problem(file, f"{part.get_content_type()}: {defect!r}")
    for header in ("From", "To", "Subject", "Date", "Message-ID"):
        if len(message.get_all(header, [])) != 1:
            problem(file, f"{header} stands {len(message.get_all(header, []))} times")
    kinds = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    if not {"text/plain", "text/html"} <= set(kinds):
        return problem(file, f"has only {sorted(kinds)}")
    text, page = kinds["text/plain"].get_content(), Page(kinds["text/html"].get_content())
    parts = {
        "text": (words(text), links_of_text(text)),
        "html": (words(" ".join(page.seen)), web(page.links)),
    }
    if parts["text"][1] != parts["html"][1]:
        problem(file, f"links in one part only: {sorted(parts['text'][1] ^ parts['html'][1])}")
    leave = web(re.findall(r"<([^>]+)>", message.get("List-Unsubscribe", "")))
    if not leave:
        problem(file, "List-Unsubscribe names no web address")
    if message.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        problem(file, "List-Unsubscribe-Post is not List-Unsubscribe=One-Click")
    for name, (_, links) in parts.items():
        if not leave & links:
            problem(file, f"{name}: no link to leave by")
    linked = {bare(link) for link in parts["html"][1]} & known
    fitting = [edition for edition, (articles, _) in found.items() if set(articles) == linked]
    if not fitting:
        return problem(file, f"its {len(linked)} articles are those of no edition")
    # Two editions with the same articles quote the same comments, or the mail is right for either.
    reasons = [missing(parts, *found[edition]) for edition in fitting]
    for what in min(reasons, key=len):
        problem(file, what)
    return None


def missing(parts, articles, quotes):
    reasons = []
    for name, (seen, links) in parts.items():
        addresses = {bare(link) for link in links}
        reasons += [f"{name}: the title {title!r} is missing" for title in articles.values() if words(title) not in seen]
        reasons += [f"{name}: the address {url} is missing" for url in articles if url not in addresses]
        reasons += [f"{name}: the quote {quote!r} is missing" for quote in quotes if words(quote) not in seen]
    return reasons


def main(folder, database):
    found, known = editions(database)
    files = sorted(folder.rglob("*.eml"))
    for file in files:
        check(file, found, known)
    if not files:
        problem(folder, "there is no mail")
    if not any(quotes for _, quotes in found.values()):
        problem(database, "no edition quotes a comment")
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(files)} mails, {len(found)} editions, {sum(len(quotes) for _, quotes in found.values())} quotes, "
          f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
