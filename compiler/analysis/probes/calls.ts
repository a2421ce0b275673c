/** The probe of one call: where its clock starts, and which of its operands the monitor may look at. */
import { synthetic } from "../../ir/location.js";
import { build, type Call, type Expression, is, type Keyword, type Module } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";
import { membersOf } from "../types/type.js";
import type { TypeFacts } from "../types/type-facts.js";

/** Names of the builtins that the probes are. With underscores at both ends, classes do not mangle them. */
export const probeNames = {
  begin: "__noodle_begin__",
  ready: "__noodle_ready__",
  operand: "__noodle_operand__",
  started: "__noodle_started__",
  end: "__noodle_end__",
  failed: "__noodle_failed__",
  escaped: "__noodle_escaped__",
  guard: "__noodle_guard__",
  left: "__noodle_left__",
  function: "__noodle_function__",
  pieces: "__noodle_pieces__",
  piece: "__noodle_piece__",
} as const;

/** Name of the builtin that says whether a unit is switched off. */
export const offName = (unit: number): string => `__noodle_off_${unit}__`;

/** Name of a builtin that says the same, and never counts how often it is asked. */
export const outName = (unit: number): string => `__noodle_out_${unit}__`;

/** Name of the builtin that says whether the loop around a unit goes as a whole, not in pieces. */
export const shortName = (unit: number): string => `__noodle_short_${unit}__`;

/** Name of the builtin that counts how often a unit runs with its probes. */
export const passName = (unit: number): string => `__noodle_pass_${unit}__`;

export interface CallWithProbe {
  readonly call: Call;
  /** The probe in front of it. */
  readonly begin: string;
  /** Variables that hold operands, to be read again when the call is over. */
  readonly seen: readonly Expression[];
  /** What the operands are to the call, first those of `seen`: `self`, a position, the name of a keyword. */
  readonly operands: readonly string[];
}

/** Variables that may be gone when a call is over. */
export type DeletedNames = ReadonlySet<string>;

const here = synthetic("profile");

interface Operand {
  readonly label: string;
  readonly original: Expression;
  readonly replace: (value: Expression) => void;
  readonly current: () => Expression;
}

/**
 * @param original the call as the analysis knows it
 * @param copy     the same call with probes inside; it is changed
 */
export function callWithProbe(original: Call, copy: Call, facts: TypeFacts, deleted: DeletedNames): CallWithProbe {
  const call: Call = { ...copy, args: [...copy.args], keywords: [...copy.keywords] };
  const operands = operandsOf(original, call);
  const seen: Expression[] = [];
  const labels: string[] = [];
  const inner: string[] = [];
  // The clock starts anew when the last operand that takes time is there.
  const last = operands.findLast(({ original: value }) => !isTrivial(value));
  for (const operand of operands) {
    const { original: value, label } = operand;
    if (is(value, "Name")) {
      if (deleted.has(value.id) || !mayBeData(value, facts)) continue;
      seen.push(build.Name({ id: value.id, ctx: "Load" }, here));
      labels.push(label);
    } else if (operand === last || (!isTrivial(value) && isData(value, facts))) {
      inner.push(label);
      const func = build.Name({ id: operand === last ? probeNames.started : probeNames.operand, ctx: "Load" }, here);
      operand.replace(build.Call({ func, args: [operand.current()], keywords: [] }, here));
    }
  }
  return { call, begin: last ? probeNames.ready : probeNames.begin, seen, operands: [...labels, ...inner] };
}

/** In the order of their evaluation. */
function operandsOf(original: Call, call: Call): Operand[] {
  const operands: Operand[] = [];
  const { func } = original;
  if (is(func, "Attribute")) {
    operands.push({
      label: "self",
      original: func.value,
      replace: (value) => {
        call.func = { ...(call.func as typeof func), value };
      },
      current: () => (call.func as typeof func).value,
    });
  } else if (!is(func, "Name")) {
    operands.push({
      label: "function",
      original: func,
      replace: (value) => {
        call.func = value;
      },
      current: () => call.func,
    });
  }
  for (const [index, argument] of original.args.entries()) {
    const starred = is(argument, "Starred");
    operands.push({
      label: starred ? "*" : String(index),
      original: starred ? argument.value : argument,
      replace: (value) => {
        call.args[index] = starred ? { ...argument, value } : value;
      },
      current: () => {
        const now = call.args[index] as Expression;
        return is(now, "Starred") ? now.value : now;
      },
    });
  }
  for (const [index, keyword] of original.keywords.entries()) {
    operands.push({
      label: keyword.arg ?? "**",
      original: keyword.value,
      replace: (value) => {
        call.keywords[index] = { ...(call.keywords[index] as Keyword), value };
      },
      current: () => (call.keywords[index] as Keyword).value,
    });
  }
  return operands;
}

/** An expression that takes no time worth measuring. */
function isTrivial(value: Expression): boolean {
  switch (value.kind) {
    case "Name":
    case "Constant":
    case "Lambda":
      return true;
    case "Attribute":
      return isTrivial(value.value);
    case "UnaryOp":
      return is(value.operand, "Constant");
    case "Tuple":
    case "List":
      return value.elts.every(isTrivial);
    default:
      return false;
  }
}

const data: ReadonlySet<string> = new Set(["array", "series", "frame", "index", "tensor"]);

/** Whether a value is expected to be an array or table. */
function isData(value: Expression, facts: TypeFacts): boolean {
  const type = facts.typeOf(value);
  return membersOf(type.kind === "unknown" ? facts.expectedTypeOf(value) : type).some(({ kind }) => data.has(kind));
}

/** Whether nothing speaks against it. */
function mayBeData(value: Expression, facts: TypeFacts): boolean {
  return membersOf(facts.typeOf(value)).some(({ kind }) => data.has(kind) || kind === "unknown" || kind === "list" || kind === "object");
}

/** Names that some code of the module unbinds. Everything else that was read once can be read again. */
export function deletedNames(module: Module): DeletedNames {
  const names = new Set<string>();
  walk(module, (node) => {
    if (is(node, "Name") && node.ctx === "Del") names.add(node.id);
    if (is(node, "ExceptHandler") && node.name !== null) names.add(node.name);
  });
  return names;
}
