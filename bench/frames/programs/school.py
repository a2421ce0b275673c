"""Results of examinations."""
import numpy as np
import pandas as pd


def make(n, rng):
    results = pd.DataFrame(
        {
            "student": rng.integers(0, max(2, n // 6), n),
            "subject": rng.choice(["maths", "physics", "history", "english", "art"], n),
            "points": rng.integers(0, 101, n),
            "weight": rng.choice([1, 2, 3], n),
            "attempt": rng.choice([1, 1, 1, 2, 3], n),
            "school": rng.choice(["North High", "South High", "Lakeside"], n),
        }
    )
    return (results,)


def grades(results):
    df = results.copy()

    def grade(points):
        if points >= 90:
            return "A"
        elif points >= 80:
            return "B"
        elif points >= 65:
            return "C"
        elif points >= 50:
            return "D"
        return "F"

    df["grade"] = df["points"].apply(grade)
    df["passed"] = df["grade"].apply(lambda g: g != "F")
    df["weighted"] = df.apply(lambda r: r["points"] * r["weight"], axis=1)
    table = df.groupby("subject")["weighted"].max()
    failed = df[~df["passed"]]
    return df, table, len(failed), failed["student"].nunique(), df["grade"].value_counts()


def expert_grades(results):
    df = results.copy()
    text = df["subject"].dtype
    letters = np.array(["F", "D", "C", "B", "A"])[np.searchsorted([50, 65, 80, 90], df["points"], side="right")]
    df["grade"] = pd.Series(letters, index=df.index).astype(text)
    df["passed"] = df["points"] >= 50
    df["weighted"] = df["points"] * df["weight"]
    failed = ~df["passed"]
    return df, df.groupby("subject")["weighted"].max(), int(failed.sum()), df.loc[failed, "student"].nunique(), df["grade"].value_counts()


def report_cards(results):
    cards = {}
    for student in results["student"].unique():
        mine = results[results["student"] == student]
        best = mine["points"].max()
        cards[student] = (len(mine), best, "honours" if best > 95 else "")
    honours = [student for student in cards if cards[student][2] == "honours"]
    return cards, len(honours)


def expert_report_cards(results):
    stats = results.groupby("student", sort=False)["points"].agg(["size", "max"])
    keys = stats.index.to_numpy()
    best = stats["max"].to_numpy()
    cards = {key: (count, high, "honours" if high > 95 else "") for key, count, high in zip(keys, stats["size"].tolist(), best)}
    return cards, int((best > 95).sum())


def retakes(results):
    df = results.copy()
    df["final"] = df.apply(lambda r: r["points"] if r["attempt"] == 1 else r["points"] * 0.9, axis=1)
    df["capped"] = df["final"].apply(lambda p: min(p, 95))
    first = df[df["attempt"] == 1]
    later = df[df["attempt"] > 1]
    return df[["final", "capped"]], len(first), len(later), first["final"].max(), later["final"].max()


def expert_retakes(results):
    is_first = results["attempt"] == 1
    final = results["points"].where(is_first, results["points"] * 0.9).astype("float64")
    df = pd.DataFrame({"final": final, "capped": np.minimum(final, 95)})
    count = int(is_first.sum())
    return df, count, len(results) - count, final[is_first].max(), final[~is_first].max()


def places(results):
    df = results.sort_values("points", ascending=False, kind="stable")
    df = df.reset_index(drop=True)
    place = []
    for i in range(len(df)):
        place.append(i + 1)
    df["place"] = place
    df["top"] = df["place"].apply(lambda p: "top 10" if p <= 10 else ("top 100" if p <= 100 else ""))
    best = df.groupby("school")["place"].apply(lambda s: s.min())
    return df, best, df[df["top"] == "top 10"]["student"].tolist()


def expert_places(results):
    df = results.iloc[np.argsort(-results["points"].to_numpy(), kind="stable")].reset_index(drop=True)
    df["place"] = np.arange(1, len(df) + 1)
    top = np.where(df["place"] <= 10, "top 10", np.where(df["place"] <= 100, "top 100", ""))
    df["top"] = pd.Series(top).astype(df["subject"].dtype)
    return df, df.groupby("school")["place"].min(), df["student"].iloc[:10].tolist()


def per_school(results):
    rows = []
    for school, group in results.groupby("school"):
        passed = group[group["points"] >= 50]
        rows.append({"school": school, "exams": len(group), "passed": len(passed), "best": group["points"].max()})
    table = pd.DataFrame(rows)
    table["rate"] = table.apply(lambda r: r["passed"] / r["exams"], axis=1)
    table["short"] = table["school"].apply(lambda s: s.split()[0].upper())
    return table


def expert_per_school(results):
    grouped = results.groupby("school")
    passed = (results["points"] >= 50).groupby(results["school"]).sum()
    table = pd.DataFrame({"exams": grouped.size(), "passed": passed, "best": grouped["points"].max()}).reset_index()
    table["rate"] = table["passed"] / table["exams"]
    table["short"] = table["school"].map(lambda s: s.split()[0].upper()).astype(results["school"].dtype)
    return table


def curve(results):
    df = results.copy()
    top = df.groupby("subject")["points"].transform("max")
    df["curved"] = df["points"] + (100 - top)
    df["bonus"] = df["curved"].apply(lambda p: 5 if p > 95 else 2 if p > 85 else 0)
    df["label"] = df.apply(lambda r: r["subject"][:3] + str(r["curved"] + r["bonus"]), axis=1)
    return df, df[df["bonus"] > 0].shape[0], df["label"].nunique()


def expert_curve(results):
    df = results.copy()
    df["curved"] = df["points"] + (100 - df.groupby("subject")["points"].transform("max"))
    df["bonus"] = np.where(df["curved"] > 95, 5, np.where(df["curved"] > 85, 2, 0))
    short = {s: s[:3] for s in df["subject"].unique()}
    total = (df["curved"] + df["bonus"]).tolist()
    labels = [short[s] + str(t) for s, t in zip(df["subject"].tolist(), total)]
    df["label"] = pd.Series(labels, index=df.index).astype(df["subject"].dtype)
    return df, int((df["bonus"] > 0).sum()), df["label"].nunique()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    grades(*data)
    report_cards(*data)
    retakes(*data)
    places(*data)
    per_school(*data)
    curve(*data)
