"""Readings of sensors."""
import numpy as np
import pandas as pd


def make(n, rng):
    temperature = np.round(rng.normal(18, 8, n), 1)
    temperature[rng.random(n) < 0.03] = np.nan
    return (
        pd.DataFrame(
            {
                "sensor": rng.choice(["A1", "A2", "B1", "B2", "C1"], n),
                "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n) * 5, unit="min"),
                "temperature": temperature,
                "humidity": rng.integers(10, 100, n),
                "battery": np.round(rng.uniform(2.5, 4.2, n), 2),
                "error": rng.choice([0, 0, 0, 0, 3, 7], n),
            }
        ),
    )


def climate(readings):
    df = readings.copy()
    df["fahrenheit"] = df["temperature"].apply(lambda c: c * 9 / 5 + 32)
    df["state"] = df.apply(
        lambda r: "broken" if r["error"] != 0 else ("hot" if r["temperature"] > 30 else ("cold" if r["temperature"] < 5 else "ok")), axis=1
    )
    df["damp"] = df["humidity"].apply(lambda h: h >= 80)
    hot = df[df["state"] == "hot"]
    per_sensor = df.groupby("sensor")["fahrenheit"].agg(lambda s: s.max() - s.min())
    return df, len(hot), df[df["damp"]]["temperature"].median(), per_sensor


def expert_climate(readings):
    df = readings.copy()
    celsius = df["temperature"]
    df["fahrenheit"] = celsius * 9 / 5 + 32
    state = np.select([df["error"] != 0, celsius > 30, celsius < 5], ["broken", "hot", "cold"], "ok")
    df["state"] = pd.Series(state, index=df.index).astype(df["sensor"].dtype)
    df["damp"] = df["humidity"] >= 80
    limits = df.groupby("sensor")["fahrenheit"].agg(["max", "min"])
    spread = (limits["max"] - limits["min"]).rename("fahrenheit")
    return df, int((state == "hot").sum()), celsius[df["damp"]].median(), spread


def alarms(readings):
    df = readings.copy()
    df["alarm"] = 0
    for i in range(len(df)):
        if df.loc[i, "error"] > 0 or df.loc[i, "battery"] < 2.8:
            df.loc[i, "alarm"] = 1
    log = []
    for _, row in df.iterrows():
        if row["alarm"] == 1:
            log.append((row["sensor"], row["error"], row["battery"]))
    return df, log, df["alarm"].sum()


def expert_alarms(readings):
    df = readings.copy()
    alarm = (df["error"] > 0) | (df["battery"] < 2.8)
    df["alarm"] = alarm.astype("int64")
    rows = df.loc[alarm, ["sensor", "error", "battery"]]
    return df, list(zip(rows["sensor"].tolist(), rows["error"].tolist(), rows["battery"].tolist())), df["alarm"].sum()


def repair(readings):
    df = readings.copy()
    df["temperature"] = df["temperature"].fillna(df["temperature"].median())
    df["battery"] = df["battery"].fillna(0)
    df["humidity"] = df["humidity"].apply(lambda h: min(max(h, 20), 95))
    df["index"] = df.apply(lambda r: r["temperature"] - 0.55 * (1 - r["humidity"] / 100) * (r["temperature"] - 14.5), axis=1)
    ok = df[df["error"] == 0]
    ok = ok[ok["battery"] > 3.0]
    ok = ok[["sensor", "time", "index"]]
    return ok, len(df) - len(ok), ok["index"].max()


def expert_repair(readings):
    temperature = readings["temperature"].fillna(readings["temperature"].median())
    humidity = readings["humidity"].clip(20, 95)
    keep = (readings["error"] == 0) & (readings["battery"] > 3.0)
    ok = readings.loc[keep, ["sensor", "time"]].copy()
    t, h = temperature[keep], humidity[keep]
    ok["index"] = t - 0.55 * (1 - h / 100) * (t - 14.5)
    return ok, len(readings) - len(ok), ok["index"].max()


def steps(readings):
    values = readings["humidity"]
    changes = [0]
    for i in range(1, len(readings)):
        changes.append(values.iloc[i] - values.iloc[i - 1])
    df = readings.copy()
    df["change"] = changes
    df["jump"] = df["change"].apply(lambda c: abs(c) > 40)
    total, running = 0, []
    for h in df["humidity"]:
        total += h
        running.append(total)
    df["total"] = running
    return df[["change", "jump", "total"]], len(df[df["jump"]])


def expert_steps(readings):
    humidity = readings["humidity"]
    change = np.diff(humidity.to_numpy(), prepend=humidity.iloc[:1].to_numpy())
    jump = np.abs(change) > 40
    return pd.DataFrame({"change": change, "jump": jump, "total": humidity.cumsum().to_numpy()}, index=readings.index), int(jump.sum())


def hours_of_day(readings):
    df = readings.copy()
    df["hour"] = df["time"].apply(lambda t: t.hour)
    df["day"] = df["time"].apply(lambda t: t.strftime("%Y-%m-%d"))
    df["night"] = df["hour"].apply(lambda h: h < 6 or h >= 22)
    warmest = {}
    for day, group in df.groupby("day"):
        warmest[day] = group["temperature"].max()
    night = df[df["night"]]["humidity"].max()
    busiest = df["hour"].value_counts().max()
    return df, warmest, night, busiest


def expert_hours_of_day(readings):
    df = readings.copy()
    df["hour"] = df["time"].dt.hour.astype("int64")
    df["day"] = df["time"].dt.strftime("%Y-%m-%d")
    df["night"] = (df["hour"] < 6) | (df["hour"] >= 22)
    warmest = df.groupby("day")["temperature"].max()
    return df, dict(zip(warmest.index.tolist(), map(np.float64, warmest.tolist()))), df.loc[df["night"], "humidity"].max(), df["hour"].value_counts().max()


def normalised(readings):
    df = readings[["sensor", "humidity", "error"]].copy()
    df["above"] = df.groupby("sensor")["humidity"].transform(lambda s: s - s.min())
    df["largest"] = df.groupby("sensor")["humidity"].transform("max")
    df["share"] = df.apply(lambda r: r["above"] / r["largest"], axis=1)
    bad = df.groupby("sensor")["error"].apply(lambda s: (s > 0).sum())
    return df, bad


def expert_normalised(readings):
    df = readings[["sensor", "humidity", "error"]].copy()
    grouped = df.groupby("sensor")["humidity"]
    df["above"] = df["humidity"] - grouped.transform("min")
    df["largest"] = grouped.transform("max")
    df["share"] = df["above"] / df["largest"]
    return df, (df["error"] > 0).groupby(df["sensor"]).sum()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    climate(*data)
    alarms(*data)
    repair(*data)
    steps(*data)
    hours_of_day(*data)
    normalised(*data)
