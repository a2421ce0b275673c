/** What each diagnostic code means: `noodle-opt explain` prints it, `docs/ERRORS.md` is made from it. */
export interface CodeEntry {
  /** `NC2001` */
  readonly code: string;
  /** A few words, without a full stop. */
  readonly title: string;
  /** One paragraph or more in Markdown: when it happens, and what to do. */
  readonly explanation: string;
  /** What several passes look at, each in its own way: people want one answer for it (`remarks/most-useful.ts`). */
  readonly subject?: "loop";
}
