"""A text file of sales: `generate.py FILE GIGABYTES`. Fields without quotes; one column with gaps, two of text."""
import random
import sys

path, gigabytes = sys.argv[1], float(sys.argv[2])
rng = random.Random(7)
cities = ["Rome", "Oslo", "Bonn", "Lima", "Cairo", "Quito", "Perth", "Turin"]
block = "".join(
    f"{rng.randrange(10**6)},{rng.choice(cities)},{rng.randrange(1, 400)},{rng.uniform(0.5, 900):.2f},"
    f"{rng.choice(['', '0', '5', '10'])},2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02},{rng.choice(['web', 'shop', 'phone'])},{rng.randrange(10**9)}\n"
    for _ in range(500_000)
)
with open(path, "w") as file:
    file.write("customer,city,amount,price,discount,day,channel,token\n")
    written = 0
    while written < gigabytes * 1e9:
        written += file.write(block)
