/** Facts as they hold for one version of a library, or for whichever version a program may meet. */
import semver from "semver";
import type { Facts, VersionFacts } from "./schema.js";

/** The facts of one version: entries of `versions` whose range it is in replace what stands beside them. */
export function factsOfVersion(facts: Facts, version: string | undefined): Facts {
  const { versions, ...common } = facts;
  if (!versions || versions.length === 0) return facts;
  const exact = version === undefined ? null : semver.coerce(version);
  if (exact === null) return factsOfAny(common, versions);
  let result: Facts = common;
  for (const { range, ...other } of versions) if (semver.satisfies(exact, range)) result = Object.assign({}, result, other);
  return result;
}

/** What holds in all versions: results and effects may be any of theirs, everything else has to be the same. */
function factsOfAny(common: Facts, versions: readonly VersionFacts[]): Facts {
  const variants: readonly Facts[] = [common, ...versions.map(({ range: _, ...other }) => ({ ...common, ...other }))];
  const result = unlessAbsent(variants.map((variant) => variant.result));
  const alias = unlessAbsent(variants.map((variant) => variant.alias));
  const effects = unlessAbsent(variants.map((variant) => variant.effects));
  const raises = unlessAbsent(variants.map((variant) => variant.raises));
  const same = <Key extends "cost" | "twins">(key: Key): Pick<Facts, Key> =>
    variants.every((variant) => JSON.stringify(variant[key]) === JSON.stringify(common[key])) && common[key] !== undefined
      ? ({ [key]: common[key] } as Pick<Facts, Key>)
      : ({} as Pick<Facts, Key>);
  return {
    ...(result ? { result: [...new Set(result)].join(" | ") } : {}),
    ...(alias ? { alias: [...new Set(alias.flatMap((one) => one.split("|").map((form) => form.trim())))].join(" | ") } : {}),
    ...(effects ? { effects: [...new Set(effects.flat())] } : {}),
    ...(raises ? { raises: [...new Set(raises.flat())] } : {}),
    ...same("cost"),
    ...same("twins"),
  };
}

function unlessAbsent<Value>(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly Value[]) : undefined;
}
