/** `noodle-opt profile merge`, `show`, `diff` and `report`: what can be done with profiles without running a program. */
import { dirname, resolve } from "node:path";
import { readProfileFile, writeProfileFile } from "../profile/files.js";
import { mergeProfiles } from "../profile/merge.js";
import type { Profile } from "../profile/profile.js";
import type { Diagnostic } from "../remarks/diagnostic.js";
import { writeOutput } from "./outputs.js";
import { count, jsonDiagnostic, printDiagnostics, printJson, say, wantsColor } from "./terminal.js";

interface ShowOptions {
  readonly json?: boolean;
  readonly number: number;
}

export async function mergeFiles(files: readonly string[], out: string): Promise<void> {
  const { profiles, diagnostics } = readAll(files);
  const sum = mergeProfiles(...profiles);
  await writeProfileFile(out, { ...sum, merged: [] });
  await printDiagnostics(diagnostics);
  say(`${count(files.length, "profile")} → ${out}`);
}

export async function showFile(file: string, { json, number }: ShowOptions): Promise<void> {
  const { profiles, diagnostics } = readAll([file]);
  const [profile] = profiles as [Profile];
  if (json) {
    const { profileJson } = await import("../report/profile-json.js");
    return printJson(profileJson(profile, diagnostics.map(jsonDiagnostic)));
  }
  const { profileTables } = await import("../report/profile-tables.js");
  await printDiagnostics(diagnostics);
  process.stdout.write(profileTables(profile, { color: wantsColor(process.stdout), number }));
}

export async function diffFiles(before: string, after: string, { json, number }: ShowOptions): Promise<void> {
  const { profiles, diagnostics } = readAll([before, after]);
  const [old, now] = profiles as [Profile, Profile];
  if (json) {
    const { differenceJson } = await import("../report/profile-json.js");
    return printJson(differenceJson(old, now, diagnostics.map(jsonDiagnostic)));
  }
  const { differenceTable } = await import("../report/profile-tables.js");
  await printDiagnostics(diagnostics);
  process.stdout.write(differenceTable(old, now, { color: wantsColor(process.stdout), number }));
}

export async function reportFile(file: string, { html, root }: { readonly html: string; readonly root?: string }): Promise<void> {
  const { profiles, diagnostics } = readAll([file]);
  const { profilePage } = await import("../report/profile-page.js");
  await writeOutput(html, profilePage(profiles[0] as Profile, file, resolve(root ?? dirname(file))));
  await printDiagnostics(diagnostics);
  say(`${file} → ${html}`);
}

function readAll(files: readonly string[]): { readonly profiles: readonly Profile[]; readonly diagnostics: readonly Diagnostic[] } {
  const read = files.map((file) => readProfileFile(file));
  return { profiles: read.map(({ profile }) => profile), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}
