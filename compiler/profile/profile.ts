/**
 * What a profile holds, as plain data: measured runs of programs, site by site. `docs/PROFILE.md` describes the file; whoever
 * learns from profiles needs no more than this folder.
 */

/** Versions of the format that this program reads; the last one is written. */
export const formatVersion = 1;

export interface Profile {
  readonly environments: readonly ProfiledEnvironment[];
  /** Parts of unfinished runs that are in here already, so that nobody adds them again. */
  readonly merged: readonly string[];
}

/** Runs with the same versions on the same machine. Figures of different ones are never added up in a file. */
export interface ProfiledEnvironment {
  readonly machine: Readonly<Record<string, string | number>>;
  /** Of Python, of the libraries that it has, and of noodle-opt. */
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: number;
  /** Processes of these runs. */
  readonly processes: number;
  /** Summed over processes. */
  readonly seconds: number;
  /** What the probes have cost of that, by their own account. */
  readonly probeSeconds: number;
  /** Seconds since 1970: the first beginning and the last end. */
  readonly began: number;
  readonly ended: number;
  /** How the processes ended: `returned`, the class of an exception, or `cut short`. */
  readonly ends: Readonly<Record<string, number>>;
  /** Largest use in bytes: the resident set of a process, and allocators that know theirs. */
  readonly memory: Readonly<Record<string, number>>;
  readonly sites: readonly SiteProfile[];
}

/** What names a site: probes are put in with it, and profiles are about it. */
export interface SiteKey {
  /** Stands for module, function, text and ordinal, and for nothing else. */
  readonly id: string;
  readonly kind: "call" | "guard";
  /** Path of the module, relative to the program's folder. */
  readonly module: string;
  /** Qualified name of the function around it, as Python has it; `<module>` outside of all. */
  readonly function: string;
  /** Structural hash of the call or test. */
  readonly hash: string;
  /** Which one it is of several of the same hash in the function, from 0. */
  readonly ordinal: number;
  /** Lines from the start of the function (or module). */
  readonly offset: number;
  /** Where it stood when it was measured last; in a notebook inside of the cell. */
  readonly line: number;
  readonly column: number;
  readonly cell?: number;
  readonly library: string;
  /** Canonical name of what is called, or how it is written; of a guard the pass behind it. */
  readonly name: string;
  /** The beginning of the text. */
  readonly text: string;
}

export interface SiteProfile {
  readonly site: SiteKey;
  /** Calls that returned; with `countError` 0 it is exact. */
  readonly count: number;
  readonly countError: number;
  /** Calls that were timed. */
  readonly measured: number;
  /** Calls that raised an exception, by its class; `?` when that was not seen. */
  readonly errors: Readonly<Record<string, number>>;
  /** Time of all calls, in nanoseconds; `selfNs` is without library calls inside of them. Of calls that returned. */
  readonly totalNs: number;
  readonly selfNs: number;
  readonly leastNs: number;
  readonly mostNs: number;
  /** Of the calls that were timed, see `histogram.ts`. */
  readonly buckets: Readonly<Record<string, number>>;
  /** What operands and results were, over the calls that were looked at. */
  readonly signatures: Readonly<Record<string, number>>;
  /** Calls whose operands were looked at, and bytes of theirs. */
  readonly looked: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes of results that lie in no operand's memory. */
  readonly bytesCopied: number;
  /** Largest growth during one call: of the peak of the resident set, and of the Arrow pool, in bytes. */
  readonly memory: Readonly<Record<string, number>>;
  /** Library calls that were made inside of it, by their ids: number and nanoseconds. */
  readonly inner: Readonly<Record<string, readonly [count: number, ns: number]>>;
  /** Of guards: how often the rewrite ran and how often the original code, and how long. */
  readonly hits: number;
  readonly misses: number;
  readonly hitNs: number;
  readonly missNs: number;
}

export const emptyProfile: Profile = { environments: [], merged: [] };

/** Nothing measured at a site yet. */
export const emptySite = (site: SiteKey): SiteProfile => ({
  site,
  count: 0,
  countError: 0,
  measured: 0,
  errors: {},
  totalNs: 0,
  selfNs: 0,
  leastNs: 0,
  mostNs: 0,
  buckets: {},
  signatures: {},
  looked: 0,
  bytesIn: 0,
  bytesOut: 0,
  bytesCopied: 0,
  memory: {},
  inner: {},
  hits: 0,
  misses: 0,
  hitNs: 0,
  missNs: 0,
});
