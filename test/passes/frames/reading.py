"""Text files read with and without `noodle_rt.reading`. Prints one line of JSON: {"comparisons": n, "narrowed": n, "wrong": [...]}.

Arguments: folder of noodle_rt, number of random files, first seed.
"""
import json
import os
import random
import sys
import tempfile
import warnings

sys.path.insert(0, sys.argv[1])

import pandas as pd

import noodle_rt as rt
from noodle_rt.frames import reading

reading._LEAST_TEXT = 0
without_limit = reading._columns_to_read
reading._columns_to_read = lambda *rest: without_limit(*rest[:-1], 0)

FIELDS = {
    "int": lambda rng: str(rng.randint(-5, 1000)),
    "float": lambda rng: repr(rng.uniform(-10, 10)),
    "text": lambda rng: rng.choice(["x", "abc", "é", "two words", "q7"]),
    "date": lambda rng: f"20{rng.randint(10, 30)}-0{rng.randint(1, 9)}-11",
    "bool": lambda rng: rng.choice(["True", "False"]),
    "gaps": lambda rng: rng.choice(["", "1", "NA", "#N/A N/A", "2.5"]),
    "odd": lambda rng: rng.choice(["1e5", "inf", "-nan", "None", " 7", "0x1F", "1_000", "12345678901234567890123", "1+2j", "t"]),
}

DAMAGE = ["longer", "shorter", "blank", "quote", "carriage", "nul", "latin", "comment", "no end", "twice", "no label", "mark", "number", "index"]


def text(rng):
    width = rng.randint(2, 7)
    labels = rng.sample("abcdefgh", width)
    kinds = [rng.choice(list(FIELDS)) for _ in labels]
    rows = [[FIELDS[kind](rng) for kind in kinds] for _ in range(rng.choice([0, 1, 2, 5, 40]))]
    damage = rng.choice(DAMAGE) if rng.random() < 0.45 else None
    place = rng.randrange(len(rows)) if rows else 0
    if damage == "longer" and rows:
        rows[place].append(rng.choice(["", "z"]))
    elif damage == "shorter" and rows:
        rows[place].pop()
    elif damage == "blank" and rows:
        rows[place] = [rng.choice(["", " "])]
    elif damage == "quote" and rows:
        rows[place][0] = '"a,b"'
    elif damage == "carriage" and rows:
        rows[place][0] = "a\rb"
    elif damage == "nul" and rows:
        rows[place][0] = "a\0b"
    elif damage == "comment" and rows:
        rows[place][0] = "#" + rows[place][0]
    elif damage == "twice":
        labels[1] = labels[0]
    elif damage == "no label":
        labels[0] = ""
    elif damage == "number":
        labels[0] = "7"
    elif damage == "index":
        rows = [["i", *row] for row in rows]
    end = rng.choice(["\n", "\r\n"])
    data = end.join(",".join(row) for row in [labels, *rows]) + ("" if damage == "no end" else end)
    content = data.encode()
    if damage == "latin":
        content += b"\xe9" + b",1" * (width - 1) + b"\n"
    if damage == "mark":
        content = b"\xef\xbb\xbf" + content
    return content, labels


def large(kind):
    """More lines than pandas reads at once, so that the parts of a column can be of different dtypes."""
    width = 16
    late = {"numbers": "1", "mixed": "x", "texts": "abc"}[kind]
    early = {"numbers": "1", "mixed": "1", "texts": "abc"}[kind]
    rows = [",".join(["1", early, "abc", *["2"] * (width - 3)])] * 70_000 + [",".join(["3", late, "abc", *["2"] * (width - 3)])] * 70_000
    return (",".join("abcdefghijklmnop"[:width]) + "\n" + "\n".join(rows) + "\n").encode(), list("abcdefghijklmnop"[:width])


def needed_of(options):
    return {"index_col", "dtype"} & options.keys()


def outcome(module, path, columns, options, by_rows):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            frame = module.read_csv(path, **options)
            result = [len(frame), type(frame.index).__name__, repr(frame.index.tolist()), frame.index.name]
            for label in columns:
                column = frame[label]
                result.append((str(column.dtype), column.name, [(type(item).__name__, repr(item)) for item in column.tolist()]))
                if by_rows and len(frame) < 100:
                    result.append([(type(row[label]).__name__, repr(row[label])) for _, row in frame.iterrows()])
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return result, [(one.category.__name__, str(one.message), os.path.basename(one.filename)) for one in seen]


def main(files, seed):
    comparisons, narrowed, wrong = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data.csv")
        cases = [(large(kind), random.Random(kind), ["b"] if used else ["a", "c"]) for kind in ("numbers", "mixed", "texts") for used in (0, 1)]
        cases += [(None, random.Random(number), None) for number in range(seed, seed + files)]
        for number, (made, rng, columns) in enumerate(cases):
            content, labels = made or text(rng)
            with open(path, "wb") as file:
                file.write(content)
            known = [*labels, "missing", "Unnamed: 0"] if rng.random() < 0.1 else labels
            columns = columns or rng.sample(known, rng.randint(1, max(1, len(known) // 2)))
            options = rng.choice([{}, {}, {"low_memory": False}, {"index_col": columns[0]}, {"dtype": {columns[0]: "str"}}])
            by_rows = not needed_of(options) and rng.random() < 0.5
            shown = columns[1:] if "index_col" in options else columns
            before = outcome(pd, path, shown, options, by_rows)
            needed = columns[:1] if needed_of(options) else []
            stand_in = rt.reading(pd, path, columns, ",", options.get("low_memory", True), needed, by_rows)
            narrowed += stand_in is not pd
            after = outcome(stand_in, path, shown, options, by_rows)
            comparisons += 1
            if before != after:
                wrong.append(f"{number}: {content[:200]!r} {columns} {options}: {before!r:.600} became {after!r:.600}")
    print(json.dumps({"comparisons": comparisons, "narrowed": narrowed, "wrong": wrong[:20], "differences": len(wrong)}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
