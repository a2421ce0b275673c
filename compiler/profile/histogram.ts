/**
 * Histograms of durations with buckets that grow with the duration: eight to each power of two, so that a bucket is at most an
 * eighth wide. Numbers of buckets are added to merge two. `noodle_rt/probes/record.py` counts in the same buckets.
 */

/** Nanoseconds to the number of their bucket; below 16 each has its own. */
export function bucketOf(ns: number): number {
  if (ns < 16) return ns;
  const exponent = Math.floor(Math.log2(ns)) + 1 - 4;
  // Above 2^31 the operators on bits would overflow.
  return exponent * 8 + Math.floor(ns / 2 ** exponent);
}

/** Bounds of a bucket: from, and up to but without. */
export function boundsOf(bucket: number): readonly [from: number, to: number] {
  if (bucket < 16) return [bucket, bucket + 1];
  const exponent = Math.floor(bucket / 8) - 1;
  const mantissa = bucket - exponent * 8;
  return [mantissa * 2 ** exponent, (mantissa + 1) * 2 ** exponent];
}

/** The duration that a share of all durations is at most, within the width of a bucket; `undefined` without any. */
export function quantile(buckets: Readonly<Record<string, number>>, share: number): number | undefined {
  const counts = Object.entries(buckets)
    .map(([bucket, count]): [number, number] => [Number(bucket), count])
    .sort(([a], [b]) => a - b);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of counts) {
    seen += count;
    if (seen >= share * all) {
      const [from, to] = boundsOf(bucket);
      return (from + to - 1) / 2;
    }
  }
  return undefined;
}
