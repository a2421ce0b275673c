"""The tables of TPC-H, drawn from the distributions of its public specification: `tables(scale)` gives frames by name.

Keys, dates, prices and the fields that queries select by follow the rules of the specification (clause 4.2); comments are short, as no
query but 13 and 16 looks at them. The same scale always gives the same tables.
"""
import numpy as np
import pandas as pd

NATIONS = [
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0), ("FRANCE", 3), ("GERMANY", 3),
    ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4), ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0),
    ("PERU", 1), ("CHINA", 2), ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3), ("UNITED KINGDOM", 3), ("UNITED STATES", 1),
]  # fmt: skip
REGIONS = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]
SEGMENTS = ["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"]
PRIORITIES = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"]
INSTRUCTIONS = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"]
MODES = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"]
TYPES = [
    f"{a} {b} {c}"
    for a in ["STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"]
    for b in ["ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"]
    for c in ["TIN", "NICKEL", "BRASS", "STEEL", "COPPER"]
]
CONTAINERS = [f"{a} {b}" for a in ["SM", "LG", "MED", "JUMBO", "WRAP"] for b in ["CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"]]
COLOURS = (
    "almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon chocolate coral "
    "cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew "
    "hot indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy "
    "olive orange orchid pale papaya peach peru pink plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate "
    "smoke snow spring steel tan thistle tomato turquoise violet wheat white yellow"
).split()
NOTES = [
    "carefully final deposits", "quickly regular accounts sleep", "furiously even ideas", "blithely pending packages", "slyly bold theodolites",
    "express requests haggle", "ironic pinto beans", "unusual instructions nag", "silent foxes wake", "daring dependencies",
]  # fmt: skip
FIRST = np.datetime64("1992-01-01")
TODAY = np.datetime64("1995-06-17")


def tables(scale):
    rng = np.random.default_rng(19920101)
    suppliers, parts, customers, orders = (max(1, int(count * scale)) for count in (10_000, 200_000, 150_000, 1_500_000))
    part = parts_table(rng, parts)
    made = {
        "region": pd.DataFrame({"r_regionkey": range(5), "r_name": REGIONS, "r_comment": NOTES[:5]}),
        "nation": pd.DataFrame(
            {
                "n_nationkey": range(25),
                "n_name": [name for name, _ in NATIONS],
                "n_regionkey": [region for _, region in NATIONS],
                "n_comment": (NOTES * 3)[:25],
            }
        ),
        "supplier": suppliers_table(rng, suppliers),
        "part": part,
        "partsupp": offers_table(rng, parts, suppliers),
        "customer": customers_table(rng, customers),
    }
    made["orders"], made["lineitem"] = sales_tables(rng, orders, customers, part["p_retailprice"].to_numpy(), suppliers)
    return made


def picked(rng, choices, count):
    """Texts that share their objects, as a parser's cache would leave them."""
    return np.array(choices, dtype=object)[rng.integers(0, len(choices), count)]


def phones(nation, rng):
    count = len(nation)
    digits = rng.integers(100, 1000, (count, 2)), rng.integers(1000, 10000, count)
    return [f"{n + 10}-{a}-{b}-{c}" for n, (a, b), c in zip(nation.tolist(), digits[0].tolist(), digits[1].tolist())]


def suppliers_table(rng, count):
    nation = rng.integers(0, 25, count)
    notes = picked(rng, NOTES, count)
    complaints = rng.permutation(count)[: max(1, count // 2000)]
    notes[complaints] = "even Customer express Complaints"
    return pd.DataFrame(
        {
            "s_suppkey": np.arange(1, count + 1),
            "s_name": [f"Supplier#{i:09d}" for i in range(1, count + 1)],
            "s_address": [f"{i * 7919 % 100003} street" for i in range(count)],
            "s_nationkey": nation,
            "s_phone": phones(nation, rng),
            "s_acctbal": rng.integers(-99999, 999999, count) / 100,
            "s_comment": notes,
        }
    )


def parts_table(rng, count):
    key = np.arange(1, count + 1)
    maker = rng.integers(1, 6, count)
    words = np.argsort(rng.random((count, len(COLOURS))), axis=1)[:, :5] if count <= 50_000 else rng.integers(0, len(COLOURS), (count, 5))
    return pd.DataFrame(
        {
            "p_partkey": key,
            "p_name": [" ".join(COLOURS[i] for i in row) for row in words.tolist()],
            "p_mfgr": [f"Manufacturer#{m}" for m in maker.tolist()],
            "p_brand": [f"Brand#{m}{n}" for m, n in zip(maker.tolist(), rng.integers(1, 6, count).tolist())],
            "p_type": picked(rng, TYPES, count),
            "p_size": rng.integers(1, 51, count),
            "p_container": picked(rng, CONTAINERS, count),
            "p_retailprice": (90000 + (key // 10) % 20001 + 100 * (key % 1000)) / 100,
            "p_comment": picked(rng, NOTES, count),
        }
    )


def supplier_of(part, which, suppliers):
    """The rule by which parts have four suppliers."""
    return (part + which * (suppliers // 4 + (part - 1) // suppliers)) % suppliers + 1


def offers_table(rng, parts, suppliers):
    part, which = np.repeat(np.arange(1, parts + 1), 4), np.tile(np.arange(4), parts)
    return pd.DataFrame(
        {
            "ps_partkey": part,
            "ps_suppkey": supplier_of(part, which, suppliers),
            "ps_availqty": rng.integers(1, 10_000, len(part)),
            "ps_supplycost": rng.integers(100, 100_001, len(part)) / 100,
            "ps_comment": picked(rng, NOTES, len(part)),
        }
    )


def customers_table(rng, count):
    nation = rng.integers(0, 25, count)
    return pd.DataFrame(
        {
            "c_custkey": np.arange(1, count + 1),
            "c_name": [f"Customer#{i:09d}" for i in range(1, count + 1)],
            "c_address": [f"{i * 7907 % 100003} road" for i in range(count)],
            "c_nationkey": nation,
            "c_phone": phones(nation, rng),
            "c_acctbal": rng.integers(-99999, 1_000_000, count) / 100,
            "c_mktsegment": picked(rng, SEGMENTS, count),
            "c_comment": picked(rng, NOTES, count),
        }
    )


def sales_tables(rng, count, customers, prices, suppliers):
    number = np.arange(count)
    key = number // 8 * 32 + number % 8 + 1
    # A third of the customers never orders.
    buyers = np.array([i for i in range(1, customers + 1) if i % 3 != 0] or [1])
    date = rng.integers(0, 2406, count)
    lines = rng.integers(1, 8, count)
    order = np.repeat(number, lines)
    total = len(order)
    first = np.concatenate([[0], np.cumsum(lines)[:-1]])
    part = rng.integers(1, len(prices) + 1, total)
    quantity = rng.integers(1, 51, total)
    price = np.round(quantity * prices[part - 1], 2)
    discount, tax = rng.integers(0, 11, total) / 100, rng.integers(0, 9, total) / 100
    ship = date[order] + rng.integers(1, 122, total)
    commit = date[order] + rng.integers(30, 91, total)
    receipt = ship + rng.integers(1, 31, total)
    today = int((TODAY - FIRST).astype(int))
    status = np.where(ship > today, "O", "F").astype(object)
    shipped = np.add.reduceat((ship <= today).astype(int), first)
    days = lambda offsets: pd.Series(FIRST + offsets.astype("timedelta64[D]")).astype("datetime64[ns]")
    notes = picked(rng, NOTES, count)
    notes[rng.random(count) < 0.02] = "special packages among requests"
    lineitem = pd.DataFrame(
        {
            "l_orderkey": key[order],
            "l_partkey": part,
            "l_suppkey": supplier_of(part, rng.integers(0, 4, total), suppliers),
            "l_linenumber": np.arange(total) - first[order] + 1,
            "l_quantity": quantity.astype("float64"),
            "l_extendedprice": price,
            "l_discount": discount,
            "l_tax": tax,
            "l_returnflag": np.where(receipt <= today, picked(rng, ["R", "A"], total), np.array("N", dtype=object)),
            "l_linestatus": status,
            "l_shipdate": days(ship),
            "l_commitdate": days(commit),
            "l_receiptdate": days(receipt),
            "l_shipinstruct": picked(rng, INSTRUCTIONS, total),
            "l_shipmode": picked(rng, MODES, total),
            "l_comment": picked(rng, NOTES, total),
        }
    )
    orders = pd.DataFrame(
        {
            "o_orderkey": key,
            "o_custkey": rng.choice(buyers, count),
            "o_orderstatus": np.where(shipped == lines, "F", np.where(shipped == 0, "O", "P")).astype(object),
            "o_totalprice": np.round(np.add.reduceat(price * (1 + tax) * (1 - discount), first), 2),
            "o_orderdate": days(date),
            "o_orderpriority": picked(rng, PRIORITIES, count),
            "o_clerk": picked(rng, [f"Clerk#{i:09d}" for i in range(1, 1001)], count),
            "o_shippriority": 0,
            "o_comment": notes,
        }
    )
    return orders, lineitem
