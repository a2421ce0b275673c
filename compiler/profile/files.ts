/**
 * Profiles on disk. Each process of a run writes a part of its own beside the profile, `app.nprof.RUN-PROCESS-TIME.part`; when the run is
 * over they are added to the profile under a lock. What a run that was killed has left is found by the next one who reads.
 */
import { closeSync, existsSync, linkSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import writeFileAtomic from "write-file-atomic";
import type { Diagnostic } from "../remarks/diagnostic.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { mergeProfiles } from "./merge.js";
import { emptyProfile, type Profile } from "./profile.js";
import { error, type ReadProfile, readProfile } from "./read.js";
import { profileText } from "./write.js";

/** A profile has some hundred bytes for each site. */
export const largestProfile = 256 * 2 ** 20;
/** Ids of parts that are remembered as merged: they are deleted right after, unless the machine stops in between. */
const mostMerged = 64;

/**
 * Reads a profile together with the parts that unfinished runs have left beside it.
 * @throws NoodleError `NC2321`–`NC2323`, `NC2324` when there is no such file
 */
export function readProfileFile(path: string): ReadProfile {
  const parts = partsOf(path);
  if (!existsSync(path) && parts.length === 0)
    throw error("NC2324", "there is no such profile", "make one with `noodle-opt profile FILE`", path);
  const found: ReadProfile = existsSync(path) ? readOne(path) : { profile: emptyProfile, diagnostics: [] };
  return withParts(found, path, parts);
}

function withParts({ profile, diagnostics }: ReadProfile, path: string, parts: readonly string[]): ReadProfile {
  const merged = new Set(profile.merged);
  const profiles = [profile];
  const all: Diagnostic[] = [...diagnostics];
  let left = 0;
  for (const part of parts) {
    if (merged.has(basename(part))) continue;
    const read = readPart(part, all);
    if (read) profiles.push(read);
    if (read) left++;
  }
  if (left > 0) {
    all.push({
      code: "NC2325",
      severity: "warning",
      message: `${left === 1 ? "one process" : `${left} processes`} of runs that have not ended, or were killed, ${left === 1 ? "is" : "are"} counted too`,
      hint: "the next run of `noodle-opt profile` into this file tidies up",
      file: path,
    });
  }
  return { profile: mergeProfiles(...profiles), diagnostics: all };
}

/** A part may vanish while it is read: its run has ended. */
function readPart(path: string, diagnostics: Diagnostic[]): Profile | undefined {
  try {
    const read = readOne(path);
    diagnostics.push(...read.diagnostics);
    return read.profile;
  } catch (problem) {
    if (problem instanceof NoodleError) diagnostics.push(...problem.diagnostics.map((each) => ({ ...each, severity: "warning" as const })));
    else if ((problem as NodeJS.ErrnoException).code !== "ENOENT") throw problem;
    return undefined;
  }
}

function readOne(path: string): ReadProfile {
  const found = statSync(path);
  if (!found.isFile()) throw error("NC2321", "this is no file", "name a profile", path);
  if (found.size > largestProfile) {
    const message = `this profile has ${Math.round(found.size / 2 ** 20)} MiB; more than ${largestProfile / 2 ** 20} MiB are not read`;
    throw error("NC2323", message, "it is damaged, or no profile: measure again", path);
  }
  return readProfile(readFileSync(path, "utf8"), path);
}

/** Parts beside a profile, in a fixed order. */
function partsOf(path: string): readonly string[] {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && name.endsWith(".part"))
    .sort()
    .map((name) => join(folder, name));
}

export interface Added {
  readonly profile: Profile;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Adds the parts of a run, and those of runs that nobody waits for any more, to a profile.
 * @param run    the parts' names begin with the profile's and this
 * @param change what to do with the sum before it is written
 */
export async function addParts(path: string, run: string, change: (profile: Profile) => Profile): Promise<Added> {
  const release = await lock(path);
  try {
    const diagnostics: Diagnostic[] = [];
    let before = emptyProfile;
    if (existsSync(path)) {
      const read = readOne(path);
      before = read.profile;
      diagnostics.push(...read.diagnostics);
    }
    const known = new Set(before.merged);
    const parts = partsOf(path).filter((part) => basename(part).startsWith(`${basename(path)}.${run}-`) || !isAlive(part));
    const profiles = parts.filter((part) => !known.has(basename(part))).map((part) => readPart(part, diagnostics));
    const sum = change(mergeProfiles(before, ...profiles.filter((profile) => profile !== undefined)));
    const merged = [...before.merged, ...parts.map((part) => basename(part))].filter((name, index, all) => all.indexOf(name) === index);
    const profile: Profile = { ...sum, merged: merged.slice(-mostMerged) };
    await writeProfileFile(path, profile);
    for (const part of parts) {
      rmSync(part, { force: true });
      rmSync(`${part}.tmp`, { force: true });
    }
    return { profile, diagnostics };
  } finally {
    release();
  }
}

export async function writeProfileFile(path: string, profile: Profile): Promise<void> {
  await writeFileAtomic(path, profileText(profile));
}

/** Whether the process that writes a part still runs. */
function isAlive(part: string): boolean {
  const process_ = /-(\d+)-[0-9a-f]+\.part$/.exec(part)?.[1];
  return process_ !== undefined && isRunning(Number(process_));
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    // One that was killed, and whose parent has not asked for its end, is none any more.
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${process_}/stat`, "utf8"));
  } catch {
    return true;
  }
}

/** Waits until nobody else changes the profile. A lock whose owner is dead does not count. */
async function lock(path: string): Promise<() => void> {
  const file = `${path}.lock`;
  for (let attempt = 0; ; attempt++) {
    try {
      const descriptor = openSync(file, "wx");
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
    }
    if (attempt > 5) removeDead(file);
    if (attempt > 1200) throw error("NC2326", "another process holds the lock of this profile", `if there is none, remove ${file}`, path);
    await wait(50);
  }
}

/** Takes a lock away whose owner is dead. It is moved aside first: somebody else may have done the same, and have locked anew. */
function removeDead(file: string): void {
  if (!existsSync(file) || ownerIsRunning(file)) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (ownerIsRunning(aside)) linkSync(aside, file);
  } catch (problem) {
    if (!["ENOENT", "EEXIST"].includes((problem as NodeJS.ErrnoException).code ?? "")) throw problem;
  }
  rmSync(aside, { force: true });
}

function ownerIsRunning(file: string): boolean {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    return owner > 0 && isRunning(owner);
  } catch {
    return false;
  }
}
