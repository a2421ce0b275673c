/** The parser against Python: what `ast.parse` says about each program, the same comes out of its `.nc` text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Span } from "../../compiler/ir/location.js";
import { parseNc } from "../../compiler/nc/index.js";
import { packageRoot } from "../../compiler/package-root.js";
import { pairs, sameInBoth } from "./programs.js";
import { nodesIn, treeOf } from "./support.js";

interface Answer {
  readonly dump: string;
  /** Kind, start and end of each node; only where the texts are the same. */
  readonly spans?: readonly string[];
}

const answers = JSON.parse(readFileSync(join(packageRoot, "test/nc/python-says.json"), "utf8")) as Record<string, Answer>;
const answerTo = (nc: string): Answer => {
  const answer = answers[nc];
  if (!answer) throw new Error(`run record-python: there is no answer for ${nc}`);
  return answer;
};

const unplaced: ReadonlySet<string> = new Set(["Module", "arguments", "comprehension", "withitem", "match_case"]);

describe.each(Object.keys(sameInBoth))("programs that are the same in both languages: %s", (topic) => {
  test.each(sameInBoth[topic] as string[])("%j", (nc) => {
    const { module, diagnostics } = parseNc(nc, "test.nc");
    expect(diagnostics).toEqual([]);
    expect(treeOf(nc)).toBe(answerTo(nc).dump);
    const spans = [...nodesIn(module)]
      .filter(({ kind }) => !unplaced.has(kind))
      .map(({ kind, loc }) => `${kind} ${(loc as Span).start} ${(loc as Span).end}`);
    expect(spans.sort()).toEqual([...(answerTo(nc).spans as string[])].sort());
  });
});

describe.each(Object.keys(pairs))("programs of which each language has its own: %s", (topic) => {
  test.each((pairs[topic] as [string, string][]).map(([nc]) => nc))("%j", (nc) => {
    expect(treeOf(nc)).toBe(answerTo(nc).dump);
  });
});
