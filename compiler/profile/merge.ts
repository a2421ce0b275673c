/** Adds profiles up: in any order and grouping the same result comes out. */
import { emptySite, type Profile, type ProfiledEnvironment, type SiteKey, type SiteProfile } from "./profile.js";

export function mergeProfiles(...profiles: readonly Profile[]): Profile {
  const environments = new Map<string, ProfiledEnvironment[]>();
  for (const profile of profiles) {
    for (const environment of profile.environments) {
      const key = environmentKey(environment);
      const known = environments.get(key);
      if (known) known.push(environment);
      else environments.set(key, [environment]);
    }
  }
  return {
    environments: [...environments].sort(([a], [b]) => compare(a, b)).map(([, same]) => mergeEnvironments(same)),
    merged: [...new Set(profiles.flatMap(({ merged }) => merged))].sort(compare),
  };
}

/** Equal for runs whose figures can be added. */
export const environmentKey = ({ machine, versions }: Pick<ProfiledEnvironment, "machine" | "versions">): string =>
  JSON.stringify([sortedEntries(machine), sortedEntries(versions)]);

function mergeEnvironments(environments: readonly ProfiledEnvironment[]): ProfiledEnvironment {
  const sites = new Map<string, SiteProfile[]>();
  for (const environment of environments) {
    for (const site of environment.sites) {
      const known = sites.get(site.site.id);
      if (known) known.push(site);
      else sites.set(site.site.id, [site]);
    }
  }
  const [{ machine, versions }] = environments as [ProfiledEnvironment];
  const sum = (of: (environment: ProfiledEnvironment) => number): number =>
    microseconds(environments.reduce((all, each) => all + of(each), 0));
  return {
    machine: Object.fromEntries(sortedEntries(machine)),
    versions: Object.fromEntries(sortedEntries(versions)),
    runs: sum(({ runs }) => runs),
    processes: sum(({ processes }) => processes),
    seconds: sum(({ seconds }) => seconds),
    probeSeconds: sum(({ probeSeconds }) => probeSeconds),
    began: Math.min(...environments.map(({ began }) => began)),
    ended: Math.max(...environments.map(({ ended }) => ended)),
    ends: added(environments.map(({ ends }) => ends)),
    memory: largest(environments.map(({ memory }) => memory)),
    sites: [...sites].map(([, same]) => mergeSites(same)).sort(bySite),
  };
}

/** Seconds are whole microseconds, so that adding them up gives the same in any order. */
const microseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** Adds up what was measured at one site. */
export function mergeSites(sites: readonly SiteProfile[]): SiteProfile {
  const sum = (of: (site: SiteProfile) => number): number => sites.reduce((all, each) => all + of(each), 0);
  const timed = sites.filter(({ measured }) => measured > 0);
  return {
    ...emptySite(sites.map(({ site }) => site).reduce(later)),
    count: sum(({ count }) => count),
    countError: sum(({ countError }) => countError),
    measured: sum(({ measured }) => measured),
    errors: added(sites.map(({ errors }) => errors)),
    totalNs: sum(({ totalNs }) => totalNs),
    selfNs: sum(({ selfNs }) => selfNs),
    leastNs: timed.length === 0 ? 0 : Math.min(...timed.map(({ leastNs }) => leastNs)),
    mostNs: Math.max(...sites.map(({ mostNs }) => mostNs)),
    buckets: added(sites.map(({ buckets }) => buckets)),
    signatures: added(sites.map(({ signatures }) => signatures)),
    looked: sum(({ looked }) => looked),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    bytesOut: sum(({ bytesOut }) => bytesOut),
    bytesCopied: sum(({ bytesCopied }) => bytesCopied),
    memory: largest(sites.map(({ memory }) => memory)),
    inner: addedPairs(sites.map(({ inner }) => inner)),
    hits: sum(({ hits }) => hits),
    misses: sum(({ misses }) => misses),
    hitNs: sum(({ hitNs }) => hitNs),
    missNs: sum(({ missNs }) => missNs),
  };
}

/** Of two descriptions of one site the one further down, whichever comes first. */
const later = (a: SiteKey, b: SiteKey): SiteKey => {
  const order = a.line - b.line || a.column - b.column || compare(JSON.stringify(a), JSON.stringify(b));
  return order >= 0 ? a : b;
};

const bySite = ({ site: a }: SiteProfile, { site: b }: SiteProfile): number =>
  compare(a.module, b.module) || a.line - b.line || a.column - b.column || compare(a.id, b.id);

type Numbers = Readonly<Record<string, number>>;

function combined(records: readonly Numbers[], combine: (a: number, b: number) => number): Numbers {
  const result = new Map<string, number>();
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      const known = result.get(key);
      result.set(key, known === undefined ? value : combine(known, value));
    }
  }
  return Object.fromEntries([...result].sort(byKey));
}

const added = (records: readonly Numbers[]): Numbers => combined(records, (a, b) => a + b);
const largest = (records: readonly Numbers[]): Numbers => combined(records, Math.max);

type Pairs = SiteProfile["inner"];

function addedPairs(records: readonly Pairs[]): Pairs {
  const counts = added(records.map((record) => Object.fromEntries(Object.entries(record).map(([key, [count]]) => [key, count]))));
  const times = added(records.map((record) => Object.fromEntries(Object.entries(record).map(([key, [, ns]]) => [key, ns]))));
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, [count, times[key] ?? 0] as const]));
}

const sortedEntries = <Value>(record: Readonly<Record<string, Value>>): [string, Value][] => Object.entries(record).sort(byKey);

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => compare(a, b);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
