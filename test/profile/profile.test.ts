/** Profiles as data: merging in any order, text and back, histograms, stale sites, damaged files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { packageRoot } from "../../compiler/package-root.js";
import { boundsOf, bucketOf, quantile } from "../../compiler/profile/histogram.js";
import { mergeProfiles } from "../../compiler/profile/merge.js";
import {
  emptyProfile,
  emptySite,
  type Profile,
  type ProfiledEnvironment,
  type SiteKey,
  type SiteProfile,
} from "../../compiler/profile/profile.js";
import { readProfile } from "../../compiler/profile/read.js";
import { dropStale } from "../../compiler/profile/stale.js";
import { sitesOf, totalsOf } from "../../compiler/profile/summary.js";
import { profileText } from "../../compiler/profile/write.js";
import { NoodleError } from "../../compiler/remarks/diagnostic.js";
import { flameOf } from "../../compiler/report/flame.js";

const key = (number: number, line = number + 1): SiteKey => ({
  id: `site${number}`,
  kind: number % 4 === 3 ? "guard" : "call",
  module: `m${number % 2}.py`,
  function: "f",
  hash: "abc",
  ordinal: number,
  offset: 1,
  line,
  column: 1,
  library: "numpy",
  name: "numpy.add",
  text: "np.add(…)",
});

const count = fc.nat(1_000_000);
const names = fc.constantFrom("a", "b", "c", "d");
const counts = fc.dictionary(names, fc.integer({ min: 1, max: 9_999 }), { noNullPrototype: true });

const call = fc.record({
  site: fc.tuple(fc.nat(2), fc.nat(3)).map(([number, line]) => key(number, line)),
  count,
  countError: count,
  measured: fc.integer({ min: 1, max: 100_000 }),
  errors: counts,
  totalNs: count,
  selfNs: count,
  leastNs: count,
  mostNs: count,
  buckets: fc.dictionary(fc.nat(300).map(String), fc.integer({ min: 1, max: 999 }), { noNullPrototype: true }),
  signatures: counts,
  looked: count,
  bytesIn: count,
  bytesOut: count,
  bytesCopied: count,
  memory: fc.dictionary(fc.constantFrom("resident", "arrow"), count, { noNullPrototype: true }),
  inner: fc.dictionary(names, fc.tuple(count, count), { noNullPrototype: true }),
});

const guard = fc.record({ count, measured: fc.integer({ min: 1, max: 9 }), hits: count, misses: count, hitNs: count, missNs: count });

const site: fc.Arbitrary<SiteProfile> = fc.oneof(
  call.map((figures) => ({ ...emptySite(figures.site), ...figures })),
  guard.map((figures) => ({ ...emptySite(key(3)), ...figures })),
);

const environment: fc.Arbitrary<ProfiledEnvironment> = fc.record({
  machine: fc.record({ processor: fc.constantFrom("one", "two"), processors: fc.constantFrom(1, 2) }),
  versions: fc.record({ numpy: fc.constantFrom("1.26.4", "2.4.6") }),
  runs: fc.nat(9),
  processes: fc.nat(9),
  seconds: fc.nat(10_000_000).map((n) => n / 1e6),
  probeSeconds: fc.nat(10_000_000).map((n) => n / 1e6),
  began: fc.nat(1_000_000),
  ended: fc.nat(1_000_000),
  ends: counts,
  memory: counts,
  sites: fc.uniqueArray(site, { maxLength: 4, selector: ({ site }) => site.id }),
});

const profile: fc.Arbitrary<Profile> = fc
  .record({ environments: fc.array(environment, { maxLength: 3 }), merged: fc.uniqueArray(names, { maxLength: 2 }) })
  .map((found) => mergeProfiles(found));

test("merging is associative and commutative, and the empty profile changes nothing", () => {
  fc.assert(
    fc.property(profile, profile, profile, (a, b, c) => {
      const all = mergeProfiles(a, b, c);
      expect(mergeProfiles(mergeProfiles(a, b), c)).toEqual(all);
      expect(mergeProfiles(a, mergeProfiles(b, c))).toEqual(all);
      expect(mergeProfiles(c, a, b)).toEqual(all);
      expect(mergeProfiles(a, emptyProfile)).toEqual(a);
      expect(profileText(mergeProfiles(c, b, a))).toBe(profileText(all));
    }),
  );
});

test("nothing is lost: sums are sums", () => {
  fc.assert(
    fc.property(profile, profile, (a, b) => {
      const [x, y, both] = [a, b, mergeProfiles(a, b)].map(totalsOf);
      expect(both?.calls).toBe((x?.calls ?? 0) + (y?.calls ?? 0));
      expect(both?.errors).toBe((x?.errors ?? 0) + (y?.errors ?? 0));
      expect(both?.runs).toBe((x?.runs ?? 0) + (y?.runs ?? 0));
    }),
  );
});

test("text and back, and every line follows the schema", () => {
  const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/profile.schema.json"), "utf8"));
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  fc.assert(
    fc.property(profile, (original) => {
      const text = profileText(original);
      const { profile: read, diagnostics } = readProfile(text, "x.nprof");
      expect(read).toEqual(original);
      expect(diagnostics).toEqual([]);
      for (const line of text.trim().split("\n")) expect(validate(JSON.parse(line)) ? [] : validate.errors).toEqual([]);
    }),
  );
});

test("a file that is cut off anywhere, or has damaged bytes, is partly read, with a message, or refused with one error", () => {
  fc.assert(
    fc.property(profile, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom("cut", "byte", "line"), (original, at, how) => {
      const text = profileText(original);
      const place = Math.floor(at * (text.length - 1));
      const damaged =
        how === "cut"
          ? text.slice(0, place)
          : how === "byte"
            ? `${text.slice(0, place)}\u0000${text.slice(place + 1)}`
            : text
                .split("\n")
                .toSpliced(Math.floor(at * text.split("\n").length), 1)
                .join("\n");
      try {
        const { profile: read, diagnostics } = readProfile(damaged, "x.nprof");
        expect(sitesOf(read).length).toBeLessThanOrEqual(sitesOf(original).length);
        if (damaged.trimEnd() !== text.trimEnd() && how !== "byte")
          expect(diagnostics).toMatchObject([{ code: "NC2320", severity: "warning" }]);
      } catch (error) {
        expect(error).toBeInstanceOf(NoodleError);
        expect((error as NoodleError).diagnostics).toHaveLength(1);
      }
    }),
  );
});

test("what is no profile, and a version of the future", () => {
  const code = (text: string): string => {
    try {
      readProfile(text, "x.nprof");
      return "";
    } catch (error) {
      return (error as NoodleError).diagnostics.map((each) => each.code).join();
    }
  };
  expect(code("")).toBe("NC2321");
  expect(code("go object linux amd64\n")).toBe("NC2321");
  expect(code('{"a":1}\n')).toBe("NC2321");
  expect(code("[1]\n")).toBe("NC2321");
  expect(code('{"noodle_profile":2}\n{"end":2}\n')).toBe("NC2322");
});

test("values of the wrong kind cost no more than themselves", () => {
  const text = profileText(mergeProfiles({ environments: [], merged: [] }));
  expect(readProfile(text, "x").profile).toEqual(emptyProfile);
  const odd = '{"noodle_profile":1}\n{"environment":{"a":{}},"runs":"x","ends":5}\n{"site":5,"count":1}\n{"end":4}\n';
  const { profile: read, diagnostics } = readProfile(odd, "x");
  expect(read.environments).toMatchObject([{ machine: {}, runs: 0, ends: {}, sites: [] }]);
  expect(diagnostics).toMatchObject([{ code: "NC2320" }]);
});

test("buckets hold what is put into them, and are at most an eighth wide", () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 30).chain((n) => fc.integer({ min: 0, max: 2 ** 20 }).map((scale) => n * (scale + 1))),
      (ns) => {
        const [from, to] = boundsOf(bucketOf(ns));
        expect(from).toBeLessThanOrEqual(ns);
        expect(to).toBeGreaterThan(ns);
        expect(to - from).toBeLessThanOrEqual(Math.max(1, from / 8));
      },
    ),
  );
});

test("quantiles are right to the width of a bucket", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.9, 0.99),
      (durations, share) => {
        const buckets: Record<string, number> = {};
        for (const ns of durations) buckets[bucketOf(ns)] = (buckets[bucketOf(ns)] ?? 0) + 1;
        const exact = durations.toSorted((a, b) => a - b)[Math.ceil(share * durations.length) - 1] as number;
        const found = quantile(buckets, share) as number;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(1, exact / 8));
      },
    ),
  );
});

test("sites that the program no longer has are dropped, and moved ones are brought up to date; other modules stay", () => {
  const sites = [0, 1, 2].map((number) => ({ ...emptySite(key(number)), count: 1 }));
  const environment = { ...(fc.sample(environmentWithout, 1)[0] as ProfiledEnvironment), sites };
  const now = { ...key(0), line: 40 };
  const { profile: current, stale } = dropStale({ environments: [environment], merged: [] }, [now], new Set(["m0.py"]));
  expect(sitesOf(current).map(({ site }) => [site.id, site.line])).toEqual([
    ["site0", 40],
    ["site1", 2],
  ]);
  expect(stale.map(({ id }) => id)).toEqual(["site2"]);
});

const environmentWithout = environment.map((each) => ({ ...each, sites: [] }));

test("the flame chart gives every nanosecond one place", () => {
  const outer = { ...emptySite(key(0)), count: 1, measured: 1, totalNs: 100, selfNs: 60, inner: { site1: [4, 40] as const } };
  const inner = { ...emptySite(key(1)), count: 6, measured: 6, totalNs: 60, selfNs: 60 };
  const { boxes, total, depth } = flameOf([outer, inner]);
  expect(total).toBe(120);
  expect(depth).toBe(3);
  expect(boxes.filter(({ level }) => level === 0).reduce((sum, { ns }) => sum + ns, 0)).toBe(120);
  expect(boxes.filter(({ level }) => level === 2)).toMatchObject([{ ns: 40 }]);
});
