"""People of a company."""
import numpy as np
import pandas as pd


def make(n, rng):
    first = ["Anna", "Ben", "Chloé", "David", "Eve", "Farid", "Greta", "Hugo"]
    last = ["Meyer", "Smith", "O'Neil", "Garcia", "Kowalski", "van Dyk"]
    return (
        pd.DataFrame(
            {
                "id": np.arange(1000, 1000 + n),
                "name": [f"{first[i]} {last[j]}" for i, j in zip(rng.integers(0, 8, n), rng.integers(0, 6, n))],
                "department": rng.choice(["sales", "it", "hr", "finance", "legal"], n),
                "salary": rng.integers(28, 140, n) * 1000,
                "rating": rng.integers(1, 6, n),
                "hired": pd.Timestamp("2005-01-01") + pd.to_timedelta(rng.integers(0, 6900, n), unit="D"),
                "hours": rng.integers(80, 200, n).astype("float64"),
                "remote": rng.random(n) < 0.4,
            }
        ),
    )


def bonus(people):
    df = people.copy()

    def compute(row):
        if row["rating"] >= 5:
            rate = 0.15
        elif row["rating"] == 4:
            rate = 0.08
        elif row["rating"] == 3:
            rate = 0.03
        else:
            return 0.0
        return row["salary"] * rate

    df["bonus"] = df.apply(compute, axis=1)
    df["total"] = df["salary"] + df["bonus"]
    print("with a bonus:", len(df[df["bonus"] > 0]))
    best = df.sort_values("total", ascending=False, kind="stable").head(10)[["id", "total"]]
    return df["bonus"], best, df[df["bonus"] > 0]["total"].max()


def expert_bonus(people):
    rate = np.select([people["rating"] >= 5, people["rating"] == 4, people["rating"] == 3], [0.15, 0.08, 0.03], 0.0)
    bonus = pd.Series(people["salary"].to_numpy() * rate, index=people.index, name="bonus")
    total = people["salary"] + bonus
    print("with a bonus:", int((bonus > 0).sum()))
    order = np.argsort(-total.to_numpy(), kind="stable")[:10]
    return bonus, pd.DataFrame({"id": people["id"].iloc[order], "total": total.iloc[order]}), total[bonus > 0].max()


def addresses(people):
    df = people.copy()
    df["first"] = df["name"].apply(lambda s: s.split(" ")[0])
    df["last"] = df["name"].apply(lambda s: s.split(" ")[-1])
    df["email"] = df.apply(lambda r: r["first"].lower() + "." + r["last"].lower().replace("'", "") + "@example.com", axis=1)
    df["initials"] = df["name"].map(lambda s: "".join(part[0] for part in s.split()))
    taken = {}
    for email in df["email"]:
        taken[email] = taken.get(email, 0) + 1
    return df[["first", "last", "email", "initials"]], taken


def expert_addresses(people):
    table = {}
    for name in people["name"].unique():
        parts = name.split(" ")
        email = f"{parts[0].lower()}.{parts[-1].lower().replace(chr(39), '')}@example.com"
        table[name] = (parts[0], parts[-1], email, "".join(part[0] for part in name.split()))
    text = people["name"].dtype
    columns = {}
    for position, column in enumerate(["first", "last", "email", "initials"]):
        columns[column] = people["name"].map({name: row[position] for name, row in table.items()}).astype(text)
    df = pd.DataFrame(columns)
    counts = df["email"].value_counts(sort=False)
    order = df["email"].drop_duplicates()
    return df, {email: int(counts[email]) for email in order}


def departments(people):
    result = {}
    for department in people["department"].unique():
        part = people[people["department"] == department]
        result[department] = {
            "people": len(part),
            "highest": part["salary"].max(),
            "lowest": part["salary"].min(),
            "remote": len(part[part["remote"]]),
            "spread": part["salary"].max() - part["salary"].min(),
        }
    ranges = people.groupby("department")["salary"].agg(lambda s: s.max() - s.min())
    return result, ranges


def expert_departments(people):
    grouped = people.groupby("department", sort=False)
    salary = grouped["salary"].agg(["size", "max", "min"])
    remote = grouped["remote"].sum()
    result = {}
    for name, count, high, low, away in zip(salary.index, salary["size"], salary["max"], salary["min"], remote):
        high, low = np.int64(high), np.int64(low)
        result[name] = {"people": int(count), "highest": high, "lowest": low, "remote": int(away), "spread": high - low}
    in_order = salary.sort_index()
    return result, (in_order["max"] - in_order["min"]).rename("salary")


def tenure(people):
    df = people.copy()
    today = pd.Timestamp("2025-06-30")
    df["days"] = df.apply(lambda r: (today - r["hired"]).days, axis=1)
    df["years"] = df["days"].apply(lambda d: d // 365)
    df["group"] = df["years"].apply(lambda y: "new" if y < 2 else "regular" if y < 10 else "veteran")
    df["hired_month"] = df["hired"].apply(lambda d: d.month)
    counts = df.groupby("group").size()
    return df[["days", "years", "group", "hired_month"]], counts, df["hired_month"].value_counts().head(3)


def expert_tenure(people):
    days = (pd.Timestamp("2025-06-30") - people["hired"]).dt.days
    years = days // 365
    group = pd.Series(np.where(years < 2, "new", np.where(years < 10, "regular", "veteran")), index=people.index).astype(people["name"].dtype)
    month = people["hired"].dt.month.astype("int64")
    df = pd.DataFrame({"days": days, "years": years, "group": group, "hired_month": month})
    return df, df.groupby("group").size(), month.rename("hired_month").value_counts().head(3)


def overtime(people):
    df = people.copy()
    df["overtime"] = 0.0
    for i in df.index:
        hours = df.loc[i, "hours"]
        if hours > 160:
            df.loc[i, "overtime"] = (hours - 160) * 1.5
    paid = 0.0
    count = 0
    for row in df.itertuples():
        if row.overtime > 0:
            paid += row.overtime * 25
            count += 1
    return df, paid, count


def expert_overtime(people):
    df = people.copy()
    over = np.where(df["hours"] > 160, (df["hours"] - 160) * 1.5, 0.0)
    df["overtime"] = over
    extra = over[over > 0]
    return df, float(np.cumsum(extra * 25)[-1]) if len(extra) else 0.0, len(extra)


def pay_bands(people):
    bands = {"sales": 70000, "it": 90000, "hr": 60000, "finance": 85000, "legal": 95000}
    df = people.copy()
    df["band"] = df["department"].apply(lambda d: bands[d])
    df["above"] = df.apply(lambda r: r["salary"] > r["band"], axis=1)
    df["ratio"] = df.apply(lambda r: round(r["salary"] / r["band"], 2), axis=1)
    above = df[df["above"]]
    below = df[~df["above"]]
    return {"above": len(above), "below": len(below), "top": above["ratio"].max(), "low": below["ratio"].min()}, df["ratio"]


def expert_pay_bands(people):
    band = people["department"].map({"sales": 70000, "it": 90000, "hr": 60000, "finance": 85000, "legal": 95000})
    above = people["salary"] > band
    exact = (people["salary"] / band).tolist()
    ratio = pd.Series([round(value, 2) for value in exact], index=people.index, name="ratio")
    return {"above": int(above.sum()), "below": int((~above).sum()), "top": ratio[above].max(), "low": ratio[~above].min()}, ratio


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    bonus(*data)
    addresses(*data)
    departments(*data)
    tenure(*data)
    overtime(*data)
    pay_bands(*data)
