/** Random loops that read and store single cells of a frame. */
import type { Random } from "../../harness/random.js";

/**
 * @param frame  name of a variable that holds a frame
 * @param column gives one of its columns
 * @param others indented statements that may do anything to the frame
 */
export function cellLoop(rng: Random, frame: string, column: () => string, others: readonly string[]): string[] {
  const row = (): string => rng.pick(["i", "i", "i", "i - 1", "i + 1", "0", "-1", "len(df) - 1"]);
  const cell = (): string => {
    const c = column();
    return rng.pick([
      `${frame}.loc[${row()}, "${c}"]`,
      `${frame}.at[${row()}, "${c}"]`,
      `${frame}.iloc[${row()}, ${rng.int(3)}]`,
      `${frame}.iloc[${row()}]["${c}"]`,
      `${frame}.loc[${row()}]["${c}"]`,
      `${frame}["${c}"].iloc[${row()}]`,
      `${frame}["${c}"][${row()}]`,
      `${frame}["${c}"].values[${row()}]`,
      `${frame}["${c}"].loc[${row()}]`,
      `${frame}.${c}[${row()}]`,
      `${frame}.${c}.iloc[${row()}]`,
    ]);
  };
  const value = (): string => rng.pick([cell(), cell(), "1", "0.5", '"t"', "i", "i * 0.5", `${cell()} * 2`, `${cell()} + 1`, "None"]);
  const step = (): string[] => {
    const c = rng.pick([column(), column(), "new", "total"]);
    const guarded = (line: string): string[] =>
      rng.chance(0.4) ? ["try:", `    ${line}`, "except Exception as error:", "    print(type(error).__name__)"] : [line];
    return rng.pick([
      () => guarded(`print(${cell()}, type(${cell()}).__name__)`),
      () => guarded(`seen.append(${cell()})`),
      () => guarded(`${frame}.loc[i, "${c}"] = ${value()}`),
      () => guarded(`${frame}.at[i, "${c}"] = ${value()}`),
      () => guarded(`${frame}.iloc[i, ${rng.int(4)}] = ${value()}`),
      () => guarded(`${frame}.loc[i, "${c}"] += ${value()}`),
      () => guarded(`${frame}["${c}"].iloc[i] = ${value()}`),
      () => ["try:", `    if ${cell()} > 1:`, `        ${frame}.loc[i, "${c}"] = ${value()}`, "except TypeError:", "    pass"],
      () => [`row = ${frame}.iloc[i % len(${frame})]`, `seen.append(row["${column()}"])`],
    ])();
  };
  const loop = rng.pick([
    `for i in range(len(${frame})):`,
    `for i in range(1, len(${frame})):`,
    `for i in ${frame}.index:`,
    `for i in range(${frame}.shape[0]):`,
    `for i in range(6):`,
    `for i, given in ${frame}.iterrows():`,
  ]);
  if (rng.chance(0.15)) {
    const by = rng.pick(["", "index=False", 'name="Row"']);
    return [
      "seen = []",
      `for row in ${frame}.itertuples(${by}):`,
      `    seen.append(${rng.pick([`row.${column()}`, `(row.${column()}, row.${column()})`, `row.${column()} * 2`, "row.Index"])})`,
      ...(rng.chance(0.3) ? others : []),
      rng.pick(["print(seen)", "print(seen, row)", "print(row)"]),
    ];
  }
  const lines = Array.from({ length: 1 + rng.int(3) }, step).flat();
  return [
    ...(rng.chance(0.5) ? [`${frame}["total"] = ${rng.pick(["0", "0.0", '""', "False"])}`] : []),
    "seen = []",
    loop,
    ...lines.map((line) => `    ${line}`),
    ...others,
    ...(rng.chance(0.2) ? [`print([${cell()} for i in range(len(${frame}))], sum(${cell()} for i in ${frame}.index))`] : []),
    "print(seen)",
  ];
}
