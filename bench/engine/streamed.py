"""What `report.py` prints, computed part by part by hand: for files that pandas cannot hold."""
import sys

import pandas as pd


def report(path):
    rows = discounts = amount = 0
    units, extremes, customers, dear = [], [], set(), []
    for sales in pd.read_csv(path, chunksize=1_000_000):
        rows += len(sales)
        discounts += sales["discount"].count()
        large = sales[(sales["amount"] > 100) & (sales["channel"] != "phone")]
        units.append((large["amount"] * 12).groupby(large["city"]).sum().rename("units"))
        extremes.append(large.groupby(["city", "channel"]).agg({"amount": "max", "customer": "min"}))
        customers.update(large["customer"].unique())
        amount += large["amount"].sum()
        dear.append(large[(large["price"] > 899.9) & (large["amount"] > 398)].assign(units=lambda each: each["amount"] * 12))
    print(rows, "sales")
    print(pd.concat(units).groupby(level=0).sum())
    print(pd.concat(extremes).groupby(level=[0, 1]).agg({"amount": "max", "customer": "min"}))
    print(len(customers), amount, discounts)
    return pd.concat(dear).sort_values(["price", "token"]).head(10)


print(report(sys.argv[1]).to_string())
