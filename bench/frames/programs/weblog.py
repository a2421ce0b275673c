"""The log of a web server."""
import numpy as np
import pandas as pd


def make(n, rng):
    pages = ["/", "/shop/item-12", "/shop/item-7?ref=mail", "/about", "/api/v1/cart", "/static/app.js", "/login?next=/shop"]
    agents = ["Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (iPhone)", "Googlebot/2.1", "curl/8.5", "Mozilla/5.0 (Android 14)"]
    return (
        pd.DataFrame(
            {
                "user": rng.integers(0, max(2, n // 30), n),
                "url": rng.choice(pages, n),
                "agent": rng.choice(agents, n, p=[0.5, 0.2, 0.1, 0.05, 0.15]),
                "status": rng.choice([200, 301, 404, 500], n, p=[0.85, 0.05, 0.07, 0.03]),
                "bytes": rng.integers(100, 90000, n),
                "millis": rng.integers(1, 3000, n),
                "time": pd.Timestamp("2024-05-01") + pd.to_timedelta(np.sort(rng.integers(0, 86400 * 3, n)), unit="s"),
            }
        ),
    )


def classify(log):
    df = log.copy()

    def device(agent):
        if "bot" in agent.lower() or agent.startswith("curl"):
            return "bot"
        if "iPhone" in agent or "Android" in agent:
            return "mobile"
        return "desktop"

    df["device"] = df["agent"].apply(device)
    df["section"] = df["url"].apply(lambda u: u.split("?")[0].split("/")[1])
    df["ok"] = df["status"].apply(lambda s: 200 <= s < 400)
    people = df[df["device"] != "bot"]
    errors = len(people[~people["ok"]])
    return df, people["section"].value_counts().head(3), errors, people["bytes"].sum()


def expert_classify(log):
    df = log.copy()
    text = df["agent"].dtype
    devices = {}
    for agent in df["agent"].unique():
        is_bot = "bot" in agent.lower() or agent.startswith("curl")
        devices[agent] = "bot" if is_bot else "mobile" if "iPhone" in agent or "Android" in agent else "desktop"
    df["device"] = df["agent"].map(devices).astype(text)
    df["section"] = df["url"].map({u: u.split("?")[0].split("/")[1] for u in df["url"].unique()}).astype(text)
    df["ok"] = (df["status"] >= 200) & (df["status"] < 400)
    person = df["device"] != "bot"
    return df, df.loc[person, "section"].value_counts().head(3), int((person & ~df["ok"]).sum()), df.loc[person, "bytes"].sum()


def slow_pages(log):
    worst = {}
    counts = {}
    for row in log.itertuples():
        if row.millis > 1000:
            counts[row.url] = counts.get(row.url, 0) + 1
        if row.url not in worst or row.millis > worst[row.url]:
            worst[row.url] = row.millis
    slow = log[log["millis"] > 1000]
    return worst, counts, len(slow), slow.sort_values("millis", ascending=False, kind="stable").head(5)["url"].tolist()


def expert_slow_pages(log):
    worst = log.groupby("url", sort=False)["millis"].max()
    slow = log.loc[log["millis"] > 1000, ["url", "millis"]]
    counts = slow.groupby("url", sort=False).size()
    top = slow["url"].iloc[np.argsort(-slow["millis"].to_numpy(), kind="stable")[:5]]
    as_dict = lambda series: dict(zip(series.index.tolist(), series.tolist()))
    return as_dict(worst), as_dict(counts), len(slow), top.tolist()


def users(log):
    rows = []
    for user, visits in log.groupby("user"):
        rows.append(
            {
                "user": user,
                "visits": len(visits),
                "bytes": visits["bytes"].sum(),
                "first": visits["time"].min(),
                "last": visits["time"].max(),
            }
        )
    table = pd.DataFrame(rows)
    table["stay"] = table.apply(lambda r: (r["last"] - r["first"]).seconds, axis=1)
    table["heavy"] = table["bytes"].apply(lambda b: "yes" if b > 1000000 else "no")
    return table, len(table[table["heavy"] == "yes"])


def expert_users(log):
    grouped = log.groupby("user")
    table = pd.DataFrame({"visits": grouped.size(), "bytes": grouped["bytes"].sum(), "first": grouped["time"].min(), "last": grouped["time"].max()})
    table = table.reset_index()
    table["stay"] = (table["last"] - table["first"]).dt.seconds.astype("int64")
    heavy = table["bytes"] > 1000000
    table["heavy"] = pd.Series(np.where(heavy, "yes", "no")).astype(log["url"].dtype)
    return table, int(heavy.sum())


def traffic(log):
    df = log.copy()
    df["hour"] = df["time"].dt.hour
    df["mb"] = df["bytes"].apply(lambda b: b / 1024 / 1024)
    df["weight"] = df.apply(lambda r: r["bytes"] * (2 if r["status"] == 500 else 1), axis=1)
    peak = df.groupby("hour")["weight"].sum().sort_values(ascending=False, kind="stable").head(3)
    answer = {}
    for status in [200, 301, 404, 500]:
        answer[status] = len(df[df["status"] == status])
    return df["mb"], peak, answer, df[df["status"] == 404]["url"].unique().tolist()


def expert_traffic(log):
    weight = log["bytes"] * np.where(log["status"] == 500, 2, 1)
    peak = weight.rename("weight").groupby(log["time"].dt.hour.rename("hour")).sum().sort_values(ascending=False, kind="stable").head(3)
    counts = log["status"].value_counts()
    answer = {status: int(counts.get(status, 0)) for status in [200, 301, 404, 500]}
    return (log["bytes"] / 1024 / 1024).rename("mb"), peak, answer, log.loc[log["status"] == 404, "url"].unique().tolist()


def parameters(log):
    df = log[["url", "user"]].copy()
    df["path"] = df["url"].str.split("?").str[0]
    df["query"] = df["url"].apply(lambda u: u.split("?")[1] if "?" in u else "")
    df["depth"] = df["path"].apply(lambda p: len([x for x in p.split("/") if x]))
    df["is_item"] = df["path"].str.contains("item")
    found = []
    for q in df["query"]:
        if q:
            key, value = q.split("=", 1)
            found.append((key, value))
    return df, found, df["depth"].max()


def expert_parameters(log):
    text = log["url"].dtype
    unique = log["url"].unique()
    mapped = lambda function: log["url"].map({u: function(u) for u in unique})
    df = log[["url", "user"]].copy()
    df["path"] = mapped(lambda u: u.split("?")[0]).astype(object)
    df["query"] = mapped(lambda u: u.split("?")[1] if "?" in u else "").astype(text)
    df["depth"] = mapped(lambda u: len([x for x in u.split("?")[0].split("/") if x]))
    df["is_item"] = mapped(lambda u: "item" in u.split("?")[0])
    return df, [tuple(q.split("=", 1)) for q in df["query"].tolist() if q], df["depth"].max()


def apdex(log):
    satisfied = 0
    tolerating = 0
    frustrated = []
    for i in range(len(log)):
        ms = log.iloc[i]["millis"]
        if ms <= 300:
            satisfied += 1
        elif ms <= 1200:
            tolerating += 1
        else:
            frustrated.append(i)
    score = (satisfied + tolerating / 2) / len(log)
    return score, satisfied, tolerating, len(frustrated), frustrated[:5]


def expert_apdex(log):
    ms = log["millis"].to_numpy()
    satisfied = int(np.count_nonzero(ms <= 300))
    frustrated = np.flatnonzero(ms > 1200)
    tolerating = len(ms) - satisfied - len(frustrated)
    return (satisfied + tolerating / 2) / len(ms), satisfied, tolerating, len(frustrated), frustrated[:5].tolist()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    classify(*data)
    slow_pages(*data)
    users(*data)
    traffic(*data)
    parameters(*data)
    apdex(*data)
