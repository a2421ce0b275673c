/** The readable page of the scoreboard. */
import type { ScalingPoint, SourceScore } from "../analysis.js";
import type { CatalogScore } from "../catalog-attack.js";
import type { CheckScore } from "../check-types.js";
import type { CorpusScore } from "../conformance.js";
import type { ModuleScore } from "../cpython-tests.js";
import type { EngineScore } from "../engine.js";
import type { FuzzScore } from "../fuzz.js";
import type { LoopFuzzScore } from "../fuzz-loops.js";
import type { StatementFuzzScore } from "../fuzz-statements.js";
import type { GuardCost } from "../guards.js";
import type { PassScore, SmallScore } from "../passes.js";
import type { ProfileScore } from "../profile.js";
import type { FileCost, Phase } from "../speed.js";
import { grouped, type Spread } from "./numbers.js";
import type { Scoreboard, Section } from "./scoreboard.js";
import {
  coverageNote,
  coverageTable,
  diasNote,
  diasTable,
  frameFuzzNote,
  frameFuzzTable,
  framesNote,
  frameTables,
  probesNote,
  probeTable,
  tpchNote,
  tpchScriptsNote,
  tpchTable,
} from "./scoreboard-frames.js";
import { loopsNote, loopTables } from "./scoreboard-loops.js";

export function scoreboardPage(board: Scoreboard): string {
  const parts = [
    "# Scoreboard",
    "",
    "Made from `scoreboard.json` by the benchmarks; the first comment of each program in this folder says what is measured and how to repeat it.",
    ...(board.conformance ? conformance(board.conformance) : []),
    ...(board.fuzz ? fuzz(board.fuzz) : []),
    ...(board.cpythonTests ? cpythonTests(board.cpythonTests) : []),
    ...(board.speed ? speed(board.speed) : []),
    ...(board.catalog ? catalog(board.catalog) : []),
    ...(board.analysis ? analysis(board.analysis) : []),
    ...(board.checkTypes ? checkTypes(board.checkTypes) : []),
    ...(board.typeFuzz ? typeFuzz(board.typeFuzz) : []),
    ...(board.passes ? passes(board.passes) : []),
    ...(board.smallLoops ? smallLoops(board.smallLoops) : []),
    ...(board.loops ? [...heading("Loops over arrays", board.loops, loopsNote), ...loopTables(board.loops, table)] : []),
    ...(board.coverage
      ? [
          ...heading("Sites over frames in real programs", board.coverage, coverageNote(board.coverage)),
          ...coverageTable(board.coverage, table),
        ]
      : []),
    ...(board.frames ? [...heading("Programs over frames", board.frames, framesNote), ...frameTables(board.frames, table)] : []),
    ...(board.dias ? [...heading("Beside Dias", board.dias, diasNote(board.dias)), ...diasTable(board.dias, table)] : []),
    ...(board.tpch ? [...heading("TPC-H", board.tpch, tpchNote()), ...tpchTable(board.tpch, table)] : []),
    ...(board.tpchScripts
      ? [...heading("TPC-H as scripts", board.tpchScripts, tpchScriptsNote()), ...tpchTable(board.tpchScripts, table)]
      : []),
    ...(board.frameProbes
      ? [...heading("Divergence of rewrites over frames", board.frameProbes, probesNote), ...probeTable(board.frameProbes, table)]
      : []),
    ...(board.frameFuzz
      ? [...heading("Pipelines over frames", board.frameFuzz, frameFuzzNote), ...frameFuzzTable(board.frameFuzz, table)]
      : []),
    ...(board.guards ? guards(board.guards) : []),
    ...(board.engine ? engine(board.engine) : []),
    ...(board.profile ? profile(board.profile) : []),
    ...(board.loopFuzz ? loopFuzz(board.loopFuzz) : []),
    ...(board.statementFuzz ? statementFuzz(board.statementFuzz) : []),
  ];
  return `${parts.join("\n")}\n`;
}

const heading = (title: string, { date, machine }: Section, note: string): string[] => [
  "",
  `## ${title}`,
  "",
  `${date}, ${machine}. ${note}`,
  "",
];

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => (typeof cell === "number" ? grouped(cell) : cell)).join(" | ")} |`;
  const rule = `|${head.map((_, index) => (index === 0 ? " --- " : " ---: ")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)];
}

const shown = ({ median, min, max }: Spread): string => `${grouped(median)} (${grouped(min)}–${grouped(max)})`;

function conformance(section: Section): string[] {
  const corpora = Object.entries(section["corpora"] as Record<string, CorpusScore>);
  const sum = (key: "files" | "lines" | "passed" | "unparsable" | "failed"): number =>
    corpora.reduce((total, [, score]) => total + score[key], 0);
  const row = (
    name: string,
    version: string,
    files: number,
    lines: number,
    passed: number,
    unparsable: number,
    failed: number,
  ): (string | number)[] => [`${name} ${version}`, files, lines, passed, unparsable, failed];
  return [
    ...heading(
      "Conformance",
      section,
      `Every file goes from Python to \`.nc\` and back: the same \`ast.dump\`, the same comments, the same \`.nc\` the second time, true source maps. ${String(section["seconds"])} s in ${String(section["jobs"])} worker processes. Files that Python 3.14 itself refuses get a diagnostic.`,
    ),
    ...table(
      ["corpus", "files", "lines", "passed", "not Python 3.14", "failed"],
      [
        ...corpora.map(([name, score]) => row(name, score.version, score.files, score.lines, score.passed, score.unparsable, score.failed)),
        row("**all**", "", sum("files"), sum("lines"), sum("passed"), sum("unparsable"), sum("failed")),
      ],
    ),
  ];
}

function fuzz(section: Section): string[] {
  const kinds = Object.entries(section["kinds"] as Record<string, FuzzScore>);
  return [
    ...heading(
      "Fuzzing",
      section,
      `Seed ${String(section["seed"])}, ${String(section["seconds"])} s. \`tree\`: random programs over the whole grammar; \`mutant\`: real files taken apart; \`damage\`: broken \`.nc\` texts. Programs that are not valid are not counted as checked.`,
    ),
    ...table(
      ["kind", "checked", "lines", "not valid", "failed"],
      kinds.map(([kind, score]) => [kind, score.checked, score.lines, score.invalid, score.failed]),
    ),
  ];
}

function cpythonTests(section: Section): string[] {
  const modules = Object.entries(section["modules"] as Record<string, ModuleScore>);
  const differing = modules.filter(([, score]) => score.explained > 0 || score.unexplained > 0);
  const sum = (key: "tests" | "passed" | "explained" | "unexplained"): number =>
    modules.reduce((total, [, score]) => total + score[key], 0);
  return [
    ...heading(
      "CPython's own tests, run from `.nc`",
      section,
      `${String(section["python"])}. Each test has the same result from \`.nc\` as from \`.py\`, but for the listed differences (\`cpython-tests-differences.json\`). ${String(section["seconds"])} s.`,
    ),
    ...table(
      ["", "modules", "tests", "passed from .nc", "same result as from .py", "explained difference", "unexplained"],
      [
        [
          "all",
          modules.length,
          sum("tests"),
          sum("passed"),
          sum("tests") - sum("explained") - sum("unexplained"),
          sum("explained"),
          sum("unexplained"),
        ],
      ],
    ),
    ...(differing.length > 0
      ? [
          "",
          ...table(
            ["modules with differences", "tests", "same result as from .py", "explained", "unexplained"],
            differing.map(([name, score]) => [
              name,
              score.tests,
              score.tests - score.explained - score.unexplained,
              score.explained,
              score.unexplained,
            ]),
          ),
        ]
      : []),
  ];
}

function speed(section: Section): string[] {
  const phases = section["phases"] as readonly Phase[];
  const sizes = section["sizes"] as readonly FileCost[];
  const spreads = section["summary"] as Readonly<Record<string, Spread>>;
  return [
    ...heading("Speed", section, "Medians with ranges in brackets; one core, warm unless said."),
    ...table(
      ["what", "median (range)"],
      Object.entries(spreads).map(([what, value]) => [what, shown(value)]),
    ),
    "",
    ...table(
      ["phase of a conversion", "lines/s", "share"],
      phases.map(({ name, linesPerSecond, share }) => [name, shown(linesPerSecond), `${Math.round(share * 100)} %`]),
    ),
    "",
    ...table(
      ["size of the file (lines)", "time (s)", "µs per line", "peak memory (MB)"],
      sizes.map(({ lines, seconds, peakMb }) => [lines, shown(seconds), (seconds.median / lines) * 1e6, peakMb]),
    ),
  ];
}

function passes(section: Section): string[] {
  const scores = section["scores"] as readonly PassScore[];
  const ratio = ({ median, min, max }: Spread): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
  return [
    ...heading("Passes", section, "Pairs of original and optimised, in turn in one process; results are equal bit for bit."),
    ...table(
      ["program", "original (ms)", "times faster (range)"],
      scores.map(({ name, milliseconds, speedUp }) => [name, milliseconds, ratio(speedUp)]),
    ),
  ];
}

function smallLoops(section: Section): string[] {
  const scores = section["scores"] as readonly SmallScore[];
  const sizes = scores[0]?.sizes.map(({ size }) => size) ?? [];
  const ratios = scores.flatMap((score) => score.sizes.map(({ speedUp }) => speedUp.median));
  const slow = ratios.filter((ratio) => ratio < 0.98).length;
  return [
    ...heading(
      "Loops with few iterations",
      section,
      `Times faster than the original, medians of calls in turn in one process. ${slow} of ${ratios.length} are below 0.98; the slowest is ${Math.min(...ratios).toFixed(2)}.`,
    ),
    ...table(
      ["kind", "original with one element (µs)", ...sizes.map(String)],
      scores.map((score) => [
        score.name,
        score.sizes[0]?.microseconds ?? "–",
        ...score.sizes.map(({ speedUp }) => speedUp.median.toFixed(2)),
      ]),
    ),
  ];
}

function analysis(section: Section): string[] {
  const sources = Object.entries(section["sources"] as Record<string, SourceScore>);
  const total = (key: keyof SourceScore): number => sources.reduce((sum, [, score]) => sum + score[key], 0);
  const share = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);
  const row = (name: string, value: (key: keyof SourceScore) => number): (string | number)[] => [
    name,
    value("files"),
    value("lines"),
    value("calls"),
    share(value("resolved"), value("calls")),
    share(value("provedNames"), value("calls")),
    share(value("typed"), value("calls")),
    share(value("provedTypes"), value("calls")),
    value("crashes"),
    Math.round((1000 * value("time")) / Math.max(1, value("lines"))),
  ];
  return [
    ...heading(
      "Type analysis of real programs",
      section,
      "Library calls (`compiler/analysis/usage/library-calls.ts` says what counts), the share that is resolved to a qualified name, and the share whose result type is better than unknown. “Proved” is the part of it that rests on no expectation." +
        (typeof section["note"] === "string" ? ` ${section["note"]}` : ""),
    ),
    ...table(
      ["source", "files", "lines", "library calls", "resolved", "… proved", "typed", "… proved", "crashes", "ms per 1,000 lines"],
      [...sources.map(([name, score]) => row(name, (key) => score[key])), row("**all**", total)],
    ),
    "",
    ...table(
      ["generated program (lines)", "time (s)", "µs per line"],
      (section["scaling"] as readonly ScalingPoint[]).map(({ lines, seconds }) => [lines, seconds, Math.round((1e6 * seconds) / lines)]),
    ),
  ];
}

function catalog(section: Section): string[] {
  const kinds = ["result", "effects", "alias", "raises", "twins"] as const;
  const rows = (section["libraries"] as readonly CatalogScore[]).map(({ library, version, examples, names, calls, facts }) => [
    `${library} ${version}`,
    names,
    calls,
    examples,
    ...kinds.map((kind) => `${facts[kind].claimed} / ${facts[kind].tried} / ${facts[kind].refuted}`),
  ]);
  return [
    ...heading(
      "Catalogue",
      section,
      "Facts that the catalogue claims / that property tests tried to refute / that they refuted (`npm run catalog-attack`).",
    ),
    ...table(["library", "names", "calls", "at most per name", ...kinds], rows),
  ];
}

function typeFuzz(section: Section): string[] {
  const count = (key: string): number => Number(section[key]);
  return [
    ...heading(
      "Type claims on random programs",
      section,
      `Random programs that run, with shared objects, closures, generators, handlers and classes; every claim of the type analysis is compared with what happens (\`npm run fuzz:types\`, seed ${count("seed")}, ${count("seconds")} s).`,
    ),
    ...table(
      ["programs", "without an answer in time", "claims compared", "evaluations", "expressions of unknown type", "wrong claims"],
      [[count("programs"), count("broken"), count("checked"), count("evaluations"), count("unknown"), count("wrong")]],
    ),
  ];
}

function checkTypes(section: Section): string[] {
  const sources = Object.entries(section["sources"] as Record<string, CheckScore>);
  const row = (name: string, value: (key: keyof CheckScore) => number): (string | number)[] => [
    name,
    ...(["files", "finished", "checked", "evaluations", "unknown", "expected", "missed", "wrong"] as const).map(value),
  ];
  return [
    ...heading(
      "Inferred types against runs",
      section,
      "Real programs run instrumented; every inferred type is compared with the values of its expression. Programs that need what the machine does not have (files, networks, libraries) end early, and what they did until then counts.",
    ),
    ...table(
      [
        "source",
        "programs",
        "came to their end",
        "claims checked",
        "evaluations",
        "expressions of unknown type",
        "expectations checked",
        "missed",
        "wrong claims",
      ],
      [
        ...sources.map(([name, score]) => row(name, (key) => score[key])),
        row("**all**", (key) => sources.reduce((sum, [, score]) => sum + score[key], 0)),
      ],
    ),
  ];
}

function engine(section: Section): string[] {
  const { gigabytes, pandas, dask } = section as unknown as EngineScore;
  const note =
    `A report over a text file of ${gigabytes} GB, built with \`--engine dask\` (local threads)${pandas ? ", and as it is" : ""}; one run each. ` +
    `What is printed is the same as ${pandas ? "without the engine" : "what a program finds that goes through the file part by part"}. Memory is the largest resident size.`;
  const rows = Object.entries({ dask, ...(pandas ? { pandas } : {}) }).map(([name, { seconds, memory }]) => [name, seconds, memory]);
  return [...heading("Large files", section, note), ...table(["engine", "s", "GB"], rows)];
}

function profile(section: Section): string[] {
  const scores = section["scores"] as readonly ProfileScore[];
  const note =
    `What \`noodle-opt profile\` costs at its default budget of 1 %: time of the processor with probes by time without, the median of ` +
    `${section["pairs"]} pairs of runs and its bounds with a confidence of 95 %; and its counts against runs that trace every call.`;
  return [
    ...heading("Profiles", section, note),
    ...table(
      [
        "program",
        "s",
        "calls / s",
        "overhead %",
        "95 %",
        "reported %",
        "sites",
        "exact",
        "counts within their error",
        "worst %",
        "stated %",
      ],
      scores.map((each) => [
        each.program,
        each.seconds,
        each.rate,
        each.overhead,
        `${each.low} to ${each.high}`,
        each.reported,
        each.sites,
        each.exact,
        `${each.within} of ${each.checked}`,
        each.worst,
        each.stated,
      ]),
    ),
  ];
}

function guards(section: Section): string[] {
  const costs = section["costs"] as readonly GuardCost[];
  return [
    ...heading("Guards", section, "Microseconds of one call on data of that many elements."),
    ...table(
      ["guard", "1", "1,000", "1,000,000"],
      costs.map(({ guard, one, thousand, million }) => [`\`${guard}\``, one, thousand, million]),
    ),
  ];
}

function statementFuzz(section: Section): string[] {
  const { programs, changed, rewrites, runs, differences } = section as unknown as StatementFuzzScore;
  return [
    ...heading(
      "Statements over frames",
      section,
      "Random programs of statements that read, change and name frames, with pandas 2.2 and 3, on hostile files; output, exceptions, warnings, variables, identity and memory compared.",
    ),
    ...table(["programs", "changed", "rewrites", "runs", "differences"], [[programs, changed, rewrites, runs, differences]]),
  ];
}

function loopFuzz(section: Section): string[] {
  const { nests, rewritten, calls, fast, differences } = section as unknown as LoopFuzzScore;
  return [
    ...heading(
      "Loop nests",
      section,
      "Random loops and comprehensions, original and optimised, on hostile inputs; results, arguments, exceptions and warnings compared.",
    ),
    ...table(["functions", "rewrites", "calls", "took the fast way", "differences"], [[nests, rewritten, calls, fast, differences]]),
  ];
}
