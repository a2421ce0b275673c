"""Rows by value, with and without `noodle_rt.by_value`, on random frames. Prints one line of JSON like `groups.py`.

Arguments: folder of noodle_rt, number of frames, first seed.
"""
import json
import os
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from groups import frame, np, outcome, pd, rt

from noodle_rt.frames import lookups

VALUES = [0, 1, 2, 1.0, 0.0, -0.0, 2.5, float("nan"), None, True, False, "a", "k0", "k1", "p", "", 2**53, 2**53 + 1, float(2**53), -1, np.int64(1)]
VALUES += [np.float64(0), np.int8(1), np.bool_(True), np.str_("k1"), pd.Timestamp(0), pd.NA, pd.NaT, np.float32(1), 10**30, 1e30, float("inf"), 1j]
KEYS = [2**53, 2**53 + 1, 0, 1, -1]


def change(rows):
    rows["new"] = 1
    return rows


def scratch(rows):
    rows.loc[rows.index[:1], "y"] = rows["y"].iloc[0]
    return rows


STEPS = [
    lambda rows: rows, lambda rows: rows["x"], lambda rows: rows["x"].values[0], lambda rows: len(rows), lambda rows: rows.iloc[0], change, scratch,
    lambda rows: rows["y"].max(), lambda rows: rows.index,
]  # fmt: skip


# What is asked of rows that are only reduced.
REDUCTIONS = ["max", "min", "sum", "mean", "median", "count", "nunique", "std", "var", "any", "all", "idxmax"]
LIGHT_STEPS = [
    *[lambda rows, label=label, name=name: getattr(rows[label], name)() for name in REDUCTIONS for label in ("x", "y", "k")],
    *[lambda rows, name=name: getattr(rows["x"], name)() for name in ("max", "min")] * 4,
    len, lambda rows: rows.shape, lambda rows: rows["y"].iloc[0], lambda rows: rows["x"].iloc[-1], lambda rows: (rows["y"] > 1).sum(), lambda rows: (rows["x"] * 2).max(),
    lambda rows: (len(rows), rows["x"].max(), rows["y"].max() - rows["y"].min()), lambda rows: rows["y"].fillna(0.0).sum(), lambda rows: rows.x.min(), lambda rows: rows["zz"].max(),
]  # fmt: skip


def disturb(random, data):
    """Something that a loop may do to a frame, on two frames alike."""
    kind = random.integers(14)
    at = int(random.integers(len(data))) if len(data) else 0
    label = str(random.choice(["k", "x", "new"]))
    source = int(random.integers(len(data))) if len(data) else 0

    def run(frame):
        if kind == 0 and len(frame):
            frame.iloc[at, 1] = frame.iloc[source, 1]
        elif kind == 1 and "k" in frame and len(frame):
            frame.iloc[at, frame.columns.get_loc("k")] = frame["k"].iloc[source]
        elif kind == 2 and label in frame:
            frame[label] = frame[label].iloc[::-1].to_numpy()
        elif kind == 3:
            frame["new"] = 1
        elif kind == 4 and label in frame:
            frame.loc[frame.index[at:], label] = frame[label].iloc[source] if len(frame) else 0
        elif kind == 5:
            frame.sort_values("k", inplace=True, key=lambda column: column.astype(str))
        elif kind == 6:
            frame.drop(index=frame.index[:1], inplace=True)
        elif kind == 7:
            frame.columns = [*frame.columns[1:], frame.columns[0]]
        elif kind == 8:
            frame.insert(0, f"more{len(frame.columns)}", 0)
        elif kind == 9:
            frame.index = range(len(frame))
        elif kind == 10 and "k" in frame:
            frame["k"] = frame["k"]
        elif kind == 11 and "x" in frame:
            del frame["x"]

    return run


def attempt(run, frame):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run(frame)
    except Exception:
        pass


def changed(frames, seed):
    """The same on frames that change between the lookups."""
    comparisons, wrong, light = 0, [], 0
    lookups._LOOKUPS = ((10**6, 1, 1),)
    for number in range(seed, seed + frames):
        random = np.random.default_rng(number)
        data = frame(random).reset_index(drop=True)
        twin = data.copy()
        stand_in = rt.by_value(data, "k")
        values = [*VALUES, *data["k"].iloc[:40]] if "k" in data else list(VALUES)
        random.shuffle(values)
        for value in stand_in.over(values)[:20]:
            if random.random() < 0.3:
                run = disturb(random, data)
                attempt(run, data)
                attempt(run, twin)
            step = LIGHT_STEPS[random.integers(len(LIGHT_STEPS))] if random.random() < 0.6 else None
            before = outcome(lambda at: (step or (lambda rows: rows))(at[at["k"] == value]), twin)
            after = outcome(lambda at: stand_in.rows(at, value) if step is None else step(stand_in.group(value, at)), data)
            comparisons += 1
            light += bool(stand_in._places)
            if before != after:
                wrong.append(f"changed {number} {value!r}: {before!r:.1500} became {after!r:.1500}")
    return comparisons, wrong, light


def main(frames, seed):
    comparisons, wrong, light = 0, [], 0
    for number in range(seed, seed + frames):
        random = np.random.default_rng(number)
        data = frame(random)
        kind = random.integers(12)
        if kind == 0 and len(data):
            data["k"] = random.choice(KEYS, len(data))
        elif kind == 1 and len(data):
            data["k"] = random.choice(np.array(KEYS, dtype=float), len(data))
        elif kind == 2:
            data.columns = ["k", "k", "x", "y"]
        elif kind == 3:
            data["k"] = data["k"].astype("str")
        elif kind == 4 and len(data):
            data["k"] = random.choice(np.array(["a", 1, None, 1.5, "k0"], dtype=object), len(data))
        label = str(random.choice(["k", "k", "k", "h", "x", "z"]))
        lookups._LOOKUPS = ((10**6, 1, 1),)
        stand_in = rt.by_value(data, label)
        values = [*VALUES, *(data[label].iloc[:20] if label in data and data.columns.is_unique else [])]
        random.shuffle(values)
        for value in stand_in.over(values)[:20]:
            step = STEPS[random.integers(len(STEPS))]
            is_light = random.random() < 0.5
            if is_light:
                step = LIGHT_STEPS[random.integers(len(LIGHT_STEPS))]
            before = outcome(lambda at: step(at[at[label] == value]), data)
            after = outcome(lambda at: step(at.group(value) if is_light else at[value]), stand_in)
            comparisons += 1
            light += bool(stand_in._places)
            # Warnings of the program's own steps come from its lines; those of a comparison do not exist in newer versions.
            if before != after:
                wrong.append(f"{number} {value!r} {[*STEPS, *LIGHT_STEPS].index(step)}: {before!r:.1500} became {after!r:.1500}")
    if pd.__version__ >= "3":
        more = changed(frames, seed)
        comparisons, wrong, light = comparisons + more[0], wrong + more[1], light + more[2]
    print(json.dumps({"comparisons": comparisons, "light": light, "wrong": wrong[:20], "differences": len(wrong)}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
