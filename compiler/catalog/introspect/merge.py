"""Makes `signatures/<library>.json` out of what `introspect.py` saw in several environments.

    python merge.py SIGNATURES_FOLDER SEEN_FOLDER...
"""

from __future__ import annotations

import json
import pathlib
import re
import sys


def version_key(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def merge(seen: list[dict]) -> dict:
    """One library. The newest version decides about canonical names and about what a name is."""
    seen = sorted({one["version"]: one for one in seen}.values(), key=lambda one: version_key(one["version"]))
    newest = seen[-1]
    versions = [one["version"] for one in seen]
    names: dict[str, dict] = {}
    aliases: dict[str, str] = dict(newest["aliases"])
    where: dict[str, set[str]] = {}
    lowered = {name.lower(): name for name, entry in newest["names"].items() if entry["kind"] == "class"}
    for one in reversed(seen):
        # An older canonical name that a newer version knows as an alias.
        renamed = {name: aliases[name] for name in one["names"] if name not in names and name in aliases and aliases[name] in names}
        # Several classes that a newer version has replaced by one (which only says that they are gone) stay what they were.
        for name in classes_of_one_name(one["names"], renamed):
            del renamed[name], aliases[name]
        # A class whose name has only changed in its capitals: `RollingGroupby`, now `RollingGroupBy`.
        for name, entry in one["names"].items():
            known = lowered.get(name.lower())
            if entry["kind"] == "class" and name not in names and known is not None and known not in one["names"]:
                renamed[name] = known
                aliases[name] = known
        for name, entry in one["names"].items():
            target = renamed.get(name) or renamed_member(name, renamed) or name
            entry = {**entry, **({"bases": [renamed.get(base, base) for base in entry["bases"]]} if "bases" in entry else {})}
            names[target] = combine(names[target], entry) if target in names else entry
            where.setdefault(target, set()).add(one["version"])
        for alias, name in one["aliases"].items():
            target = renamed.get(name, name)
            if alias not in names and alias != target:
                aliases.setdefault(alias, target)
            elif alias in names:
                where.setdefault(alias, set()).add(one["version"])
    merged = {}
    for name in sorted(names):
        there = [version for version in versions if version in where[name]]
        merged[name] = {**names[name], **({"versions": there} if len(there) < len(versions) else {})}
    return {"library": newest["library"], "versions": versions, "names": merged, "aliases": dict(sorted(aliases.items()))}


def classes_of_one_name(names: dict[str, dict], renamed: dict[str, str]) -> list[str]:
    """Classes of an older version that would become one class."""
    classes = [name for name in renamed if names[name]["kind"] == "class"]
    targets = [renamed[name] for name in classes] + [name for name, entry in names.items() if entry["kind"] == "class"]
    return [name for name in classes if targets.count(renamed[name]) > 1]


def renamed_member(name: str, renamed: dict[str, str]) -> str | None:
    owner, _, last = name.rpartition(".")
    return f"{renamed[owner]}.{last}" if owner in renamed else None


def combine(newer: dict, older: dict) -> dict:
    result = dict(newer)
    if "parameters" not in result and "parameters" in older and older["kind"] == newer["kind"]:
        result["parameters"] = older["parameters"]
    elif "parameters" in older and "parameters" in newer:
        result["parameters"] = combine_parameters(newer["parameters"], older["parameters"])
    if result.get("value") != older.get("value"):
        result.pop("value", None)
    return result


def split(parameters: str) -> list[str]:
    """The parameters of a text, split at the commas that are not inside of something."""
    parts, depth, quote, current = [], 0, "", ""
    for character in parameters:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if character == "," and depth == 0 and not quote:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()] if current.strip() else parts


def name_of(parameter: str) -> str:
    return parameter.split("=", 1)[0].strip()


def combine_parameters(newer: str, older: str) -> str:
    """The newer ones, and those that only an older version has as keywords."""
    have = split(newer)
    known = {name_of(parameter).lstrip("*") for parameter in have}
    if any(parameter.startswith("*") and parameter != "*" for parameter in have):
        return newer
    before = split(older)
    if "/" in have:
        # The first ones may go by other names, as nobody can say them.
        before = before[have.index("/") :]
    only_old = [parameter for parameter in before if name_of(parameter) not in ("*", "/") and name_of(parameter).lstrip("*") not in known]
    only_old = [parameter if "=" in parameter else f"{parameter}=..." for parameter in only_old if not parameter.startswith("*")]
    if not only_old:
        return newer
    star = [] if any(parameter.startswith("*") for parameter in have) else ["*"]
    return ", ".join([*have, *star, *only_old])


def dump(merged: dict) -> str:
    """One name per line, so that changes are read easily."""

    def table(entries: dict) -> str:
        return "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()) + "\n}"

    head = f'"library": {json.dumps(merged["library"])},\n"versions": {json.dumps(merged["versions"])},\n'
    return "{\n" + head + f'"names": {table(merged["names"])},\n"aliases": {table(merged["aliases"])}\n' + "}\n"


def main(signatures: str, folders: list[str]) -> None:
    libraries = sorted({file.stem for folder in folders for file in pathlib.Path(folder).glob("*.json")})
    #: First part of a module's name → the library whose file it is in.
    roots: dict[str, str] = {}
    for library in libraries:
        files = [pathlib.Path(folder, f"{library}.json") for folder in folders]
        merged = merge([json.loads(file.read_text()) for file in files if file.exists()])
        pathlib.Path(signatures, f"{library}.json").write_text(dump(merged))
        roots.update({name.split(".", 1)[0]: library for name, entry in merged["names"].items() if entry["kind"] == "module"})
        for name in [*merged["names"], *merged["aliases"]]:
            # Classes are also known by where they really are: `_io.TextIOWrapper`.
            roots.setdefault(name.split(".", 1)[0], library)
        print(f"{library}: {len(merged['names'])} names, {len(merged['aliases'])} aliases, versions {', '.join(merged['versions'])}")
    pathlib.Path(signatures, "index.json").write_text(json.dumps(dict(sorted(roots.items())), indent=0) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
