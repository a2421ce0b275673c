/** Probes, optimised and run: what the suite and the scoreboard count. */
import { environment } from "../harness/python-environment.js";
import { type Case, optimised, runPairs } from "./pairs.js";
import { type Form, forms, type Probe, textOf } from "./probe.js";

export interface ProbeResult {
  readonly probe: Probe;
  /** Passes over frames have changed the program, in one of its forms. */
  readonly rewritten: boolean;
  readonly differences: readonly string[];
  /** Whether the textbook rewrite was caught. */
  readonly naiveCaught: boolean;
}

/** An interpreter that programs over frames have to do the same with. */
export interface FramePython {
  readonly python: string;
  /** Of pandas: what programs are optimised for beside "any version". */
  readonly pandas: string;
  /** For people. */
  readonly label: string;
}

/** With Arrow, pandas 3 keeps texts otherwise than without. */
export const framePythons = (): FramePython[] => [
  { python: environment("current"), pandas: "3.1.1", label: "pandas 3.1.1" },
  { python: environment("arrow"), pandas: "3.1.1", label: "pandas 3.1.1 with Arrow" },
  { python: environment("previous"), pandas: "2.2.3", label: "pandas 2.2.3" },
];

interface Tagged extends Case {
  readonly probe: number;
  readonly label: string;
  readonly isNaive: boolean;
}

/**
 * Optimises every probe in all forms, for any version and for that of each interpreter, and runs it with each.
 */
export async function runProbes(probes: readonly Probe[], pythons: readonly FramePython[]): Promise<ProbeResult[]> {
  const results = probes.map((probe) => ({ probe, rewritten: false, differences: [] as string[], naiveCaught: false }));
  const common: Tagged[] = [];
  const byVersion = new Map<string, Tagged[]>(pythons.map(({ pandas }) => [pandas, []]));
  for (const [index, probe] of probes.entries()) {
    const add = async (list: Tagged[], form: Form, version: string | undefined): Promise<void> => {
      for (const [number, input] of probe.inputs.entries()) {
        const { program, tail } = textOf(probe.program, input, form);
        const { code, rewrites, failures } = await optimised(program, version === undefined ? undefined : { pandas: version });
        const label = `${form}${version === undefined ? "" : ` for pandas ${version}`}, input ${number + 1}`;
        for (const failure of failures) results[index]!.differences.push(`${label}: ${failure}`);
        if (rewrites.length > 0) results[index]!.rewritten = true;
        if (code !== program) list.push({ probe: index, label, isNaive: false, before: program, after: code, tail });
      }
    };
    for (const form of forms) await add(common, form, undefined);
    for (const [version, list] of byVersion) await add(list, "module", version);
    if (probe.naive === undefined) continue;
    for (const input of probe.inputs) {
      const [before, after] = [probe.program, probe.naive].map((text) => textOf(text, input, "module").program) as [string, string];
      common.push({ probe: index, label: "naive", isNaive: true, before, after });
    }
  }
  for (const { python, pandas, label: interpreter } of pythons) {
    const cases = [...common, ...(byVersion.get(pandas) ?? [])];
    const answer = await runPairs(python, cases);
    for (const [number, verdict] of answer.results.entries()) {
      const { probe, label, isNaive } = cases[number] as Tagged;
      const result = results[probe]!;
      if (isNaive) result.naiveCaught ||= verdict?.what !== undefined;
      else if (verdict?.what !== undefined) result.differences.push(`${label}, ${interpreter}: ${verdict.what}`);
    }
  }
  return results;
}
