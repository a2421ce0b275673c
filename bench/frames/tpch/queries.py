"""The 22 queries of TPC-H as plain pandas: tables are joined, filtered and grouped step by step, as the text of the query reads."""
import pandas as pd


def q1(lineitem):
    df = lineitem[lineitem["l_shipdate"] <= pd.Timestamp("1998-09-02")]
    df = df.copy()
    df["disc_price"] = df["l_extendedprice"] * (1 - df["l_discount"])
    df["charge"] = df["disc_price"] * (1 + df["l_tax"])
    result = df.groupby(["l_returnflag", "l_linestatus"]).agg(
        sum_qty=("l_quantity", "sum"),
        sum_base_price=("l_extendedprice", "sum"),
        sum_disc_price=("disc_price", "sum"),
        sum_charge=("charge", "sum"),
        avg_qty=("l_quantity", "mean"),
        avg_price=("l_extendedprice", "mean"),
        avg_disc=("l_discount", "mean"),
        count_order=("l_orderkey", "count"),
    )
    return result.reset_index().sort_values(["l_returnflag", "l_linestatus"])


def q2(part, supplier, partsupp, nation, region):
    df = part.merge(partsupp, left_on="p_partkey", right_on="ps_partkey")
    df = df.merge(supplier, left_on="ps_suppkey", right_on="s_suppkey")
    df = df.merge(nation, left_on="s_nationkey", right_on="n_nationkey")
    df = df.merge(region, left_on="n_regionkey", right_on="r_regionkey")
    df = df[df["p_size"] == 15]
    df = df[df["p_type"].str.endswith("BRASS")]
    df = df[df["r_name"] == "EUROPE"]
    lowest = df.groupby("p_partkey")["ps_supplycost"].min().reset_index()
    result = df.merge(lowest, on=["p_partkey", "ps_supplycost"])
    result = result[["s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment"]]
    return result.sort_values(["s_acctbal", "n_name", "s_name", "p_partkey"], ascending=[False, True, True, True]).head(100)


def q3(customer, orders, lineitem):
    df = customer.merge(orders, left_on="c_custkey", right_on="o_custkey")
    df = df.merge(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    df = df[df["c_mktsegment"] == "BUILDING"]
    df = df[df["o_orderdate"] < pd.Timestamp("1995-03-15")]
    df = df[df["l_shipdate"] > pd.Timestamp("1995-03-15")]
    df["revenue"] = df["l_extendedprice"] * (1 - df["l_discount"])
    result = df.groupby(["o_orderkey", "o_orderdate", "o_shippriority"])["revenue"].sum().reset_index()
    result = result[["o_orderkey", "revenue", "o_orderdate", "o_shippriority"]]
    return result.sort_values(["revenue", "o_orderdate"], ascending=[False, True]).head(10)


def q4(orders, lineitem):
    late = lineitem[lineitem["l_commitdate"] < lineitem["l_receiptdate"]]
    quarter = orders[orders["o_orderdate"] >= pd.Timestamp("1993-07-01")]
    quarter = quarter[quarter["o_orderdate"] < pd.Timestamp("1993-10-01")]
    hit = quarter[quarter["o_orderkey"].isin(late["l_orderkey"].unique())]
    result = hit.groupby("o_orderpriority").size().reset_index(name="order_count")
    return result.sort_values("o_orderpriority")


def q5(customer, orders, lineitem, supplier, nation, region):
    df = region.merge(nation, left_on="r_regionkey", right_on="n_regionkey")
    df = df.merge(customer, left_on="n_nationkey", right_on="c_nationkey")
    df = df.merge(orders, left_on="c_custkey", right_on="o_custkey")
    df = df.merge(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    df = df.merge(supplier, left_on=["l_suppkey", "n_nationkey"], right_on=["s_suppkey", "s_nationkey"])
    df = df[df["r_name"] == "ASIA"]
    df = df[(df["o_orderdate"] >= pd.Timestamp("1994-01-01")) & (df["o_orderdate"] < pd.Timestamp("1995-01-01"))]
    df["revenue"] = df["l_extendedprice"] * (1 - df["l_discount"])
    result = df.groupby("n_name")["revenue"].sum().reset_index()
    return result.sort_values("revenue", ascending=False)


def q6(lineitem):
    df = lineitem[lineitem["l_shipdate"] >= pd.Timestamp("1994-01-01")]
    df = df[df["l_shipdate"] < pd.Timestamp("1995-01-01")]
    df = df[(df["l_discount"] >= 0.05) & (df["l_discount"] <= 0.07)]
    df = df[df["l_quantity"] < 24]
    return (df["l_extendedprice"] * df["l_discount"]).sum()


def q7(supplier, lineitem, orders, customer, nation):
    sellers = supplier.merge(nation, left_on="s_nationkey", right_on="n_nationkey").rename(columns={"n_name": "supp_nation"})
    buyers = customer.merge(nation, left_on="c_nationkey", right_on="n_nationkey").rename(columns={"n_name": "cust_nation"})
    df = lineitem.merge(sellers, left_on="l_suppkey", right_on="s_suppkey")
    df = df.merge(orders, left_on="l_orderkey", right_on="o_orderkey")
    df = df.merge(buyers, left_on="o_custkey", right_on="c_custkey")
    there = (df["supp_nation"] == "FRANCE") & (df["cust_nation"] == "GERMANY")
    back = (df["supp_nation"] == "GERMANY") & (df["cust_nation"] == "FRANCE")
    df = df[there | back]
    df = df[(df["l_shipdate"] >= pd.Timestamp("1995-01-01")) & (df["l_shipdate"] <= pd.Timestamp("1996-12-31"))]
    df["l_year"] = df["l_shipdate"].apply(lambda d: d.year)
    df["volume"] = df["l_extendedprice"] * (1 - df["l_discount"])
    result = df.groupby(["supp_nation", "cust_nation", "l_year"])["volume"].sum().reset_index()
    return result.sort_values(["supp_nation", "cust_nation", "l_year"])


def q8(part, supplier, lineitem, orders, customer, nation, region):
    df = part.merge(lineitem, left_on="p_partkey", right_on="l_partkey")
    df = df[df["p_type"] == "ECONOMY ANODIZED STEEL"]
    df = df.merge(supplier, left_on="l_suppkey", right_on="s_suppkey")
    df = df.merge(orders, left_on="l_orderkey", right_on="o_orderkey")
    df = df.merge(customer, left_on="o_custkey", right_on="c_custkey")
    df = df.merge(nation[["n_nationkey", "n_regionkey"]], left_on="c_nationkey", right_on="n_nationkey")
    df = df.merge(region, left_on="n_regionkey", right_on="r_regionkey")
    df = df.merge(nation[["n_nationkey", "n_name"]].rename(columns={"n_nationkey": "key"}), left_on="s_nationkey", right_on="key")
    df = df[df["r_name"] == "AMERICA"]
    df = df[(df["o_orderdate"] >= pd.Timestamp("1995-01-01")) & (df["o_orderdate"] <= pd.Timestamp("1996-12-31"))]
    df["o_year"] = df["o_orderdate"].apply(lambda d: d.year)
    df["volume"] = df["l_extendedprice"] * (1 - df["l_discount"])
    df["brazil"] = df.apply(lambda r: r["volume"] if r["n_name"] == "BRAZIL" else 0.0, axis=1)
    result = df.groupby("o_year")[["brazil", "volume"]].sum().reset_index()
    result["mkt_share"] = result["brazil"] / result["volume"]
    return result[["o_year", "mkt_share"]].sort_values("o_year")


def q9(part, supplier, lineitem, partsupp, orders, nation):
    df = part.merge(lineitem, left_on="p_partkey", right_on="l_partkey")
    df = df[df["p_name"].str.contains("green")]
    df = df.merge(supplier, left_on="l_suppkey", right_on="s_suppkey")
    df = df.merge(partsupp, left_on=["l_suppkey", "l_partkey"], right_on=["ps_suppkey", "ps_partkey"])
    df = df.merge(orders, left_on="l_orderkey", right_on="o_orderkey")
    df = df.merge(nation, left_on="s_nationkey", right_on="n_nationkey")
    df["o_year"] = df["o_orderdate"].apply(lambda d: d.year)
    df["amount"] = df["l_extendedprice"] * (1 - df["l_discount"]) - df["ps_supplycost"] * df["l_quantity"]
    result = df.groupby(["n_name", "o_year"])["amount"].sum().reset_index()
    return result.sort_values(["n_name", "o_year"], ascending=[True, False])


def q10(customer, orders, lineitem, nation):
    df = customer.merge(orders, left_on="c_custkey", right_on="o_custkey")
    df = df.merge(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    df = df.merge(nation, left_on="c_nationkey", right_on="n_nationkey")
    df = df[df["o_orderdate"] >= pd.Timestamp("1993-10-01")]
    df = df[df["o_orderdate"] < pd.Timestamp("1994-01-01")]
    df = df[df["l_returnflag"] == "R"]
    df["revenue"] = df["l_extendedprice"] * (1 - df["l_discount"])
    keys = ["c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"]
    result = df.groupby(keys)["revenue"].sum().reset_index()
    return result.sort_values("revenue", ascending=False).head(20)


def q11(partsupp, supplier, nation):
    df = partsupp.merge(supplier, left_on="ps_suppkey", right_on="s_suppkey")
    df = df.merge(nation, left_on="s_nationkey", right_on="n_nationkey")
    df = df[df["n_name"] == "GERMANY"]
    df["value"] = df["ps_supplycost"] * df["ps_availqty"]
    limit = df["value"].sum() * 0.0001
    result = df.groupby("ps_partkey")["value"].sum().reset_index()
    result = result[result["value"] > limit]
    return result.sort_values("value", ascending=False)


def q12(orders, lineitem):
    df = orders.merge(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    df = df[df["l_shipmode"].isin(["MAIL", "SHIP"])]
    df = df[df["l_commitdate"] < df["l_receiptdate"]]
    df = df[df["l_shipdate"] < df["l_commitdate"]]
    df = df[(df["l_receiptdate"] >= pd.Timestamp("1994-01-01")) & (df["l_receiptdate"] < pd.Timestamp("1995-01-01"))]
    df["high_line_count"] = df["o_orderpriority"].apply(lambda p: 1 if p in ("1-URGENT", "2-HIGH") else 0)
    df["low_line_count"] = df["o_orderpriority"].apply(lambda p: 0 if p in ("1-URGENT", "2-HIGH") else 1)
    result = df.groupby("l_shipmode")[["high_line_count", "low_line_count"]].sum().reset_index()
    return result.sort_values("l_shipmode")


def q13(customer, orders):
    kept = orders[~orders["o_comment"].str.contains("special.*requests")]
    df = customer.merge(kept, left_on="c_custkey", right_on="o_custkey", how="left")
    counts = df.groupby("c_custkey")["o_orderkey"].count().reset_index(name="c_count")
    result = counts.groupby("c_count").size().reset_index(name="custdist")
    return result.sort_values(["custdist", "c_count"], ascending=[False, False])


def q14(lineitem, part):
    df = lineitem.merge(part, left_on="l_partkey", right_on="p_partkey")
    df = df[(df["l_shipdate"] >= pd.Timestamp("1995-09-01")) & (df["l_shipdate"] < pd.Timestamp("1995-10-01"))]
    df["revenue"] = df["l_extendedprice"] * (1 - df["l_discount"])
    promo = df[df["p_type"].str.startswith("PROMO")]["revenue"].sum()
    return 100 * promo / df["revenue"].sum()


def q15(lineitem, supplier):
    df = lineitem[lineitem["l_shipdate"] >= pd.Timestamp("1996-01-01")]
    df = df[df["l_shipdate"] < pd.Timestamp("1996-04-01")]
    df = df.copy()
    df["revenue"] = df["l_extendedprice"] * (1 - df["l_discount"])
    totals = df.groupby("l_suppkey")["revenue"].sum().reset_index(name="total_revenue")
    best = totals[totals["total_revenue"] == totals["total_revenue"].max()]
    result = supplier.merge(best, left_on="s_suppkey", right_on="l_suppkey")
    return result[["s_suppkey", "s_name", "s_address", "s_phone", "total_revenue"]].sort_values("s_suppkey")


def q16(partsupp, part, supplier):
    complaints = supplier[supplier["s_comment"].str.contains("Customer.*Complaints")]
    df = part.merge(partsupp, left_on="p_partkey", right_on="ps_partkey")
    df = df[df["p_brand"] != "Brand#45"]
    df = df[~df["p_type"].str.startswith("MEDIUM POLISHED")]
    df = df[df["p_size"].isin([49, 14, 23, 45, 19, 3, 36, 9])]
    df = df[~df["ps_suppkey"].isin(complaints["s_suppkey"])]
    result = df.groupby(["p_brand", "p_type", "p_size"])["ps_suppkey"].nunique().reset_index(name="supplier_cnt")
    return result.sort_values(["supplier_cnt", "p_brand", "p_type", "p_size"], ascending=[False, True, True, True])


def q17(lineitem, part):
    df = lineitem.merge(part, left_on="l_partkey", right_on="p_partkey")
    df = df[(df["p_brand"] == "Brand#23") & (df["p_container"] == "MED BOX")]
    average = df.groupby("l_partkey")["l_quantity"].mean().reset_index(name="average")
    df = df.merge(average, on="l_partkey")
    small = df[df["l_quantity"] < 0.2 * df["average"]]
    return small["l_extendedprice"].sum() / 7.0


def q18(customer, orders, lineitem):
    sums = lineitem.groupby("l_orderkey")["l_quantity"].sum().reset_index(name="total")
    large = sums[sums["total"] > 300]
    df = orders[orders["o_orderkey"].isin(large["l_orderkey"])]
    df = df.merge(customer, left_on="o_custkey", right_on="c_custkey")
    df = df.merge(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    keys = ["c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice"]
    result = df.groupby(keys)["l_quantity"].sum().reset_index()
    return result.sort_values(["o_totalprice", "o_orderdate"], ascending=[False, True]).head(100)


def q19(lineitem, part):
    df = lineitem.merge(part, left_on="l_partkey", right_on="p_partkey")
    df = df[df["l_shipmode"].isin(["AIR", "REG AIR"])]
    df = df[df["l_shipinstruct"] == "DELIVER IN PERSON"]

    def fits(r):
        if r["p_brand"] == "Brand#12" and r["p_container"] in ("SM CASE", "SM BOX", "SM PACK", "SM PKG"):
            return 1 <= r["l_quantity"] <= 11 and 1 <= r["p_size"] <= 5
        if r["p_brand"] == "Brand#23" and r["p_container"] in ("MED BAG", "MED BOX", "MED PKG", "MED PACK"):
            return 10 <= r["l_quantity"] <= 20 and 1 <= r["p_size"] <= 10
        if r["p_brand"] == "Brand#34" and r["p_container"] in ("LG CASE", "LG BOX", "LG PACK", "LG PKG"):
            return 20 <= r["l_quantity"] <= 30 and 1 <= r["p_size"] <= 15
        return False

    hit = df[df.apply(fits, axis=1)]
    return (hit["l_extendedprice"] * (1 - hit["l_discount"])).sum()


def q20(supplier, nation, partsupp, part, lineitem):
    forest = part[part["p_name"].str.startswith("forest")]
    year = lineitem[lineitem["l_shipdate"] >= pd.Timestamp("1994-01-01")]
    year = year[year["l_shipdate"] < pd.Timestamp("1995-01-01")]
    sold = year.groupby(["l_partkey", "l_suppkey"])["l_quantity"].sum().reset_index(name="sold")
    df = partsupp[partsupp["ps_partkey"].isin(forest["p_partkey"])]
    df = df.merge(sold, left_on=["ps_partkey", "ps_suppkey"], right_on=["l_partkey", "l_suppkey"])
    df = df[df["ps_availqty"] > 0.5 * df["sold"]]
    result = supplier[supplier["s_suppkey"].isin(df["ps_suppkey"].unique())]
    result = result.merge(nation, left_on="s_nationkey", right_on="n_nationkey")
    result = result[result["n_name"] == "CANADA"]
    return result[["s_name", "s_address"]].sort_values("s_name")


def q21(supplier, lineitem, orders, nation):
    late = lineitem[lineitem["l_receiptdate"] > lineitem["l_commitdate"]]
    per_order = lineitem.groupby("l_orderkey")["l_suppkey"].nunique().reset_index(name="suppliers")
    late_per_order = late.groupby("l_orderkey")["l_suppkey"].nunique().reset_index(name="late_suppliers")
    df = late.merge(per_order, on="l_orderkey").merge(late_per_order, on="l_orderkey")
    df = df[df["suppliers"] > 1]
    df = df[df["late_suppliers"] == 1]
    df = df.merge(supplier, left_on="l_suppkey", right_on="s_suppkey")
    df = df.merge(orders, left_on="l_orderkey", right_on="o_orderkey")
    df = df.merge(nation, left_on="s_nationkey", right_on="n_nationkey")
    df = df[df["o_orderstatus"] == "F"]
    df = df[df["n_name"] == "SAUDI ARABIA"]
    result = df.groupby("s_name").size().reset_index(name="numwait")
    return result.sort_values(["numwait", "s_name"], ascending=[False, True]).head(100)


def q22(customer, orders):
    df = customer.copy()
    df["cntrycode"] = df["c_phone"].apply(lambda p: p[:2])
    df = df[df["cntrycode"].isin(["13", "31", "23", "29", "30", "18", "17"])]
    average = df[df["c_acctbal"] > 0]["c_acctbal"].mean()
    df = df[df["c_acctbal"] > average]
    df = df[~df["c_custkey"].isin(orders["o_custkey"])]
    result = df.groupby("cntrycode").agg(numcust=("c_custkey", "count"), totacctbal=("c_acctbal", "sum")).reset_index()
    return result.sort_values("cntrycode")


def main(folder):
    lineitem = pd.read_csv(f"{folder}/lineitem.csv", parse_dates=["l_shipdate", "l_commitdate", "l_receiptdate"])
    orders = pd.read_csv(f"{folder}/orders.csv", parse_dates=["o_orderdate"])
    customer = pd.read_csv(f"{folder}/customer.csv")
    part = pd.read_csv(f"{folder}/part.csv")
    partsupp = pd.read_csv(f"{folder}/partsupp.csv")
    supplier = pd.read_csv(f"{folder}/supplier.csv")
    nation = pd.read_csv(f"{folder}/nation.csv")
    region = pd.read_csv(f"{folder}/region.csv")
    print(q1(lineitem))
    print(q2(part, supplier, partsupp, nation, region))
    print(q3(customer, orders, lineitem))
    print(q4(orders, lineitem))
    print(q5(customer, orders, lineitem, supplier, nation, region))
    print(q6(lineitem))
    print(q7(supplier, lineitem, orders, customer, nation))
    print(q8(part, supplier, lineitem, orders, customer, nation, region))
    print(q9(part, supplier, lineitem, partsupp, orders, nation))
    print(q10(customer, orders, lineitem, nation))
    print(q11(partsupp, supplier, nation))
    print(q12(orders, lineitem))
    print(q13(customer, orders))
    print(q14(lineitem, part))
    print(q15(lineitem, supplier))
    print(q16(partsupp, part, supplier))
    print(q17(lineitem, part))
    print(q18(customer, orders, lineitem))
    print(q19(lineitem, part))
    print(q20(supplier, nation, partsupp, part, lineitem))
    print(q21(supplier, lineitem, orders, nation))
    print(q22(customer, orders))


if __name__ == "__main__":
    main("tpch")
