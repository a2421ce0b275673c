/** Programs of any length that look like scripts of data analysis: functions, loops, frames, arrays, plots. */

const parts: readonly ((index: number) => string)[] = [
  (i) => `def load_${i}(path, rows=None):
    """Reads one table."""
    table = pd.read_csv(path, nrows=rows)
    table = table.dropna(subset=["price", "amount"])
    table["total"] = table["price"] * table["amount"]
    if rows is None:
        table = table[table["total"] > 0]
    return table.reset_index(drop=True)
`,
  (i) => `def smooth_${i}(values, width):
    result = np.zeros(len(values))
    for k in range(len(values)):
        low = max(0, k - width)
        high = min(len(values), k + width + 1)
        result[k] = values[low:high].mean()
    return result
`,
  (i) => `class Model${i}:
    def __init__(self, rate=0.1, steps=100):
        self.rate = rate
        self.steps = steps
        self.weights = np.zeros(4)
        self.losses = []

    def fit(self, x, y):
        for step in range(self.steps):
            error = x @ self.weights - y
            self.weights -= self.rate * (x.T @ error) / len(y)
            self.losses.append(float(np.mean(error ** 2)))
        return self

    def predict(self, x):
        return x @ self.weights
`,
  (i) => `table_${i} = load_${i}("data_${i}.csv")
groups_${i} = table_${i}.groupby("city")["total"].agg(["mean", "std"]).sort_values("mean", ascending=False)
top_${i} = groups_${i}.head(10)
names_${i} = [str(name).upper() for name in top_${i}.index]
`,
  (i) => `rng_${i} = np.random.default_rng(${i})
x_${i} = rng_${i}.normal(size=(200, 4))
y_${i} = x_${i} @ np.array([1.0, -2.0, 0.5, 3.0]) + rng_${i}.normal(scale=0.1, size=200)
model_${i} = Model${i}(rate=0.05).fit(x_${i}, y_${i})
residuals_${i} = y_${i} - model_${i}.predict(x_${i})
`,
  (i) => `figure_${i}, axes_${i} = plt.subplots(1, 2, figsize=(8, 4))
axes_${i}[0].plot(smooth_${i}(residuals_${i}, 5), label="smooth")
axes_${i}[0].legend()
axes_${i}[1].hist(residuals_${i}, bins=30)
for axis in axes_${i}:
    axis.set_xlabel("step")
figure_${i}.savefig("figure_${i}.png")
`,
  (i) => `summary_${i} = {}
for name, rows in table_${i}.groupby("kind"):
    if len(rows) < 3:
        continue
    values = rows["total"].to_numpy()
    summary_${i}[name] = {"n": len(values), "mean": values.mean(), "spread": np.percentile(values, 75) - np.percentile(values, 25)}
print(f"part ${i}: {len(summary_${i})} kinds", max(summary_${i}, key=lambda kind: summary_${i}[kind]["mean"], default=None))
`,
];

/** A program of at least this many lines. */
export function generateProgram(lines: number): string {
  const texts = ["import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"];
  let count = 3;
  for (let index = 0; count < lines; index++) {
    for (const part of parts) {
      const text = part(index);
      texts.push(text);
      count += text.split("\n").length;
    }
  }
  return `${texts.join("\n")}\n`;
}
