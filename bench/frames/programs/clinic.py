"""Patients of a clinic."""
import numpy as np
import pandas as pd


def make(n, rng):
    weight = np.round(rng.normal(76, 15, n), 1)
    weight[rng.random(n) < 0.04] = np.nan
    return (
        pd.DataFrame(
            {
                "patient": [f"P{i:06d}" for i in range(n)],
                "age": rng.integers(1, 95, n),
                "sex": rng.choice(["m", "f"], n),
                "weight": weight,
                "height": rng.integers(140, 205, n),
                "pressure": [f"{s}/{d}" for s, d in zip(rng.integers(95, 180, n), rng.integers(55, 110, n))],
                "smoker": rng.choice(["yes", "no", "unknown"], n, p=[0.2, 0.7, 0.1]),
                "code": rng.choice(["I10", "E11", "J45", "Z00", "M54"], n),
            }
        ),
    )


def body_mass(patients):
    df = patients.copy()
    df["bmi"] = df.apply(lambda r: r["weight"] / (r["height"] / 100) ** 2, axis=1)

    def group(bmi):
        if pd.isna(bmi):
            return "unknown"
        elif bmi < 18.5:
            return "under"
        elif bmi < 25:
            return "normal"
        elif bmi < 30:
            return "over"
        else:
            return "obese"

    df["group"] = df["bmi"].apply(group)
    counts = df["group"].value_counts()
    return df["bmi"], df["group"], counts, df[df["group"] == "obese"]["age"].median(), len(df[df["group"] == "unknown"])


def expert_body_mass(patients):
    # ** of an object row is Python's, which for 2 is the same product.
    metres = patients["height"] / 100
    bmi = pd.Series([w / m**2 for w, m in zip(patients["weight"].tolist(), metres.tolist())], index=patients.index, name="bmi")
    names = np.array(["under", "normal", "over", "obese"])[np.searchsorted([18.5, 25, 30], bmi, side="right").clip(0, 3)]
    group = pd.Series(np.where(bmi.isna(), "unknown", names), index=patients.index, name="group").astype(patients["sex"].dtype)
    return bmi, group, group.value_counts(), patients.loc[group == "obese", "age"].median(), int((group == "unknown").sum())


def blood_pressure(patients):
    df = patients.copy()
    df["systolic"] = df["pressure"].apply(lambda p: int(p.split("/")[0]))
    df["diastolic"] = df["pressure"].apply(lambda p: int(p.split("/")[1]))
    df["high"] = df.apply(lambda r: r["systolic"] >= 140 or r["diastolic"] >= 90, axis=1)
    high = df[df["high"]]
    old = high[high["age"] > 65]
    return df, len(high), len(old), high.groupby("sex")["systolic"].max()


def expert_blood_pressure(patients):
    df = patients.copy()
    pairs = [p.split("/", 1) for p in df["pressure"].tolist()]
    df["systolic"] = [int(pair[0]) for pair in pairs]
    df["diastolic"] = [int(pair[1]) for pair in pairs]
    df["high"] = (df["systolic"] >= 140) | (df["diastolic"] >= 90)
    high = df["high"]
    return df, int(high.sum()), int((high & (df["age"] > 65)).sum()), df.loc[high, ["sex", "systolic"]].groupby("sex")["systolic"].max()


def risk(patients):
    df = patients.copy()
    scores = []
    for index, row in df.iterrows():
        score = 0
        if row["age"] > 60:
            score += 2
        elif row["age"] > 45:
            score += 1
        if row["smoker"] == "yes":
            score += 2
        if row["code"] in ["I10", "E11"]:
            score += 3
        if row["sex"] == "m":
            score += 1
        scores.append(score)
    df["risk"] = scores
    df["level"] = df["risk"].apply(lambda s: "high" if s >= 5 else "medium" if s >= 3 else "low")
    return df, df["level"].value_counts(), df[df["level"] == "high"]["age"].min()


def expert_risk(patients):
    df = patients.copy()
    age = df["age"].to_numpy()
    score = np.where(age > 60, 2, np.where(age > 45, 1, 0)) + 2 * (df["smoker"] == "yes").to_numpy()
    df["risk"] = score + 3 * df["code"].isin(["I10", "E11"]).to_numpy() + (df["sex"] == "m").to_numpy()
    level = np.where(df["risk"] >= 5, "high", np.where(df["risk"] >= 3, "medium", "low"))
    df["level"] = pd.Series(level, index=df.index).astype(df["sex"].dtype)
    return df, df["level"].value_counts(), df.loc[df["level"] == "high", "age"].min()


def filled(patients):
    df = patients.copy()
    df["weight"] = df.groupby("sex")["weight"].transform(lambda s: s.fillna(s.median()))
    df["smoker"] = df["smoker"].replace("unknown", "no")
    df["smoker"] = df["smoker"].map({"yes": 1, "no": 0})
    df["decade"] = df["age"].apply(lambda a: a // 10 * 10)
    table = df.groupby(["decade", "sex"])["smoker"].sum().reset_index()
    return df, table, df["weight"].isnull().sum(), len(df[df["smoker"] == 1])


def expert_filled(patients):
    df = patients.copy()
    df["weight"] = df["weight"].fillna(df.groupby("sex")["weight"].transform("median"))
    df["smoker"] = (df["smoker"] == "yes").astype("int64")
    df["decade"] = df["age"] // 10 * 10
    table = df.groupby(["decade", "sex"])["smoker"].sum().reset_index()
    return df, table, df["weight"].isnull().sum(), int(df["smoker"].sum())


def diagnoses(patients):
    names = {"I10": "hypertension", "E11": "diabetes", "J45": "asthma", "M54": "back pain"}
    df = patients.copy()
    df["diagnosis"] = df["code"].apply(lambda c: names.get(c, "check-up"))
    df["chapter"] = df["code"].apply(lambda c: c[0])
    df["serious"] = df["diagnosis"].apply(lambda d: d in ["hypertension", "diabetes"])
    by_age = {}
    for row in df.itertuples():
        key = "child" if row.age < 18 else "adult"
        by_age.setdefault(key, {})
        by_age[key][row.diagnosis] = by_age[key].get(row.diagnosis, 0) + 1
    return df[["diagnosis", "chapter", "serious"]], by_age


def expert_diagnoses(patients):
    names = {"I10": "hypertension", "E11": "diabetes", "J45": "asthma", "M54": "back pain"}
    text = patients["code"].dtype
    unique = patients["code"].unique()
    diagnosis = patients["code"].map({code: names.get(code, "check-up") for code in unique}).astype(text)
    chapter = patients["code"].map({code: code[0] for code in unique}).astype(text)
    df = pd.DataFrame({"diagnosis": diagnosis, "chapter": chapter, "serious": diagnosis.isin(["hypertension", "diabetes"])})
    key = np.where(patients["age"] < 18, "child", "adult")
    by_age = {}
    for (age, name), count in pd.Series(1, index=patients.index).groupby([key, diagnosis], sort=False).size().items():
        by_age.setdefault(age, {})[name] = int(count)
    return df, by_age


def smokers_by_age(patients):
    result = pd.DataFrame(columns=["from", "to", "patients", "smokers"])
    for start in range(0, 100, 10):
        part = patients[(patients["age"] >= start) & (patients["age"] < start + 10)]
        smokers = part[part["smoker"] == "yes"]
        result.loc[len(result)] = [start, start + 9, len(part), len(smokers)]
    oldest = patients.sort_values("age", ascending=False, kind="stable").head(3)["patient"].tolist()
    return result, oldest


def expert_smokers_by_age(patients):
    decade = (patients["age"] // 10).to_numpy()
    all_counts = np.bincount(decade, minlength=10)
    smokers = np.bincount(decade[(patients["smoker"] == "yes").to_numpy()], minlength=10)
    rows = [[10 * i, 10 * i + 9, int(all_counts[i]), int(smokers[i])] for i in range(10)]
    result = pd.DataFrame(columns=["from", "to", "patients", "smokers"])
    for row in rows:
        result.loc[len(result)] = row
    order = np.argsort(-patients["age"].to_numpy(), kind="stable")[:3]
    return result, patients["patient"].iloc[order].tolist()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    body_mass(*data)
    blood_pressure(*data)
    risk(*data)
    filled(*data)
    diagnoses(*data)
    smokers_by_age(*data)
