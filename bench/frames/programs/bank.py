"""Transactions of bank accounts."""
import numpy as np
import pandas as pd


def make(n, rng):
    texts = ["REWE Markt", "Shell station 12", "Salary ACME", "Netflix.com", "Rent May", "ATM withdrawal", "Amazon EU", "Gym & Spa"]
    accounts = max(2, n // 40)
    moves = pd.DataFrame(
        {
            "account": rng.integers(0, accounts, n),
            "text": rng.choice(texts, n),
            "cents": rng.integers(-50000, 60000, n),
            "currency": rng.choice(["EUR", "USD", "GBP", "CHF"], n, p=[0.7, 0.15, 0.1, 0.05]),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 366, n)), unit="D"),
            "channel": rng.choice(["card", "online", "branch"], n),
        }
    )
    owners = pd.DataFrame({"account": np.arange(accounts), "limit": rng.integers(100, 3000, accounts) * 100, "country": rng.choice(["DE", "AT"], accounts)})
    return moves, owners


def balances(moves, owners):
    df = moves.copy()
    balance = {}
    after = []
    for _, row in df.iterrows():
        account = row["account"]
        if account not in balance:
            balance[account] = 0
        balance[account] += row["cents"]
        after.append(balance[account])
    df["balance"] = after
    overdrawn = df[df["balance"] < 0]
    return df, len(overdrawn), overdrawn["account"].nunique()


def expert_balances(moves, owners):
    df = moves.copy()
    df["balance"] = df.groupby("account")["cents"].cumsum()
    below = df["balance"] < 0
    return df, int(below.sum()), df.loc[below, "account"].nunique()


def categories(moves, owners):
    rules = {"rewe": "food", "shell": "car", "salary": "income", "netflix": "fun", "rent": "home", "amazon": "shopping"}

    def category(text):
        low = text.lower()
        for word in rules:
            if word in low:
                return rules[word]
        return "other"

    df = moves.copy()
    df["category"] = df["text"].apply(category)
    spent = df[df["cents"] < 0]
    totals = {}
    for name in spent["category"].unique():
        totals[name] = -spent[spent["category"] == name]["cents"].sum()
    return df["category"], totals, df[df["cents"] < 0]["cents"].min()


def expert_categories(moves, owners):
    rules = {"rewe": "food", "shell": "car", "salary": "income", "netflix": "fun", "rent": "home", "amazon": "shopping"}
    table = {text: next((rules[word] for word in rules if word in text.lower()), "other") for text in moves["text"].unique()}
    category = moves["text"].map(table).astype(moves["text"].dtype).rename("category")
    negative = moves["cents"] < 0
    totals = (-moves.loc[negative, "cents"]).groupby(category[negative], sort=False).sum()
    return category, dict(zip(totals.index.tolist(), totals.to_numpy())), moves.loc[negative, "cents"].min()


def fees(moves, owners):
    df = moves.copy()

    def fee(row):
        if row["currency"] == "EUR":
            return 0
        if row["channel"] == "card":
            return abs(row["cents"]) * 175 // 10000
        elif row["channel"] == "online":
            return 99
        return 350

    df["fee"] = df.apply(fee, axis=1)
    df["net"] = df["cents"] - df["fee"]
    foreign = df[df["currency"] != "EUR"]
    per_currency = foreign.groupby("currency")["fee"].sum()
    highest = foreign.sort_values("fee", ascending=False, kind="stable").head(3)
    return df, per_currency, highest, len(df[df["fee"] > 1000])


def expert_fees(moves, owners):
    df = moves.copy()
    euro = df["currency"] == "EUR"
    by_card = df["cents"].abs() * 175 // 10000
    df["fee"] = np.select([euro, df["channel"] == "card", df["channel"] == "online"], [0, by_card, 99], 350)
    df["net"] = df["cents"] - df["fee"]
    foreign = df[~euro]
    highest = foreign.iloc[np.argsort(-foreign["fee"].to_numpy(), kind="stable")[:3]]
    return df, foreign.groupby("currency")["fee"].sum(), highest, int((df["fee"] > 1000).sum())


def over_limit(moves, owners):
    df = moves.merge(owners, on="account", how="left")
    flags = []
    for row in df.itertuples(index=False):
        if row.cents < 0 and -row.cents > row.limit:
            flags.append("over")
        elif row.cents < 0:
            flags.append("spent")
        else:
            flags.append("in")
    df["flag"] = flags
    counts = df["flag"].value_counts()
    german = df[df["country"] == "DE"]
    return df, counts, len(german[german["flag"] == "over"])


def expert_over_limit(moves, owners):
    df = moves.merge(owners, on="account", how="left")
    flag = np.select([(df["cents"] < 0) & (-df["cents"] > df["limit"]), df["cents"] < 0], ["over", "spent"], "in")
    df["flag"] = pd.Series(flag, index=df.index).astype(df["text"].dtype)
    return df, df["flag"].value_counts(), int(((df["country"] == "DE") & (df["flag"] == "over")).sum())


def statement(moves, owners):
    df = moves.copy()
    df["month"] = df["date"].apply(lambda d: d.month)
    df["weekend"] = df["date"].apply(lambda d: d.weekday() >= 5)
    df["amount"] = df["cents"].apply(lambda c: c / 100)
    df["sign"] = df["cents"].apply(lambda c: "+" if c >= 0 else "-")
    lines = []
    for i, row in df.head(20).iterrows():
        lines.append(f"{row['date']:%d.%m.} {row['text']:<20} {row['amount']:>10.2f}")
    pivot = df.pivot_table(index="month", columns="sign", values="cents", aggfunc="sum")
    weekend = df[df["weekend"]]
    return df, lines, pivot, len(weekend), weekend["cents"].sum()


def expert_statement(moves, owners):
    df = moves.copy()
    df["month"] = df["date"].dt.month.astype("int64")
    df["weekend"] = df["date"].dt.weekday >= 5
    df["amount"] = df["cents"] / 100
    df["sign"] = pd.Series(np.where(df["cents"] >= 0, "+", "-"), index=df.index).astype(df["text"].dtype)
    head = df.iloc[:20]
    lines = [f"{d:%d.%m.} {t:<20} {a:>10.2f}" for d, t, a in zip(head["date"], head["text"], head["amount"])]
    pivot = df.pivot_table(index="month", columns="sign", values="cents", aggfunc="sum")
    return df, lines, pivot, int(df["weekend"].sum()), df.loc[df["weekend"], "cents"].sum()


def largest_per_account(moves, owners):
    best = []
    for account in moves["account"].unique():
        mine = moves[moves["account"] == account]
        best.append((account, mine["cents"].max(), len(mine)))
    table = pd.DataFrame(best, columns=["account", "largest", "moves"])
    table = table.merge(owners[["account", "country"]], on="account", how="left")
    return table, len(table[table["moves"] > 30]), table.sort_values("largest", ascending=False, kind="stable").head(5)


def expert_largest_per_account(moves, owners):
    stats = moves.groupby("account", sort=False)["cents"].agg(["max", "size"]).reset_index()
    table = pd.DataFrame({"account": stats["account"], "largest": stats["max"], "moves": stats["size"]})
    table["country"] = table["account"].map(owners.set_index("account")["country"])
    return table, int((table["moves"] > 30).sum()), table.sort_values("largest", ascending=False, kind="stable").head(5)


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    balances(*data)
    categories(*data)
    fees(*data)
    over_limit(*data)
    statement(*data)
    largest_per_account(*data)
