#!/usr/bin/env python3
"""Holds every JSON document of a folder, archives too, against the schema of JSON Feed 1.1 beside this file.

usage: check_json.py FOLDER
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMA = pathlib.Path(__file__).parent / "jsonfeed.schema.json"


def pairs(members):
    """An object without a member that stands twice, which parsers settle each in their own way."""
    names = [name for name, _ in members]
    if len(names) != len(set(names)):
        raise ValueError(f"a member stands twice among {names}")
    return dict(members)


def main(folder):
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    problems, items = [], 0
    files = sorted(file for file in folder.rglob("*.json") if file.name != "manifest.json" and file.name[0] != ".")
    for file in files:
        try:
            feed = json.loads(file.read_bytes().decode("utf-8", "strict"), object_pairs_hook=pairs)
        except ValueError as error:
            problems.append(f"{file}: {error}")
            continue
        items += len(feed.get("items", []))
        for error in sorted(validator.iter_errors(feed), key=str):
            problems.append(f"{file}: {error.json_path}: {error.message[:300]}")
    if not files:
        problems.append(f"{folder}: there is no JSON document")
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(files)} JSON documents with {items} items hold to the schema, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
