"""Scripts that read wide files and use a part of them."""
import os

import numpy as np
import pandas as pd


def make(n, rng):
    """Writes the files; the data is their folder."""
    folder = os.environ["NOODLE_BENCH_FOLDER"]
    sales = pd.DataFrame(
        {
            "id": np.arange(n),
            "date": (pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 1000, n), unit="D")).strftime("%Y-%m-%d"),
            "region": rng.choice(["north", "south", "east", "west"], n),
            "product": rng.choice([f"product {i}" for i in range(40)], n),
            "units": rng.integers(1, 50, n),
            "price": rng.integers(100, 10000, n),
            "agent": rng.choice(["Kim", "Lee", "Park", "Choi"], n),
            "comment": rng.choice(["delivered on time, customer was happy", "customer asked for a refund later", "nothing special to note here"], n),
            "address": [f"{i % 97} Long Street, Apartment {i % 13}, Springfield" for i in range(n)],
            "phone": [f"+49 30 {i * 7919 % 10000000:07d}" for i in range(n)],
            "score1": np.round(rng.random(n), 4),
            "score2": np.round(rng.random(n), 4),
        }
    )
    sales.to_csv(os.path.join(folder, "sales.csv"), index=False)
    plan = pd.DataFrame({"region": ["north", "south", "east", "west"], "target": [100, 120, 90, 80], "manager": ["A", "B", "C", "D"]})
    plan.to_csv(os.path.join(folder, "plan.csv"), index=False)
    return (folder,)


def regions(folder):
    df = pd.read_csv(folder + "/sales.csv")
    df["revenue"] = df["units"] * df["price"]
    table = df.groupby("region")["revenue"].sum()
    north = df[df["region"] == "north"]
    print(len(df[df["region"] == "north"]), north["revenue"].max())
    return table


def expert_regions(folder):
    df = pd.read_csv(folder + "/sales.csv", usecols=["region", "units", "price"])
    revenue = (df["units"] * df["price"]).rename("revenue")
    north = df["region"] == "north"
    print(int(north.sum()), revenue[north].max())
    return revenue.groupby(df["region"]).sum()


def years(folder):
    df = pd.read_csv(os.path.join(folder, "sales.csv"))
    df["date"] = pd.to_datetime(df["date"])
    df["year"] = df["date"].apply(lambda d: d.year)
    df["large"] = df["units"].apply(lambda u: u > 30)
    large = df[df["large"]]
    counts = large.groupby("year").size()
    return counts.to_dict(), large["price"].median()


def expert_years(folder):
    df = pd.read_csv(os.path.join(folder, "sales.csv"), usecols=["date", "units", "price"])
    large = df[df["units"] > 30]
    year = pd.to_datetime(large["date"]).dt.year.astype("int64").rename("year")
    return large.groupby(year).size().to_dict(), large["price"].median()


def targets(folder):
    sales = pd.read_csv(f"{folder}/sales.csv")
    plan = pd.read_csv(f"{folder}/plan.csv")
    merged = sales.merge(plan, on="region", how="left")
    merged["points"] = merged.apply(lambda r: r["units"] * 2 if r["price"] > 5000 else r["units"], axis=1)
    merged["hit"] = merged.apply(lambda r: 1 if r["points"] > r["target"] / 2 else 0, axis=1)
    return merged.groupby("region")["hit"].sum(), merged["points"].max()


def expert_targets(folder):
    sales = pd.read_csv(f"{folder}/sales.csv", usecols=["region", "units", "price"])
    plan = pd.read_csv(f"{folder}/plan.csv", usecols=["region", "target"])
    points = sales["units"] * np.where(sales["price"] > 5000, 2, 1)
    hit = (points > sales["region"].map(plan.set_index("region")["target"]) / 2).astype("int64")
    return hit.rename("hit").groupby(sales["region"]).sum(), points.max()


def agents(folder):
    df = pd.read_csv(folder + "/sales.csv")
    refunds = df[df["comment"].str.contains("refund")]
    rate = {}
    for agent in df["agent"].unique():
        rate[agent] = len(refunds[refunds["agent"] == agent]) / len(df[df["agent"] == agent])
    worst = sorted(rate, key=lambda a: -rate[a])[0]
    return rate, worst


def expert_agents(folder):
    df = pd.read_csv(folder + "/sales.csv", usecols=["agent", "comment"])
    refund = df["comment"].str.contains("refund", regex=False)
    stats = refund.groupby(df["agent"], sort=False).agg(["sum", "size"])
    rate = {agent: int(bad) / int(count) for agent, bad, count in zip(stats.index, stats["sum"], stats["size"])}
    return rate, sorted(rate, key=lambda a: -rate[a])[0]


def best_products(folder):
    df = pd.read_csv(folder + "/sales.csv")
    df = df[["product", "units", "price", "region"]]
    df["total"] = df.apply(lambda row: row["units"] * row["price"], axis=1)
    best = df.groupby("product")["total"].sum().reset_index()
    best = best.sort_values("total", ascending=False, kind="stable").head(10)
    names = []
    for _, row in best.iterrows():
        names.append(row["product"] + ": " + str(row["total"]))
    return names


def expert_best_products(folder):
    df = pd.read_csv(folder + "/sales.csv", usecols=["product", "units", "price"])
    totals = (df["units"] * df["price"]).groupby(df["product"]).sum().sort_values(ascending=False, kind="stable").head(10)
    return [f"{name}: {total}" for name, total in totals.items()]


def phone_codes(folder):
    df = pd.read_csv(folder + "/sales.csv")
    df["country"] = df["phone"].apply(lambda p: p.split(" ")[0])
    df["flat"] = df["address"].apply(lambda a: int(a.split("Apartment ")[1].split(",")[0]))
    high = df[df["flat"] > 10]
    return df["country"].value_counts(), len(high), high["units"].sum()


def expert_phone_codes(folder):
    df = pd.read_csv(folder + "/sales.csv", usecols=["phone", "address", "units"])
    country = pd.Series([p.split(" ", 1)[0] for p in df["phone"].tolist()], name="country", dtype=df["phone"].dtype)
    flat = np.array([int(a.split("Apartment ", 1)[1].split(",", 1)[0]) for a in df["address"].tolist()])
    high = flat > 10
    return country.value_counts(), int(high.sum()), df["units"][high].sum()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    regions(*data)
    years(*data)
    targets(*data)
    agents(*data)
    best_products(*data)
    phone_codes(*data)
