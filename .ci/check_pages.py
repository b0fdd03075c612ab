#!/usr/bin/env python3
"""Looks at the pages of a running postround as people do, in headless Chromium.

usage: check_pages.py ADDRESS [--screens FOLDER]

The pages: the first one, the list of feeds, of each kind of feed (main, topic, source, comments, corrections, editions)
and of the editions the first that they link, and the page of an author and of an archive where a feed leads to one. Each in light and dark, on a desktop and on a telephone 360
pixels wide: axe must find nothing serious or critical, nothing may stick out sideways, nothing may be asked of another
site, and the page may not be larger than 50 kB. Then, as the page's own policy allows: the buttons that copy an
address work, and without scripts the addresses are there and the buttons are not.

With --screens the first page and a feed's are taken as PNG into a folder, for docs/.
"""

import argparse
import collections
import pathlib
import shutil
import sys
import urllib.parse

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SIZES = {"desktop": {"width": 1024, "height": 1100}, "phone": {"width": 360, "height": 740}}
SCHEMES = ("light", "dark")
LARGEST = 50_000
GRAVE = ("serious", "critical")

problems = []
minor = collections.Counter()


def problem(where, what):
    problems.append(f"{where}: {what}")


def kind(path):
    """What a page is of, told by its path."""
    parts = path.strip("/").split("/")
    if parts[0] == "feeds" and len(parts) == 3:
        return parts[1]
    if parts[0] == "feeds" and len(parts) == 2:
        return parts[1] if parts[1] in ("comments", "corrections") else "feed"
    if parts[0] == "editions":
        return "edition" if len(parts) == 3 else "editions"
    return path


def pages_of(browser, base):
    """The paths to look at: the first of each kind that the first page and the list of feeds link."""
    found = {"/": "/", "/feeds": "/feeds", "nothing": "/feeds/there-is-none"}
    page = browser.new_page()
    for start in ("/", "/feeds"):
        page.goto(base + start)
        for href in page.eval_on_selector_all("main a[href]", "links => links.map(link => link.href)"):
            url = urllib.parse.urlsplit(href)
            if f"{url.scheme}://{url.netloc}" != base or url.path.rsplit(".", 1)[-1] in ("rss", "atom", "json", "opml"):
                continue
            found.setdefault(kind(url.path), url.path)
    # What only the page of a feed leads to.
    page.goto(base + found.get("feed", "/"))
    for name, link in (("author", "a[href*='/feeds/authors/']"), ("archive", "a[rel=prev]")):
        href = page.eval_on_selector_all(link, "links => links.map(link => link.href)")
        if href and href[0].startswith(base):
            found[name] = href[0].removeprefix(base)
    page.close()
    return found


def look(context, base, path, where):
    """One page in one setting: what axe says, and what sticks out or is asked of others."""
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problem(where, f"an error in the page: {error}"))
    answer = page.goto(base + path)
    if answer.status != (404 if path.endswith("there-is-none") else 200):
        problem(where, f"answered {answer.status}")
    if len(answer.body()) >= LARGEST:
        problem(where, f"{len(answer.body())} bytes")
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    for violation in found["violations"]:
        places = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        if violation["impact"] in GRAVE:
            problem(where, f"axe, {violation['impact']}: {violation['id']}: {violation['help']} at {places}")
        else:
            minor[f"{violation['impact']}: {violation['id']} at {places}"] += 1
    wide = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    if wide[0] > wide[1]:
        problem(where, f"{wide[0]} pixels wide on a screen of {wide[1]}")
    others = [url for url in asked if not url.startswith((base, "data:"))]
    if others:
        problem(where, f"asks others: {others}")
    checks = len(found["passes"])
    page.close()
    return checks


def copying(browser, base, path):
    """The buttons under the page's own policy, with a clipboard and without; then everything without scripts."""
    for clipboard in (True, False):
        context = browser.new_context()
        if clipboard:
            context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
        else:
            context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page = context.new_page()
        page.on("console", lambda said: problem(path, f"the console says: {said.text}") if said.type == "error" else None)
        page.goto(base + path)
        buttons, fields = page.locator(".address button"), page.locator(".address input")
        if buttons.count() != 3 or fields.count() != 3:
            problem(path, f"{buttons.count()} buttons for {fields.count()} addresses")
        for at in range(buttons.count()):
            buttons.nth(at).click()
            page.wait_for_function("at => document.querySelectorAll('.address button')[at].textContent === 'Copied'", arg=at)
            if "is copied" not in page.locator("#copied").inner_text():
                problem(path, "the button does not say that it copied")
            if clipboard and page.evaluate("() => navigator.clipboard.readText()") != fields.nth(at).input_value():
                problem(path, "the clipboard does not hold the address")
        context.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + path)
    if page.locator("button").count() or page.locator(".address input").count() != 3:
        problem(path, "without scripts the addresses are not there, or buttons are that do nothing")
    context.close()


def screens(browser, base, pages, folder):
    """Pictures of the first page and of a feed's, small enough for a repository."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            tall = viewport | {"height": viewport["height"] * 3 // 2}
            context = browser.new_context(viewport=tall, color_scheme=scheme)
            page = context.new_page()
            for name, path in (("front-page", "/"), ("feed-page", pages["feed"])):
                page.goto(base + path)
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
            context.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("address")
    arguments.add_argument("--screens", type=pathlib.Path)
    arguments = arguments.parse_args()
    base = arguments.address.rstrip("/")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium to look at the pages with: apt-get install chromium")
    looked = checks = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = pages_of(browser, base)
        if arguments.screens:
            screens(browser, base, pages, arguments.screens)
        for wanted in ("feed", "topics", "comments", "corrections", "editions", "edition"):
            if wanted not in pages:
                problem(base, f"no {wanted} is linked")
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
                for path in pages.values():
                    checks += look(context, base, path, f"{path} ({size}, {scheme})")
                    looked += 1
                context.close()
        if "feed" in pages:
            copying(browser, base, pages["feed"])
        browser.close()
    for line in problems:
        print(line, file=sys.stderr)
    for line, count in minor.most_common():
        print(f"of little weight, {count} times: {line}")
    print(f"{len(pages)} pages ({', '.join(pages)}), {looked} looks, {checks} checks of axe passed, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
