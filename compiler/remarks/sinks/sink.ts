/** The formats in which remarks can be written. A sink is a function from remarks to text. */
import type { CodeEntry } from "../code-table.js";
import type { DiagnosticPlace } from "../diagnostic.js";
import { mostUseful } from "../most-useful.js";
import { compareRemarks, type Remark } from "../remark.js";

export interface SinkOptions {
  /** The text that a place counts lines in, its file or notebook cell; without it there are no code frames. */
  readonly textOf?: ((place: DiagnosticPlace) => string | undefined) | undefined;
  /** Whether to write colours. Default: no. */
  readonly color?: boolean;
  /** What the codes mean. */
  readonly codes?: readonly CodeEntry[];
  /** Whether people get every reason why something is left as it is, not only the most useful one. Other programs always do. */
  readonly everyReason?: boolean;
  /** Of noodle-opt. */
  readonly version?: string;
}

export const remarkFormats = ["terminal", "yaml", "json", "sarif", "github"] as const;
export type RemarkFormat = (typeof remarkFormats)[number];

const forPeople: readonly RemarkFormat[] = ["terminal", "github"];

type Sink = (remarks: readonly Remark[], options: SinkOptions) => string;

/** Sinks are loaded when they are asked for. */
const sinks: Readonly<Record<RemarkFormat, () => Promise<Sink>>> = {
  terminal: async () => (await import("./terminal.js")).terminalRemarks,
  yaml: async () => (await import("./yaml.js")).yamlRemarks,
  json: async () => (await import("./json.js")).jsonRemarks,
  sarif: async () => (await import("./sarif.js")).sarifRemarks,
  github: async () => (await import("./github.js")).githubRemarks,
};

/** Remarks in one of the formats, in the order of the program. The same remarks give the same text. */
export async function formatRemarks(remarks: readonly Remark[], format: RemarkFormat, options: SinkOptions = {}): Promise<string> {
  const isShort = forPeople.includes(format) && !options.everyReason;
  const told = isShort ? mostUseful(remarks, options.codes ?? []) : [...remarks];
  return (await sinks[format]())(told.sort(compareRemarks), options);
}
