/** The difference of two texts in the form that `diff -u` prints. */

export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** @returns the hunks, or an empty text when there is no difference */
export function unifiedDiff(
  before: string,
  after: string,
  names: { readonly before: string; readonly after: string },
  context = 3,
): string {
  if (before === after) return "";
  const lines = lineDifferences(before.split("\n"), after.split("\n"));
  let text = `--- ${names.before}\n+++ ${names.after}\n`;
  let old = 1;
  let now = 1;
  for (let index = 0; index < lines.length; ) {
    const first = lines.findIndex(({ sign }, at) => at >= index && sign !== " ");
    if (first < 0) break;
    let last = first;
    for (let at = first; at < lines.length && at <= last + 2 * context + 1; at++) if ((lines[at] as DiffLine).sign !== " ") last = at;
    const start = Math.max(index, first - context);
    const end = Math.min(lines.length, last + context + 1);
    // Lines that are passed are the same in both.
    old += start - index;
    now += start - index;
    const hunk = lines.slice(start, end);
    const ofOld = hunk.filter(({ sign }) => sign !== "+").length;
    const ofNow = hunk.filter(({ sign }) => sign !== "-").length;
    text += `@@ -${old},${ofOld} +${now},${ofNow} @@\n`;
    for (const { sign, text: line } of hunk) text += `${sign}${line}\n`;
    old += ofOld;
    now += ofNow;
    index = end;
  }
  return text;
}

/** All lines of both texts: the common ones once, by a longest common subsequence of what is between equal ends. */
export function lineDifferences(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): DiffLine => ({ sign: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** Texts with more lines than this between their equal ends are shown as replaced. */
const largest = 4_000_000;

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const replaced = [...a.map((text): DiffLine => ({ sign: "-", text })), ...b.map((text): DiffLine => ({ sign: "+", text }))];
  if (a.length === 0 || b.length === 0 || a.length * b.length > largest) return replaced;
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j] ? (lengths[at + width + 1] as number) + 1 : Math.max(lengths[at + width] as number, lengths[at + 1] as number);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i++] as string });
      j++;
    } else if (j >= b.length || (i < a.length && (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))) {
      lines.push({ sign: "-", text: a[i++] as string });
    } else lines.push({ sign: "+", text: b[j++] as string });
  }
  return lines;
}
