/** The forms of `use`: names of Python's modules, and what IPython makes of magics and shell commands. */
import type { Span } from "../ir/location.js";
import { build, type Constant, type Expression } from "../ir/nodes.js";
import type { Report } from "./problem.js";

const dottedName = /^[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*$/u;

/** The name of a module that is written as a string. */
export function moduleName(value: unknown, loc: Span, report: Report): string {
  if (typeof value === "string" && dottedName.test(value)) return value.normalize("NFKC");
  report("NC2464", loc.start, loc.end, "this is no name of a module of Python", 'write it as in Python, with dots: `"scipy.linalg"`');
  return "";
}

/**
 * The call that IPython makes of `%name args`, `%%name args⏎body` or `!command`.
 * @param text where the string stands; the call has the place `loc`
 */
export function ipythonCall(text: Constant, loc: Span, report: Report): Expression {
  const call = (method: string, args: readonly string[]): Expression => {
    const shell = build.Call({ func: build.Name({ id: "get_ipython", ctx: "Load" }, loc), args: [], keywords: [] }, loc);
    const func = build.Attribute({ value: shell, attr: method, ctx: "Load" }, loc);
    const values = args.map((value) => build.Constant({ value, prefix: null }, text.loc));
    return build.Call({ func, args: values, keywords: [] }, loc);
  };
  const command = typeof text.value === "string" ? text.value : "";
  if (command.startsWith("!")) return call("system", [command.slice(1)]);
  const cell = /^%%([^ \n]+)(?: ([^\n]*))?(?:\n([^]*))?$/.exec(command);
  if (cell) return call("run_cell_magic", [cell[1] as string, cell[2] ?? "", cell[3] ?? ""]);
  const line = /^%([^% ][^ ]*)(?: ([^]*))?$/.exec(command);
  if (line) return call("run_line_magic", [line[1] as string, line[2] ?? ""]);
  const { start, end } = text.loc as Span;
  report("NC2465", start, end, "this is no command of IPython", "write `%name …`, `%%name …` or `!command`");
  return call("system", [command]);
}
