#!/usr/bin/env python3
"""Owns the measurement of gathering beside rss2email, sfeed and a feedparser loop, in one run on loopback.

    apt-get install nginx-light rss2email sfeed curl python3-venv
    python3 -m venv /tmp/beside && /tmp/beside/bin/pip install feedparser
    cargo build --release
    python3 benches/gather_beside.py --feedparser /tmp/beside/bin/python

nginx serves the feeds; every program gets them twice: a first round, and one with nothing new. CPU is user and system
time of the program and its children, memory the largest resident set of one process. nginx's own share is in neither.
"""

import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time

WORDS = (
    "practice partners federation locum appointment funding contract network patients clinic commissioner winter "
    "premises indemnity vaccination workload pharmacist receptionist inspection referral prescription waiting list "
    "board survey report review meeting members region hospital discharge letters budget staff training nurse"
).split()

FEEDPARSER = """
import json, pathlib, sys, feedparser
memo_path = pathlib.Path(sys.argv[1]); memo = json.loads(memo_path.read_text()) if memo_path.exists() else {}
entries = 0
for url in pathlib.Path(sys.argv[2]).read_text().split():
    known = memo.get(url, {})
    found = feedparser.parse(url, etag=known.get("etag"), modified=known.get("modified"))
    entries += len(found.entries)
    if found.get("status") == 200:
        memo[url] = {"etag": found.get("etag"), "modified": found.get("modified")}
memo_path.write_text(json.dumps(memo))
print(entries, "entries")
"""


def entry(feed: int, number: int, rng: random.Random) -> str:
    """One article of about 1.8 kB, as an escaped HTML body with a link and a list now and then."""
    def sentence() -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(9, 16))).capitalize() + "."
    paragraphs = [f"<p>{' '.join(sentence() for _ in range(3))}</p>" for _ in range(4)]
    paragraphs[1] = paragraphs[1].replace("</p>", f' <a href="https://wire.example/{number}">{rng.choice(WORDS)}</a>.</p>')
    if number % 5 == 0:
        paragraphs.append("<ul>" + "".join(f"<li>{sentence()}</li>" for _ in range(3)) + "</ul>")
    body = "".join(paragraphs).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    day, hour, minute = 1 + number % 20, number % 24, feed % 60
    return (
        f"<item><title>{sentence()[:-1]} {feed}-{number}</title>"
        f"<link>https://site{feed}.example/news/{number}-story</link>"
        f'<guid isPermaLink="false">site{feed}-{number}</guid>'
        f"<dc:creator>{rng.choice(WORDS).title()} {rng.choice(WORDS).title()}</dc:creator>"
        f"<category>{rng.choice(WORDS)}</category>"
        f"<pubDate>{['Sun','Mon','Tue','Wed','Thu','Fri','Sat'][day % 7]}, {day:02d} Nov 2026 {hour:02d}:{minute:02d}:00 GMT</pubDate>"
        f"<description>{body}</description></item>\n"
    )


def write_feeds(root: pathlib.Path, feeds: int, entries: int) -> int:
    """Writes the feeds; returns the bytes of one."""
    rng = random.Random(7)
    size = 0
    for feed in range(feeds):
        items = "".join(entry(feed, number, rng) for number in range(entries))
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel><title>Site {feed}</title><link>https://site{feed}.example/</link>"
            f"<description>News of site {feed}</description>\n{items}</channel></rss>\n"
        )
        (root / f"{feed}.xml").write_text(text)
        size = len(text)
    return size


def nginx(work: pathlib.Path, root: pathlib.Path, port: int) -> subprocess.Popen:
    """Starts nginx on loopback over the folder."""
    config = work / "nginx.conf"
    config.write_text(
        f"daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; keepalive_requests 100000; types {{ application/rss+xml xml; }}\n"
        f"client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;\n"
        f"uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    )
    os.chmod(work, 0o755)
    server = subprocess.Popen(["nginx", "-p", str(work), "-c", str(config)], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    if server.poll() is not None:
        sys.exit(f"nginx did not start: {(work / 'error.log').read_text()}")
    return server


def measured(name: str, command: list[str], env: dict[str, str]) -> tuple[float, float, float]:
    """Runs one command; returns its CPU seconds, wall seconds and largest resident set in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    if os.waitstatus_to_exitcode(status) != 0:
        print(textwrap.indent(output[-2000:], f"{name}! "), file=sys.stderr)
    return cpu, wall, usage.ru_maxrss / 1024


def config_of_postround(path: pathlib.Path, feeds: int, port: int) -> None:
    """The shipped defaults, but for the pace, which loopback does not need."""
    sources = "".join(
        f'[[source]]\nname = "s{feed}"\ntitle = "Site {feed}"\nkind = "feed"\nurl = "https://site{feed}.example/"\n'
        f'feed = "http://127.0.0.1:{port}/{feed}.xml"\nallow_private = true\n\n'
        for feed in range(feeds)
    )
    path.write_text(
        '[publication]\ntitle = "Beside"\ndescription = "A measurement"\nurl = "http://127.0.0.1:8080/"\n'
        'contact = "editor@example.org"\nzone = "Europe/London"\n\n[gather]\npause = "0s"\n\n'
        f'{sources}[[feed]]\nname = "all"\ntitle = "All"\n\n[mail]\nfrom = "Beside <round@example.org>"\ntransport = "file"\n\n'
        '[mail.file]\nfolder = "var/outbox"\n'
    )


def commands(work: pathlib.Path, feeds: int, port: int, options: argparse.Namespace) -> dict[str, list[str]]:
    """What each program is started with, twice."""
    urls = [f"http://127.0.0.1:{port}/{feed}.xml" for feed in range(feeds)]
    (work / "urls").write_text("\n".join(urls))
    config_of_postround(work / "config.toml", feeds, port)
    programs = {"postround": [str(options.binary.resolve()), "--config", str(work / "config.toml"), "--quiet", "gather"]}
    if options.feedparser:
        (work / "loop.py").write_text(FEEDPARSER)
        programs["feedparser"] = [options.feedparser, str(work / "loop.py"), str(work / "memo.json"), str(work / "urls")]
    if shutil.which("sfeed_update"):
        lines = "\n".join(f"  feed 's{feed}' '{url}'" for feed, url in enumerate(urls))
        (work / "sfeed").mkdir()
        (work / "sfeedrc").write_text(f'sfeedpath="{work}/sfeed"\nmaxjobs=8\nfeeds() {{\n{lines}\n}}\n')
        programs["sfeed"] = ["sfeed_update", str(work / "sfeedrc")]
    if shutil.which("r2e"):
        sections = "".join(f"[feed.s{feed}]\nurl = {url}\n\n" for feed, url in enumerate(urls))
        (work / "r2e.cfg").write_text(f"[DEFAULT]\nfrom = a@example.org\nto = b@example.org\n\n{sections}")
        programs["rss2email"] = ["r2e", "-c", str(work / "r2e.cfg"), "-d", str(work / "r2e.json"), "run", "--no-send"]
    return programs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("target/release/postround"))
    parser.add_argument("--feedparser", help="a Python that has feedparser")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--port", type=int, default=18089)
    parser.add_argument("--only", help="these programs, separated by commas")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beside-") as folder:
        work = pathlib.Path(folder)
        root = work / "www"
        root.mkdir()
        size = write_feeds(root, options.feeds, options.entries)
        server = nginx(work, root, options.port)
        env = {**os.environ, "HOME": str(work), "TZ": "UTC"}
        print(f"{options.feeds} feeds of {options.entries} entries, {size / 1000:.0f} kB each")
        print(f"{'program':<12}{'round':<13}{'CPU s':>8}{'wall s':>8}{'MB':>7}")
        try:
            for name, command in commands(work, options.feeds, options.port, options).items():
                if options.only and name not in options.only.split(","):
                    continue
                for title in ("first", "nothing new"):
                    cpu, wall, memory = measured(name, command, env)
                    print(f"{name:<12}{title:<13}{cpu:>8.2f}{wall:>8.2f}{memory:>7.0f}", flush=True)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


if __name__ == "__main__":
    main()
