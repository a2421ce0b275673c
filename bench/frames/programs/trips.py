"""Rides of taxis."""
import math

import numpy as np
import pandas as pd


def make(n, rng):
    start = pd.Timestamp("2024-03-01") + pd.to_timedelta(rng.integers(0, 86400 * 30, n), unit="s")
    rides = pd.DataFrame(
        {
            "start": start,
            "end": start + pd.to_timedelta(rng.integers(60, 5400, n), unit="s"),
            "zone": rng.integers(1, 60, n),
            "distance": np.round(rng.gamma(2.0, 2.0, n) + 0.1, 2),
            "fare": rng.integers(350, 9000, n),
            "tip": rng.integers(0, 1500, n),
            "people": rng.integers(0, 7, n),
            "payment": rng.choice(["cash", "card", "app"], n),
            "lat": np.round(rng.uniform(52.3, 52.6, n), 5),
            "lon": np.round(rng.uniform(13.1, 13.7, n), 5),
        }
    )
    zones = pd.DataFrame({"zone": np.arange(1, 60), "borough": rng.choice(["Mitte", "Pankow", "Spandau"], 59)})
    return rides, zones


def durations(rides, zones):
    df = rides.copy()
    df["minutes"] = df.apply(lambda r: (r["end"] - r["start"]).seconds // 60, axis=1)
    df["speed"] = df.apply(lambda r: r["distance"] / r["minutes"] * 60, axis=1)
    df["rush"] = df["start"].apply(lambda t: 1 if t.hour in (7, 8, 9, 16, 17, 18) else 0)
    fast = df[df["speed"] > 50]
    slow_rush = df[(df["rush"] == 1) & (df["speed"] < 10)]
    return df[["minutes", "speed", "rush"]], len(fast), len(slow_rush), df[df["rush"] == 1]["fare"].max()


def expert_durations(rides, zones):
    minutes = ((rides["end"] - rides["start"]).dt.seconds // 60).astype("int64")
    speed = rides["distance"] / minutes * 60
    rush = rides["start"].dt.hour.isin([7, 8, 9, 16, 17, 18]).astype("int64")
    df = pd.DataFrame({"minutes": minutes, "speed": speed, "rush": rush})
    return df, int((speed > 50).sum()), int(((rush == 1) & (speed < 10)).sum()), rides.loc[rush == 1, "fare"].max()


def tips(rides, zones):
    df = rides.copy()
    df["share"] = df.apply(lambda r: r["tip"] / r["fare"], axis=1)
    df["generous"] = df["share"].apply(lambda s: "yes" if s > 0.2 else "no")
    by_payment = df.groupby("payment")["tip"].agg(lambda t: t.max())
    totals = {}
    for _, row in df.iterrows():
        key = row["payment"]
        totals[key] = totals.get(key, 0) + row["tip"]
    return df[["share", "generous"]], by_payment, totals, len(df[df["generous"] == "yes"])


def expert_tips(rides, zones):
    share = rides["tip"] / rides["fare"]
    generous = pd.Series(np.where(share > 0.2, "yes", "no"), index=rides.index).astype(rides["payment"].dtype)
    totals = rides.groupby("payment", sort=False)["tip"].sum()
    by_payment = rides.groupby("payment")["tip"].max()
    return pd.DataFrame({"share": share, "generous": generous}), by_payment, dict(zip(totals.index.tolist(), totals.tolist())), int((share > 0.2).sum())


def boroughs(rides, zones):
    names = {}
    for _, row in zones.iterrows():
        names[row["zone"]] = row["borough"]
    df = rides.copy()
    df["borough"] = df["zone"].apply(lambda z: names[z])
    df["hour"] = df["start"].dt.hour
    result = []
    for borough in ["Mitte", "Pankow", "Spandau"]:
        part = df[df["borough"] == borough]
        result.append((borough, len(part), part["fare"].max(), part["people"].sum()))
    per_hour = df.groupby(["borough", "hour"]).size().reset_index(name="rides")
    return df["borough"], result, per_hour


def expert_boroughs(rides, zones):
    borough = rides["zone"].map(zones.set_index("zone")["borough"]).rename("borough")
    grouped = rides[["fare", "people"]].groupby(borough)
    stats = pd.DataFrame({"rides": grouped.size(), "fare": grouped["fare"].max(), "people": grouped["people"].sum()})
    result = []
    for name in ["Mitte", "Pankow", "Spandau"]:
        if name in stats.index:
            result.append((name, int(stats.at[name, "rides"]), np.int64(stats.at[name, "fare"]), np.int64(stats.at[name, "people"])))
        else:
            result.append((name, 0, np.nan, np.int64(0)))
    per_hour = rides["start"].dt.hour.rename("hour").groupby([borough, rides["start"].dt.hour.rename("hour")]).size().reset_index(name="rides")
    return borough, result, per_hour


def to_centre(rides, zones):
    def haversine(lat1, lon1, lat2, lon2):
        p1, p2 = math.radians(lat1), math.radians(lat2)
        a = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        return 12742 * math.asin(math.sqrt(a))

    df = rides.copy()
    df["km"] = df.apply(lambda r: haversine(r["lat"], r["lon"], 52.52, 13.405), axis=1)
    df["ring"] = df["km"].apply(lambda k: "inner" if k < 5 else "outer")
    inner = df[df["ring"] == "inner"]
    return df["km"], len(inner), inner["fare"].max()


def expert_to_centre(rides, zones):
    radians, sin, cos = math.radians, math.sin, math.cos
    p2 = radians(52.52)
    kilometres = []
    for lat, lon in zip(rides["lat"].tolist(), rides["lon"].tolist()):
        p1 = radians(lat)
        a = sin((p2 - p1) / 2) ** 2 + cos(p1) * cos(p2) * sin(radians(13.405 - lon) / 2) ** 2
        kilometres.append(12742 * math.asin(math.sqrt(a)))
    km = pd.Series(kilometres, index=rides.index, name="km")
    inner = km < 5
    return km, int(inner.sum()), rides.loc[inner, "fare"].max()


def invalid(rides, zones):
    reasons = []
    for i, row in rides.iterrows():
        if row["people"] == 0:
            reasons.append("no passenger")
        elif row["distance"] > 15 and row["fare"] < 1000:
            reasons.append("too cheap")
        elif row["end"] - row["start"] > pd.Timedelta(minutes=80):
            reasons.append("too long")
        else:
            reasons.append(None)
    df = rides.copy()
    df["reason"] = reasons
    good = df[df["reason"].isnull()]
    bad = df[df["reason"].notnull()]
    return df["reason"].value_counts(), len(good), len(bad), good["fare"].sum()


def expert_invalid(rides, zones):
    conditions = [
        rides["people"] == 0,
        (rides["distance"] > 15) & (rides["fare"] < 1000),
        rides["end"] - rides["start"] > pd.Timedelta(minutes=80),
    ]
    reason = np.select(conditions, ["no passenger", "too cheap", "too long"], "")
    good = reason == ""
    counts = pd.Series(reason[~good], name="reason", dtype=rides["payment"].dtype).value_counts()
    kept = int(good.sum())
    return counts, kept, len(rides) - kept, rides.loc[good, "fare"].sum()


def daily(rides, zones):
    df = rides.copy()
    df["date"] = df["start"].apply(lambda t: t.date())
    df["weekday"] = df["start"].apply(lambda t: t.dayofweek)
    df["total"] = df["fare"] + df["tip"]
    days = {}
    for date, group in df.groupby("date"):
        days[str(date)] = group["total"].sum()
    weekend = df[df["weekday"].isin([5, 6])]
    return days, len(weekend), weekend["total"].max(), df.groupby("weekday")["total"].sum()


def expert_daily(rides, zones):
    total = (rides["fare"] + rides["tip"]).rename("total")
    weekday = rides["start"].dt.dayofweek.astype("int64").rename("weekday")
    per_day = total.groupby(rides["start"].dt.normalize()).sum()
    days = dict(zip(per_day.index.strftime("%Y-%m-%d").tolist(), per_day.to_numpy()))
    weekend = weekday >= 5
    return days, int(weekend.sum()), total[weekend].max(), total.groupby(weekday).sum()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    durations(*data)
    tips(*data)
    boroughs(*data)
    to_centre(*data)
    invalid(*data)
    daily(*data)
