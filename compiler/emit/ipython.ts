/** IPython's magics: the calls that notebooks turn into, and the text that `use ipython "…"` shows for them. */
import type { Expression, Statement } from "../ir/nodes.js";

/**
 * The text of a magic (`%matplotlib inline`, `!ls`, `%%time⏎…`) for a statement that is exactly the call which IPython
 * makes of it; `undefined` for every other statement.
 */
export function magicText(node: Statement): string | undefined {
  if (node.kind !== "Expr" || node.value.kind !== "Call") return undefined;
  const { func, args, keywords } = node.value;
  if (func.kind !== "Attribute" || keywords.length > 0) return undefined;
  const { value: receiver } = func;
  if (
    receiver.kind !== "Call" ||
    receiver.func.kind !== "Name" ||
    receiver.func.id !== "get_ipython" ||
    receiver.args.length + receiver.keywords.length > 0
  ) {
    return undefined;
  }
  const texts = args.map(plainText);
  if (texts.some((text) => text === undefined)) return undefined;
  const [first = "", second = "", third = ""] = texts as string[];
  switch (`${func.attr}/${texts.length}`) {
    case "system/1":
      return first === "" || first.includes("\n") ? undefined : `!${first}`;
    case "run_line_magic/2":
      return isMagicName(first) && isArguments(second) ? `%${first}${second === "" ? "" : ` ${second}`}` : undefined;
    case "run_cell_magic/3":
      return isMagicName(first) && isArguments(second) ? `%%${first}${second === "" ? "" : ` ${second}`}\n${third}` : undefined;
    default:
      return undefined;
  }
}

function plainText(node: Expression): string | undefined {
  return node.kind === "Constant" && typeof node.value === "string" && node.prefix === null ? node.value : undefined;
}

const isMagicName = (text: string): boolean => /^[A-Za-z_][\w.]*$/.test(text);
const isArguments = (text: string): boolean => text === text.trim() && !text.includes("\n");
