/** The versions that a program will run with. Semantics differ between them (DESIGN, law 6), so they are an input of the analysis. */
import semver from "semver";

/** Versions by library (`numpy`: `2.4.6`), and of Python itself (`python`: `3.11`). What is not listed may be any version. */
export class Targets {
  constructor(private readonly versions: Readonly<Record<string, string>> = {}) {}

  /** Whether a library's version is inside a semver range; `undefined` when the version is not known. */
  satisfies(library: string, range: string): boolean | undefined {
    const version = semver.coerce(this.versions[library]);
    return version === null ? undefined : semver.satisfies(version, range);
  }

  versionOf(library: string): string | undefined {
    return this.versions[library];
  }
}
