#!/usr/bin/env python3
"""Prints facts about the published crates.

    published.py names          the crates of this workspace that are published, one per line
    published.py rust-version   the oldest compiler that they declare; fails if one of their dependencies requires a later one
"""

import json
import subprocess
import sys


def metadata(*options):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *options]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def published(packages):
    # An empty list means `publish = false`.
    return [package for package in packages if package["source"] is None and package["publish"] != []]


def version(text):
    numbers = [int(number) for number in text.split("-")[0].split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


def built_for(roots, nodes):
    """Returns the ids of all crates that users of the roots build: their dependencies, without dev-dependencies."""
    nodes = {node["id"]: node for node in nodes}
    found, open_ids = set(), list(roots)
    while open_ids:
        package = open_ids.pop()
        if package in found:
            continue
        found.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                open_ids.append(dependency["pkg"])
    return found


def rust_version():
    everything = metadata("--all-features")
    packages = {package["id"]: package for package in everything["packages"]}
    published_crates = published(packages.values())
    declared = {package["rust_version"] for package in published_crates}
    if len(declared) != 1 or None in declared:
        sys.exit(f"the published crates declare no rust-version, or several: {declared}")
    oldest = declared.pop()
    needed = built_for([package["id"] for package in published_crates], everything["resolve"]["nodes"])
    later = [
        f"{package['name']} {package['version']} requires {package['rust_version']}"
        for package in (packages[id] for id in sorted(needed))
        if package["rust_version"] and version(package["rust_version"]) > version(oldest)
    ]
    if later:
        sys.exit("\n".join([f"rust-version is {oldest}, but:", *later]))
    print(f"{len(needed)} crates require Rust {oldest} or earlier", file=sys.stderr)
    print(oldest)


match sys.argv[1:]:
    case ["names"]:
        print("\n".join(package["name"] for package in published(metadata("--no-deps")["packages"])))
    case ["rust-version"]:
        rust_version()
    case _:
        sys.exit(__doc__)
