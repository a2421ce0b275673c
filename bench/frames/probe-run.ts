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

/** The interpreters that programs over frames have to do the same with, by their version of pandas. */
export const framePythons = (): Record<string, string> => ({ "3.1.1": environment("current"), "2.2.3": environment("previous") });

interface Tagged extends Case {
  readonly probe: number;
  readonly label: string;
  readonly isNaive: boolean;
}

/**
 * Optimises every probe in all forms, for any version and for those of each interpreter, and runs it with each.
 * @param pythons interpreters by the version of pandas that the program is optimised for beside
 */
export async function runProbes(probes: readonly Probe[], pythons: Readonly<Record<string, string>>): Promise<ProbeResult[]> {
  const results = probes.map((probe) => ({ probe, rewritten: false, differences: [] as string[], naiveCaught: false }));
  const common: Tagged[] = [];
  const byVersion = new Map<string, Tagged[]>(Object.keys(pythons).map((version) => [version, []]));
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
  for (const [version, python] of Object.entries(pythons)) {
    const cases = [...common, ...(byVersion.get(version) ?? [])];
    const answer = await runPairs(python, cases);
    for (const [number, verdict] of answer.results.entries()) {
      const { probe, label, isNaive } = cases[number] as Tagged;
      const result = results[probe]!;
      if (isNaive) result.naiveCaught ||= verdict?.what !== undefined;
      else if (verdict?.what !== undefined) result.differences.push(`${label}, pandas ${answer.pandas}: ${verdict.what}`);
    }
  }
  return results;
}
