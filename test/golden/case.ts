/**
 * Golden cases: one Markdown file each in `golden/`, which shows a program, its NoodleCore, the map between them and what
 * both print. A file starts with options between lines of `---` (`python: ">=3.12"`, `run: no, REASON`, `optimize: yes`), a title and a few
 * words; then come the sections, each with fenced blocks, one a file. `golden/README.md` tells authors more.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentName } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

export const goldenFolder: string = join(packageRoot, "golden");

/** What the first word of a case's name says about it. */
export type CaseStatus = "plain" | "error" | "notebook" | "bug";

/** A fenced block. */
export interface CaseFile {
  /** Name behind the language of the block. Without one it is the program itself: `main.py`, or `main.ipynb` in `notebook-` cases. */
  readonly name: string | undefined;
  readonly language: string;
  readonly text: string;
}

export interface Section {
  readonly title: SectionTitle;
  readonly files: readonly CaseFile[];
}

export type SectionTitle = "Input" | "NoodleCore" | "Map" | "Remarks" | "Diagnostics" | "Output";

export interface GoldenCase {
  /** File name without `.md`. */
  readonly name: string;
  readonly status: CaseStatus;
  readonly path: string;
  /** Everything before `## Input`, as it stands. */
  readonly head: string;
  /** Oldest Python that can run the program, as `[major, minor]`. */
  readonly python: readonly [number, number] | undefined;
  /** Whether the program is optimised; then remarks are recorded instead of the map. */
  readonly optimize: boolean;
  /** Frames of text files are read in blocks. */
  readonly engine: boolean;
  /** What may differ. */
  readonly exactness: "exact" | "ulp";
  /** The environment of the tests whose libraries it needs. */
  readonly libraries: EnvironmentName | undefined;
  /** Why the program is not run, if it is not. */
  readonly notRun: string | undefined;
  readonly input: readonly CaseFile[];
  /** What is recorded, in order; empty for a new case. */
  readonly expected: readonly Section[];
}

/** The cases whose names contain `pattern`, by name. */
export function readCases(pattern = ""): GoldenCase[] {
  const names = readdirSync(goldenFolder).filter((name) => name.endsWith(".md") && name !== "README.md" && name.includes(pattern));
  return names.sort().map((name) => readCase(name.slice(0, -3)));
}

export function readCase(name: string): GoldenCase {
  const path = join(goldenFolder, `${name}.md`);
  return parseCase(name, path, readFileSync(path, "utf8"));
}

export function parseCase(name: string, path: string, text: string): GoldenCase {
  const bad = (why: string): Error => new Error(`golden/${name}.md: ${why}`);
  const start = /^## /m.exec(text)?.index ?? text.length;
  const head = text.slice(0, start);
  const sections = readSections(text.slice(start), bad);
  const [input, ...expected] = sections;
  if (input?.title !== "Input" || input.files.length === 0) throw bad("the first section is `## Input` with a fenced block");
  const prefix = /^(error|notebook|bug)-/.exec(name)?.[1] as CaseStatus | undefined;
  return { name, status: prefix ?? "plain", path, head, ...readOptions(head, bad), input: input.files, expected };
}

function readOptions(
  head: string,
  bad: (why: string) => Error,
): Pick<GoldenCase, "python" | "notRun" | "optimize" | "engine" | "exactness" | "libraries"> {
  const front = /^---\n(.*?)^---\n/ms.exec(head)?.[1] ?? "";
  let python: [number, number] | undefined;
  let notRun: string | undefined;
  let optimize = false;
  let engine = false;
  let exactness: GoldenCase["exactness"] = "exact";
  let libraries: EnvironmentName | undefined;
  for (const line of front.split("\n").filter((each) => each.trim() !== "")) {
    const version = /^python: ">=(\d+)\.(\d+)"$/.exec(line);
    const reason = /^run: no, (.+)$/.exec(line);
    if (version) python = [Number(version[1]), Number(version[2])];
    else if (reason) notRun = reason[1];
    else if (line === "optimize: yes") optimize = true;
    else if (line === "engine: dask") engine = true;
    else if (line === "exactness: ulp") exactness = "ulp";
    else if (line === "libraries: engine") libraries = "engine";
    else if (line === "libraries: current") libraries = "current";
    else if (line === "libraries: previous") libraries = "previous";
    else throw bad(`unknown option \`${line}\``);
  }
  return { python, notRun, optimize, engine, exactness, libraries };
}

const titles: readonly string[] = ["Input", "NoodleCore", "Map", "Remarks", "Diagnostics", "Output"] satisfies SectionTitle[];

function readSections(text: string, bad: (why: string) => Error): Section[] {
  const sections: { title: SectionTitle; files: CaseFile[] }[] = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const title = /^## (.+)$/.exec(line)?.[1];
    const fence = /^(`{3,})(\w+)(?: (\S+))?$/.exec(line);
    if (title !== undefined) {
      if (!titles.includes(title)) throw bad(`unknown section \`${title}\``);
      sections.push({ title: title as SectionTitle, files: [] });
    } else if (fence) {
      const [, marks, language, name] = fence as unknown as [string, string, string, string | undefined];
      const end = lines.indexOf(marks, index + 1);
      if (end < 0) throw bad("a fenced block does not end");
      const section = sections.at(-1);
      if (!section) throw bad("a fenced block stands outside of the sections");
      const content = lines.slice(index + 1, end).map((each) => `${each}\n`);
      section.files.push({ name, language, text: content.join("") });
      index = end;
    } else if (line.trim() !== "") throw bad(`unexpected text in a section: ${line}`);
  }
  return sections;
}

/** The file of a case with these sections after its input. */
export function formatCase(golden: GoldenCase, sections: readonly Section[]): string {
  const input: Section = { title: "Input", files: golden.input };
  return golden.head + [input, ...sections].map(formatSection).join("\n");
}

function formatSection({ title, files }: Section): string {
  const blocks = files.map(({ name, language, text }) => {
    const longest = Math.max(2, ...(text.match(/^`+/gm) ?? []).map((marks) => marks.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}${language}${name === undefined ? "" : ` ${name}`}\n${text}${fence}\n`;
  });
  return `## ${title}\n\n${blocks.join("\n")}`;
}
