/** Several passes look at the same loop, and each says why it leaves it alone: people want to read one reason. */
import type { CodeEntry } from "./code-table.js";
import { compareRemarks, type Remark } from "./remark.js";

/**
 * Of missed remarks about the same subject in the same place, the most useful one: one that suggests something, else the first. Where
 * a pass has done something there, only those are left that suggest more.
 */
export function mostUseful(remarks: readonly Remark[], codes: readonly CodeEntry[]): Remark[] {
  const subjects = new Map(codes.map(({ code, subject }) => [code, subject]));
  const keyOf = ({ file, place, code }: Remark): string | undefined => {
    const subject = subjects.get(code);
    return subject && place && `${subject} ${file} ${place.cell ?? 0} ${place.line} ${place.column}`;
  };
  const [done, missed] = [new Set<string>(), new Map<string, Remark[]>()];
  for (const remark of [...remarks].sort(compareRemarks)) {
    const key = keyOf(remark);
    if (key === undefined) continue;
    if (remark.kind === "passed") done.add(key);
    if (remark.kind === "missed") missed.set(key, [...(missed.get(key) ?? []), remark]);
  }
  const told = new Set<string>();
  return remarks.flatMap((remark) => {
    const key = keyOf(remark);
    const group = key === undefined || remark.kind !== "missed" ? undefined : missed.get(key);
    if (key === undefined || !group) return [remark];
    if (told.has(key)) return [];
    told.add(key);
    const helpful = group.find(({ suggest }) => suggest !== undefined);
    const best = helpful ?? (done.has(key) ? undefined : group[0]);
    if (!best) return [];
    return [group.length === 1 ? best : { ...best, metrics: { ...best.metrics, "further reasons": group.length - 1 } }];
  });
}
