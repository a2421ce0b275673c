/** Reads profiles, whatever has happened to the file: what is whole is kept, and it is said what is missing. */
import type { Diagnostic } from "../remarks/diagnostic.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { emptySite, formatVersion, type Profile, type ProfiledEnvironment, type SiteKey, type SiteProfile } from "./profile.js";

export interface ReadProfile {
  readonly profile: Profile;
  /** What could not be read, as warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the text of a profile.
 * @param file for messages
 * @throws NoodleError `NC2321` when it is no profile, `NC2322` when another version of noodle-opt has written it
 */
export function readProfile(text: string, file: string): ReadProfile {
  const lines = text.split("\n");
  const header = parse(lines[0] ?? "");
  if (typeof header?.["noodle_profile"] !== "number")
    throw error("NC2321", "this is no profile of noodle-opt", "make one with `noodle-opt profile`", file);
  if (header["noodle_profile"] !== formatVersion) {
    const message = `this profile has version ${header["noodle_profile"]} of the format; this noodle-opt knows version ${formatVersion}`;
    throw error("NC2322", message, "read it with the noodle-opt that wrote it, or measure again", file);
  }
  const environments: { -readonly [Key in keyof ProfiledEnvironment]: ProfiledEnvironment[Key] }[] = [];
  const bad: number[] = [];
  let end: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === "") continue;
    const value = parse(line);
    const environment = value && "environment" in value ? readEnvironment(value) : undefined;
    const site = value && "site" in value ? readSite(value) : undefined;
    const last = environments.at(-1);
    if (environment) environments.push(environment);
    else if (site && last) (last.sites as SiteProfile[]).push(site);
    else if (value && typeof value["end"] === "number") end = value["end"] === index + 1 ? index : undefined;
    else bad.push(index + 1);
  }
  const merged = Array.isArray(header["merged"]) ? header["merged"].filter((id) => typeof id === "string") : [];
  const diagnostics: Diagnostic[] = [];
  const sites = environments.reduce((sum, each) => sum + each.sites.length, 0);
  if (bad.length > 0 || end === undefined) {
    const what = bad.length > 0 ? `${bad.length} of its lines cannot be read (the first is line ${bad[0]})` : "its end is missing";
    diagnostics.push({
      code: "NC2320",
      severity: "warning",
      message: `this profile is damaged: ${what}; the figures of ${sites} ${sites === 1 ? "site" : "sites"} could be read`,
      hint: "the rest is used; measure again to replace it",
      file,
    });
  }
  return { profile: { environments, merged }, diagnostics };
}

function parse(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

const numberOf = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0);

/** The entries of a record whose values are of the right kind. */
function recordOf<Value>(value: unknown, accept: (item: unknown) => item is Value): Readonly<Record<string, Value>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Value] => accept(entry[1])));
}

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isPlain = (value: unknown): value is string | number => isText(value) || (typeof value === "number" && Number.isFinite(value));
const isPair = (value: unknown): value is readonly [number, number] => Array.isArray(value) && value.length === 2 && value.every(isCount);

function readEnvironment(value: Json): ProfiledEnvironment | undefined {
  if (!isRecord(value["environment"])) return undefined;
  return {
    machine: recordOf(value["environment"], isPlain),
    versions: recordOf(value["versions"], isText),
    runs: numberOf(value["runs"]),
    processes: numberOf(value["processes"]),
    seconds: numberOf(value["seconds"]),
    probeSeconds: numberOf(value["probe_seconds"]),
    began: numberOf(value["began"]),
    ended: numberOf(value["ended"]),
    ends: recordOf(value["ends"], isCount),
    memory: recordOf(value["memory"], isCount),
    sites: [],
  };
}

function readKey(value: unknown): SiteKey | undefined {
  if (!isRecord(value)) return undefined;
  const { id, kind, module, function: within, hash, ordinal, offset, line, column, cell, library, name, text } = value;
  if (kind !== "call" && kind !== "guard") return undefined;
  if (!isText(id) || !isText(module) || !isText(within) || !isText(hash) || !isText(library) || !isText(name) || !isText(text))
    return undefined;
  if (!isCount(ordinal) || !isCount(line) || !isCount(column) || typeof offset !== "number") return undefined;
  const place = { line, column, ...(isCount(cell) ? { cell } : {}) };
  return { id, kind, module, function: within, hash, ordinal, offset, ...place, library, name, text };
}

function readSite(value: Json): SiteProfile | undefined {
  const site = readKey(value["site"]);
  if (!site || !isCount(value["count"])) return undefined;
  return {
    ...emptySite(site),
    count: value["count"],
    countError: numberOf(value["count_error"]),
    measured: numberOf(value["measured"]),
    errors: recordOf(value["errors"], isCount),
    totalNs: numberOf(value["total_ns"]),
    selfNs: numberOf(value["self_ns"]),
    leastNs: numberOf(value["least_ns"]),
    mostNs: numberOf(value["most_ns"]),
    buckets: recordOf(value["buckets"], isCount),
    signatures: recordOf(value["signatures"], isCount),
    looked: numberOf(value["looked"]),
    bytesIn: numberOf(value["bytes_in"]),
    bytesOut: numberOf(value["bytes_out"]),
    bytesCopied: numberOf(value["bytes_copied"]),
    memory: recordOf(value["memory"], isCount),
    inner: recordOf(value["inner"], isPair),
    hits: numberOf(value["hits"]),
    misses: numberOf(value["misses"]),
    hitNs: numberOf(value["hit_ns"]),
    missNs: numberOf(value["miss_ns"]),
  };
}

export const error = (code: string, message: string, hint: string, file: string): NoodleError =>
  new NoodleError([{ code, severity: "error", message, hint, file }]);
