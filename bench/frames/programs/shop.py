"""Orders of a shop and its customers."""
import numpy as np
import pandas as pd


def make(n, rng):
    customers = max(3, n // 20)
    orders = pd.DataFrame(
        {
            "order_id": np.arange(n),
            "customer_id": rng.integers(0, customers, n),
            "country": rng.choice(["DE", "FR", "US", "PL", "IT"], n),
            "category": rng.choice(["toys", "books", "garden", "food"], n),
            "quantity": rng.integers(1, 12, n),
            "unit_price": rng.integers(100, 9000, n) / 100,
            "discount": rng.choice([0.0, 0.0, 0.05, 0.1, 0.25], n),
            "status": rng.choice(["paid", "open", "returned", "cancelled"], n, p=[0.7, 0.15, 0.1, 0.05]),
            "order_date": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D"),
        }
    )
    people = pd.DataFrame(
        {
            "customer_id": np.arange(customers),
            "name": [f"Customer {i}" for i in range(customers)],
            "segment": rng.choice(["consumer", "corporate", "home"], customers),
            "credit": rng.integers(0, 5000, customers),
        }
    )
    return orders, people


def shipping_cost(orders, customers):
    df = orders.copy()
    df["revenue"] = df["quantity"] * df["unit_price"] * (1 - df["discount"])

    def shipping(row):
        if row["country"] == "DE":
            cost = 3.9
        elif row["country"] in ("FR", "PL", "IT"):
            cost = 7.9
        else:
            cost = 19.5
        if row["revenue"] > 150:
            return 0.0
        return cost

    df["shipping"] = df.apply(shipping, axis=1)
    df["total"] = df.apply(lambda row: row["revenue"] + row["shipping"], axis=1)
    paid = df[df["status"] == "paid"]
    n_paid = len(df[df["status"] == "paid"])
    free = len(df[df["shipping"] == 0.0])
    by_country = paid.groupby("country")["total"].max()
    top = df.sort_values("total", ascending=False, kind="stable").head(5)
    return df, by_country, n_paid, free, top


def expert_shipping_cost(orders, customers):
    df = orders.copy()
    revenue = (df["quantity"] * df["unit_price"] * (1 - df["discount"])).to_numpy()
    country = df["country"]
    cost = np.where(country == "DE", 3.9, np.where(country.isin(["FR", "PL", "IT"]), 7.9, 19.5))
    shipping = np.where(revenue > 150, 0.0, cost)
    df["revenue"], df["shipping"] = revenue, shipping
    df["total"] = revenue + shipping
    is_paid = df["status"] == "paid"
    by_country = df.loc[is_paid, ["country", "total"]].groupby("country")["total"].max()
    top = df.iloc[np.argsort(-df["total"].to_numpy(), kind="stable")[:5]]
    return df, by_country, int(is_paid.sum()), int((shipping == 0.0).sum()), top


def order_labels(orders, customers):
    df = orders.copy()
    df["label"] = df.apply(lambda r: r["country"] + "-" + r["category"] + "-" + str(r["quantity"]), axis=1)
    df["size"] = df["quantity"].apply(lambda q: "bulk" if q >= 10 else ("medium" if q >= 4 else "small"))
    df["is_open"] = df["status"].apply(lambda s: s in ["open", "paid"])
    df["month"] = df["order_date"].apply(lambda d: d.month)
    counts = df["size"].value_counts()
    open_bulk = df[df["is_open"]][df["size"] == "bulk"]["label"].nunique() if len(df) else 0
    return df[["label", "size", "is_open", "month"]], counts, open_bulk


def expert_order_labels(orders, customers):
    labels = [f"{c}-{k}-{q}" for c, k, q in zip(orders["country"].tolist(), orders["category"].tolist(), orders["quantity"].tolist())]
    quantity = orders["quantity"].to_numpy()
    size = np.where(quantity >= 10, "bulk", np.where(quantity >= 4, "medium", "small"))
    is_open = orders["status"].isin(["open", "paid"])
    text = orders["country"].dtype
    df = pd.DataFrame(
        {
            "label": pd.Series(labels, index=orders.index, dtype=text),
            "size": pd.Series(size, index=orders.index).astype(text),
            "is_open": is_open,
            "month": orders["order_date"].dt.month.astype("int64"),
        }
    )
    return df, df["size"].value_counts(), df.loc[is_open & (df["size"] == "bulk"), "label"].nunique()


def discount_audit(orders, customers):
    suspicious = []
    lost = 0
    per_category = {}
    for _, row in orders.iterrows():
        if row["discount"] > 0.2 and row["status"] == "paid":
            suspicious.append(row["order_id"])
            lost += int(row["quantity"] * row["unit_price"] * row["discount"] * 100)
        if row["category"] not in per_category:
            per_category[row["category"]] = 0
        per_category[row["category"]] += row["quantity"]
    share = len(suspicious) / len(orders)
    return suspicious, lost, per_category, share


def expert_discount_audit(orders, customers):
    bad = orders.loc[(orders["discount"] > 0.2) & (orders["status"] == "paid"), ["order_id", "quantity", "unit_price", "discount"]]
    lost = int((bad["quantity"] * bad["unit_price"] * bad["discount"] * 100).astype("int64").sum())
    per_category = orders.groupby("category", sort=False)["quantity"].sum()
    return bad["order_id"].tolist(), lost, dict(zip(per_category.index.tolist(), per_category.tolist())), len(bad) / len(orders)


def monthly_report(orders, customers):
    df = orders.copy()
    df["month"] = df["order_date"].apply(lambda d: d.strftime("%Y-%m"))
    df["cents"] = df.apply(lambda r: int(round(r["unit_price"] * 100)) * r["quantity"], axis=1)
    good = df[df["status"] != "cancelled"]
    monthly = good.groupby("month")["cents"].sum().reset_index()
    best = monthly.sort_values("cents", ascending=False, kind="stable").head(3)
    rows = []
    for month in df["month"].unique():
        part = df[df["month"] == month]
        rows.append({"month": month, "orders": len(part), "largest": part["cents"].max()})
    summary = pd.DataFrame(rows)
    return monthly, best, summary


def expert_monthly_report(orders, customers):
    month = orders["order_date"].dt.strftime("%Y-%m")
    cents = np.round(orders["unit_price"].to_numpy() * 100).astype("int64") * orders["quantity"]
    df = pd.DataFrame({"month": month, "cents": cents})
    monthly = df[orders["status"] != "cancelled"].groupby("month")["cents"].sum().reset_index()
    best = monthly.sort_values("cents", ascending=False, kind="stable").head(3)
    stats = df.groupby("month", sort=False)["cents"].agg(["size", "max"])
    summary = pd.DataFrame({"month": stats.index.to_series().to_numpy(), "orders": stats["size"].to_numpy(), "largest": stats["max"].to_numpy()})
    return monthly, best, summary


def customer_value(orders, customers):
    df = orders.merge(customers, on="customer_id", how="left")
    df["value"] = df["quantity"] * df["unit_price"]
    df["tier"] = df.apply(lambda r: "gold" if r["value"] > 400 and r["segment"] == "corporate" else "silver" if r["value"] > 200 else "none", axis=1)
    df["over_credit"] = df.apply(lambda r: 1 if r["value"] > r["credit"] else 0, axis=1)
    gold = df[df["tier"] == "gold"]
    answer = {
        "gold": len(df[df["tier"] == "gold"]),
        "silver": len(df[df["tier"] == "silver"]),
        "over": df["over_credit"].sum(),
        "largest": df[df["tier"] == "gold"]["value"].max(),
        "names": sorted(gold["name"].unique())[:10],
    }
    return answer, df.groupby("segment")["value"].max()


def expert_customer_value(orders, customers):
    by_id = customers.set_index("customer_id")
    segment = orders["customer_id"].map(by_id["segment"])
    value = orders["quantity"] * orders["unit_price"]
    gold = (value > 400) & (segment == "corporate")
    silver = (value > 200) & ~gold
    names = by_id["name"].reindex(orders.loc[gold, "customer_id"].unique())
    answer = {
        "gold": int(gold.sum()),
        "silver": int(silver.sum()),
        "over": (value > orders["customer_id"].map(by_id["credit"])).astype("int64").sum(),
        "largest": value[gold].max(),
        "names": sorted(names)[:10],
    }
    return answer, value.rename("value").groupby(segment.rename("segment")).max()


def basket_codes(orders, customers):
    prefix = {"toys": "T", "books": "B", "garden": "G", "food": "F"}
    df = orders[["order_id", "category", "status", "quantity"]].copy()
    codes = []
    for i in range(len(df)):
        row = df.iloc[i]
        codes.append(prefix[row["category"]] + str(row["order_id"]).zfill(7))
    df["code"] = codes
    df["vat"] = df["category"].map(lambda c: 0.07 if c in ("books", "food") else 0.19)
    df["state"] = df["status"].apply(lambda s: s.upper()[:4])
    reduced = df[df["vat"] < 0.1]
    return df, len(reduced), reduced["quantity"].sum()


def expert_basket_codes(orders, customers):
    df = orders[["order_id", "category", "status", "quantity"]].copy()
    letters = df["category"].map({"toys": "T", "books": "B", "garden": "G", "food": "F"}).tolist()
    text = df["category"].dtype
    df["code"] = pd.Series([f"{letter}{number:07d}" for letter, number in zip(letters, df["order_id"].tolist())], index=df.index, dtype=text)
    df["vat"] = np.where(df["category"].isin(["books", "food"]), 0.07, 0.19)
    states = {state: state.upper()[:4] for state in df["status"].unique()}
    df["state"] = df["status"].map(states).astype(text)
    low = df["vat"] < 0.1
    return df, int(low.sum()), df.loc[low, "quantity"].sum()


if __name__ == "__main__":
    data = make(1000, np.random.default_rng(0))
    shipping_cost(*data)
    order_labels(*data)
    discount_audit(*data)
    monthly_report(*data)
    customer_value(*data)
    basket_codes(*data)
