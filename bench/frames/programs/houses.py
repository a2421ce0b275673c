"""Flats and houses for sale."""
import numpy as np
import pandas as pd


def make(n, rng):
    price = rng.integers(80, 2000, n) * 1000.0
    price[rng.random(n) < 0.02] = np.nan
    rooms = rng.integers(1, 9, n).astype("float64")
    rooms[rng.random(n) < 0.05] = np.nan
    return (
        pd.DataFrame(
            {
                "id": np.arange(n),
                "city": rng.choice(["Berlin", "Hamburg", "München", "Köln"], n),
                "kind": rng.choice(["flat", "house", "studio"], n),
                "area": rng.integers(18, 320, n),
                "rooms": rooms,
                "price": price,
                "year": rng.integers(1890, 2025, n),
                "features": rng.choice(["balcony,lift", "garden", "", "balcony", "garden,garage,lift"], n),
                "listed": rng.choice(["2024-01-15", "2024-02-20", "2024-03-03", "2023-12-24"], n),
            }
        ),
    )


def price_per_metre(houses):
    df = houses.copy()
    df = df.dropna(subset=["price"])
    df["per_m2"] = df.apply(lambda r: r["price"] / r["area"], axis=1)
    df["class"] = df["per_m2"].apply(lambda p: "luxury" if p > 12000 else "normal" if p > 3000 else "cheap")
    df = df[df["per_m2"] < 50000]
    summary = df.groupby("city")["per_m2"].agg(["min", "max"])
    luxury = df[df["class"] == "luxury"]
    cheapest = df.sort_values("per_m2", kind="stable").head(5)[["id", "city", "per_m2"]]
    return df, summary, len(luxury), cheapest


def expert_price_per_metre(houses):
    per = houses["price"] / houses["area"]
    keep = per < 50000
    df = houses[keep].copy()
    df["per_m2"] = per[keep]
    name = np.where(df["per_m2"] > 12000, "luxury", np.where(df["per_m2"] > 3000, "normal", "cheap"))
    df["class"] = pd.Series(name, index=df.index).astype(houses["city"].dtype)
    cheapest = df.iloc[np.argsort(df["per_m2"].to_numpy(), kind="stable")[:5]][["id", "city", "per_m2"]]
    return df, df.groupby("city")["per_m2"].agg(["min", "max"]), int((df["class"] == "luxury").sum()), cheapest


def cleaned(houses):
    df = houses.copy()
    df["rooms"] = df["rooms"].fillna(df["rooms"].median())
    df["price"] = df["price"].fillna(df["price"].median())
    df["rooms"] = df["rooms"].astype(int)
    df = df.rename(columns={"area": "m2"})
    df = df.rename(columns={"year": "built"})
    df = df.drop(columns="listed")
    df = df.drop(columns="features")
    df["age"] = df["built"].apply(lambda y: 2025 - y)
    df["old"] = df["age"].apply(lambda a: "yes" if a > 75 else "no")
    return df, len(df[df["old"] == "yes"])


def expert_cleaned(houses):
    df = houses.drop(columns=["listed", "features"]).rename(columns={"area": "m2", "year": "built"})
    df["rooms"] = df["rooms"].fillna(df["rooms"].median()).astype(int)
    df["price"] = df["price"].fillna(df["price"].median())
    df["age"] = 2025 - df["built"]
    old = df["age"] > 75
    df["old"] = pd.Series(np.where(old, "yes", "no"), index=df.index).astype(houses["city"].dtype)
    return df, int(old.sum())


def features(houses):
    df = houses[["id", "features", "kind"]].copy()
    df["balcony"] = df["features"].apply(lambda f: 1 if "balcony" in f else 0)
    df["garden"] = df["features"].apply(lambda f: 1 if "garden" in f else 0)
    df["count"] = df["features"].apply(lambda f: len(f.split(",")) if f else 0)
    every = []
    for f in df["features"]:
        for part in f.split(","):
            if part:
                every.append(part)
    frequent = pd.Series(every).value_counts()
    both = df[(df["balcony"] == 1) & (df["count"] > 1)]
    return df, frequent, len(both), df.groupby("kind")["garden"].sum()


def expert_features(houses):
    df = houses[["id", "features", "kind"]].copy()
    unique = df["features"].unique()
    df["balcony"] = df["features"].map({f: 1 if "balcony" in f else 0 for f in unique})
    df["garden"] = df["features"].map({f: 1 if "garden" in f else 0 for f in unique})
    df["count"] = df["features"].map({f: len(f.split(",")) if f else 0 for f in unique})
    parts = {f: [part for part in f.split(",") if part] for f in unique}
    every = [part for f in df["features"].tolist() for part in parts[f]]
    return df, pd.Series(every).value_counts(), int(((df["balcony"] == 1) & (df["count"] > 1)).sum()), df.groupby("kind")["garden"].sum()


def market_days(houses):
    df = houses.copy()
    df["listed"] = pd.to_datetime(df["listed"])
    df["days"] = df["listed"].apply(lambda d: (pd.Timestamp("2024-06-01") - d).days)
    df["month"] = df["listed"].apply(lambda d: d.strftime("%b"))
    df["stale"] = df.apply(lambda r: r["days"] > 100 and r["price"] > 500000, axis=1)
    stale = df[df["stale"]]
    return df[["days", "month", "stale"]], len(stale), stale["price"].max(), df["month"].value_counts()


def expert_market_days(houses):
    listed = pd.to_datetime(houses["listed"])
    days = (pd.Timestamp("2024-06-01") - listed).dt.days
    month = listed.dt.strftime("%b")
    stale = (days > 100) & (houses["price"] > 500000)
    df = pd.DataFrame({"days": days, "month": month, "stale": stale})
    return df, int(stale.sum()), houses.loc[stale, "price"].max(), month.rename("month").value_counts()


def taxes(houses):
    rates = {"Berlin": 0.06, "Hamburg": 0.055, "München": 0.035, "Köln": 0.065}
    df = houses.copy()
    df["tax"] = df.apply(lambda r: r["price"] * rates[r["city"]], axis=1)
    df["cost"] = df.apply(lambda r: r["price"] + r["tax"] + (5000 if r["kind"] == "house" else 2500), axis=1)
    affordable = df[df["cost"] < 400000]
    affordable = affordable[affordable["area"] > 60]
    return df[["tax", "cost"]], len(affordable), affordable.groupby("city")["cost"].min()


def expert_taxes(houses):
    rate = houses["city"].map({"Berlin": 0.06, "Hamburg": 0.055, "München": 0.035, "Köln": 0.065})
    tax = (houses["price"] * rate).rename("tax")
    cost = houses["price"] + tax + np.where(houses["kind"] == "house", 5000, 2500)
    keep = (cost < 400000) & (houses["area"] > 60)
    lowest = cost[keep].rename("cost").groupby(houses.loc[keep, "city"]).min()
    return pd.DataFrame({"tax": tax, "cost": cost}), int(keep.sum()), lowest


def outliers(houses):
    df = houses.copy()
    low, high = df["price"].quantile(0.05), df["price"].quantile(0.95)
    flags = []
    for price in df["price"]:
        if price < low:
            flags.append("low")
        elif price > high:
            flags.append("high")
        else:
            flags.append("")
    df["flag"] = flags
    kept = df[df["flag"] == ""]
    medians = {}
    for city in kept["city"].unique():
        medians[city] = kept[kept["city"] == city]["price"].median()
    return df["flag"], len(kept), medians


def expert_outliers(houses):
    low, high = houses["price"].quantile([0.05, 0.95]).tolist()
    price = houses["price"]
    flag = pd.Series(np.where(price < low, "low", np.where(price > high, "high", "")), index=houses.index, name="flag").astype(houses["city"].dtype)
    kept = flag == ""
    medians = houses.loc[kept, ["city", "price"]].groupby("city", sort=False)["price"].median()
    return flag, int(kept.sum()), dict(zip(medians.index.tolist(), medians.to_numpy()))


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    price_per_metre(*data)
    cleaned(*data)
    features(*data)
    market_days(*data)
    taxes(*data)
    outliers(*data)
