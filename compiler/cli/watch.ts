/** `noodle-opt build --watch`: builds everything once, then what changes, until Ctrl-C. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { watch as watchPaths } from "chokidar";
import { type BuildOptions, planBuild, recordLine, recordLog } from "./build.js";
import { openBuildCache } from "./build-cache.js";
import { buildFiles, failedRecord, threadsFor } from "./build-files.js";
import { type ExitCode, exitCode } from "./exit-codes.js";
import { fixedFolder, isGlob, isSkipped } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { printLog } from "./pass-output.js";
import { writeRemarks } from "./remark-options.js";
import { count, say } from "./terminal.js";

/** Milliseconds in which changes are gathered: editors and version control write many files at once. */
const gatheringTime = 60;

export async function watch(args: readonly string[], options: BuildOptions): Promise<ExitCode> {
  const interrupted = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const roots = args.map((arg) => (isGlob(arg) && !existsSync(arg) ? fixedFolder(arg) : resolve(arg)));
  const watcher = watchPaths(roots, {
    ignoreInitial: true,
    ignored: (path) => !roots.includes(resolve(path)) && isSkipped(basename(path)),
  });
  await once(watcher, "ready");
  const starting = startBuilder(args, options);
  let timer: NodeJS.Timeout | undefined;
  const changed = new Set<string>();
  watcher.on("all", (_event, path) => {
    changed.add(resolve(path));
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const paths = [...changed];
      changed.clear();
      (await starting).rebuild(paths);
    }, gatheringTime);
  });
  const builder = await starting;
  if (!options.quiet) say("watching for changes; Ctrl-C ends");
  await Promise.race([interrupted, builder.failed]);
  clearTimeout(timer);
  await watcher.close();
  await builder.close();
  return exitCode.fine;
}

interface Builder {
  /** Builds the files at these places (absolute) again; or all of them, when the modules of the build are other ones. */
  rebuild(changed: readonly string[]): void;
  /** Rejects when building breaks down. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Builds everything; rebuilds follow one after the other. */
async function startBuilder(args: readonly string[], options: BuildOptions): Promise<Builder> {
  const cache = options.cache ? openBuildCache() : undefined;
  let { plan, settings } = await planBuild(args, options);
  const pool = lazyPool(options.jobs ?? threadsFor(plan.files));

  const build = async (isWanted: (location: string) => boolean): Promise<void> => {
    const files = plan.files.filter(({ input }) => isWanted(input.location));
    const log = recordLog({ ...options, verbose: false });
    for (const problem of plan.problems) log.add(failedRecord(problem.file ?? "", [problem]));
    await buildFiles(files, settings, { pool: pool.get, cache }, pool.threads, (record) => {
      log.add(record);
      if (!options.quiet && record.success) say(`${clock()} ${recordLine(record)}`);
    });
    const records = await log.end();
    printLog(records);
    await writeRemarks(
      records.flatMap(({ said }) => said?.remarks ?? []),
      options,
    );
    cache?.trim();
  };

  const start = performance.now();
  await build(() => true);
  if (!options.quiet) say(`${count(plan.files.length, "file")} in ${Math.round(performance.now() - start)} ms`);

  let closed = false;
  let fail: (error: unknown) => void = () => {};
  let last = Promise.resolve();
  const rebuild = async (changed: readonly string[]): Promise<void> => {
    const before = settings.modules.join();
    ({ plan, settings } = await planBuild(args, options));
    const wanted = new Set(changed);
    await build((location) => wanted.has(location) || settings.modules.join() !== before);
  };
  return {
    failed: new Promise((_, reject) => {
      fail = (error) => closed || reject(error);
    }),
    rebuild(changed) {
      last = last.then(() => rebuild(changed)).catch(fail);
    },
    close() {
      closed = true;
      return pool.close();
    },
  };
}

/** `14:03:59` */
const clock = (): string => new Date().toTimeString().slice(0, 8);
