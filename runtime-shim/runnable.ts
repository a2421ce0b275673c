/** The contract between those who run `.nc` files and those who read them. */

/** A `.nc` file as Python that can be run. */
export interface RunnableModule {
  /** The Python text. */
  readonly python: string;
  /** Absolute path of the original source, or `null` when the file has no source map. */
  readonly sourcePath: string | null;
  /** Text of the original source, when the map has it. For a notebook: its code cells, each below a line `# %% cell-N`. */
  readonly sourceText: string | null;
  /** Text of the `.nc` file. */
  readonly ncText: string;
  /**
   * Where the Python text comes from: five numbers for the start of each run of tokens, sorted by line and column there:
   * `[pyLine, pyColumn, sourceLine, sourceColumn, ncLine, …]`. Lines start at 1; columns are UTF-8 bytes from 0. Inside a run,
   * text and source advance together. Without a map (`sourcePath` is `null`) the source is the `.nc` file itself.
   */
  readonly positions: readonly number[] | Int32Array;
}

/**
 * Reads the `.nc` file at an absolute path. Rejects with a `NoodleError` when the file cannot be read or has errors; these
 * reach the importing program as `SyntaxError` or `ImportError`.
 */
export type Decompile = (ncPath: string) => Promise<RunnableModule>;
