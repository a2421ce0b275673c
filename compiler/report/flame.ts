/** The flame chart of a profile as boxes: functions of the program, library calls in them, library calls inside of these. */
import type { SiteProfile } from "../profile/profile.js";

export interface Flame {
  readonly boxes: readonly FlameBox[];
  /** Rows. */
  readonly depth: number;
  /** Nanoseconds of the whole width. */
  readonly total: number;
}

export interface FlameBox {
  readonly label: string;
  readonly detail: string;
  /** Nanoseconds from the left. */
  readonly start: number;
  readonly ns: number;
  readonly level: number;
}

/** Calls inside of calls of themselves (recursion) end here. */
const deepest = 12;

export function flameOf(calls: readonly SiteProfile[]): Flame {
  const byId = new Map(calls.map((call) => [call.site.id, call]));
  // What of a site's time was spent inside of other sites is shown there.
  const insideNs = new Map<string, number>();
  for (const { inner } of calls) for (const [id, [, ns]] of Object.entries(inner)) insideNs.set(id, (insideNs.get(id) ?? 0) + ns);
  const boxes: FlameBox[] = [];
  let depth = 0;
  const add = (box: FlameBox): void => {
    boxes.push(box);
    depth = Math.max(depth, box.level + 1);
  };
  const addCall = (call: SiteProfile, start: number, ns: number, level: number): void => {
    const { name, module, line, text } = call.site;
    add({ label: name, detail: `${module}:${line} ${text}`, start, ns, level });
    if (level >= deepest || call.totalNs === 0) return;
    // Of the calls inside, this box gets its part.
    const share = ns / call.totalNs;
    let at = start;
    for (const [id, [, inside]] of largestFirst(call.inner)) {
      const inner = byId.get(id);
      const part = Math.min(inside * share, start + ns - at);
      if (inner && part > 0) addCall(inner, at, part, level + 1);
      at += part;
    }
  };
  let start = 0;
  for (const [name, own] of byFunction(calls, insideNs)) {
    const ns = own.reduce((sum, [, each]) => sum + each, 0);
    add({ label: name, detail: name, start, ns, level: 0 });
    let at = start;
    for (const [call, each] of own) {
      addCall(call, at, each, 1);
      at += each;
    }
    start += ns;
  }
  return { boxes, depth, total: start };
}

const largestFirst = (inner: SiteProfile["inner"]): [string, readonly [number, number]][] =>
  Object.entries(inner).sort(([, [, a]], [, [, b]]) => b - a);

/** Functions with their sites and the time of these that lies in no other site; the costliest first. */
function byFunction(calls: readonly SiteProfile[], insideNs: ReadonlyMap<string, number>): [string, [SiteProfile, number][]][] {
  const functions = new Map<string, [SiteProfile, number][]>();
  for (const call of calls) {
    const outside = call.totalNs - (insideNs.get(call.site.id) ?? 0);
    if (outside <= 0) continue;
    const name = `${call.site.module} ${call.site.function}`;
    const known = functions.get(name);
    if (known) known.push([call, outside]);
    else functions.set(name, [[call, outside]]);
  }
  const time = (own: readonly [SiteProfile, number][]): number => own.reduce((sum, [, ns]) => sum + ns, 0);
  for (const own of functions.values()) own.sort(([, a], [, b]) => b - a);
  return [...functions].sort(([, a], [, b]) => time(b) - time(a));
}
