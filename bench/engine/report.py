"""A report as analysts write it: filters, new columns, groups, a few rows to look at."""
import sys

import pandas as pd


def report(path):
    sales = pd.read_csv(path)
    print(len(sales), "sales")
    large = sales[(sales["amount"] > 100) & (sales["channel"] != "phone")]
    large["units"] = large["amount"] * 12
    print(large.groupby("city")["units"].sum())
    print(large.groupby(["city", "channel"]).agg({"amount": "max", "customer": "min"}))
    print(large["customer"].nunique(), large["amount"].sum(), sales["discount"].count())
    dear = large[(large["price"] > 899.9) & (large["amount"] > 398)]
    return dear.sort_values(["price", "token"]).head(10)


print(report(sys.argv[1]).to_string())
