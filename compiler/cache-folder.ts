/** Where results that can be made again are kept: `$NOODLE_OPT_CACHE_DIR`, or the user's cache folder. */
import envPaths from "env-paths";

export function cacheFolder(): string {
  return process.env["NOODLE_OPT_CACHE_DIR"] || envPaths("noodle-opt", { suffix: "" }).cache;
}
