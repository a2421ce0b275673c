/**
 * Finds the words for a token that does not fit. The habits of Python, and of other languages, come first: who writes one
 * of them is told what to write instead.
 */
import type { TokenType } from "./chevrotain.js";
import type { NcCode } from "./codes.js";
import type { Problem } from "./problem.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

export interface Unexpected {
  /** Tokens by their distance: 1 is the one that does not fit, 0 the one before it. */
  readonly at: (offset: number) => NcToken;
  /** First token of the statement, or of the `else`, `case`, … that is being read. */
  readonly leader: NcToken;
  /** What the grammar wants: the name of a token type, or `:` and the name of a rule that cannot start like this. */
  readonly expected: string;
}

export function explain(unexpected: Unexpected): Problem {
  return pythonWord(unexpected) ?? reservedName(unexpected) ?? habit(unexpected) ?? missing(unexpected) ?? misplaced(unexpected);
}

/** The problem with the token that does not fit; at the end of a line it is shown behind the last token. */
function problem({ at }: Unexpected, code: NcCode, message: string, hint?: string): Problem {
  const actual = at(1);
  const place = isLayout(actual) ? { start: at(0).end, end: at(0).end } : { start: actual.startOffset, end: actual.end };
  return { code, ...place, message, hint };
}

// --- Python's words --------------------------------------------------------------------------------------------------------

const replacements: ReadonlyMap<TokenType, string> = new Map([
  [t.PythonTrue, "true"],
  [t.PythonFalse, "false"],
  [t.PythonAnd, "&&"],
  [t.PythonOr, "||"],
  [t.Not, "!"],
]);

function pythonWord(unexpected: Unexpected): Problem | undefined {
  const { at, leader, expected } = unexpected;
  const actual = at(1);
  if (expected === "In" && at(0).tokenType === t.Not)
    return problem(unexpected, "NC2440", "`not` between two values must be followed by `in`");
  const replacement = replacements.get(actual.tokenType);
  if (replacement === undefined || expected === "Name") return undefined;
  if (leader.tokenType === t.Case && at(0) === leader && actual.tokenType === t.Not) return undefined;
  return problem(unexpected, "NC2430", `write \`${replacement}\` instead of \`${actual.image}\``);
}

// --- words that are no names ---------------------------------------------------------------------------------------------------

const leads: ReadonlyMap<TokenType, string> = new Map([
  [t.Match, "a match statement"],
  [t.Type, "a type alias"],
  [t.Use, "an import of Python"],
  [t.Def, "a function"],
]);

/** `match = 1` or `class = 1`: the name of a variable is taken for the start of a statement. */
function reservedName({ at, leader }: Unexpected): Problem | undefined {
  const actual = at(1);
  const about = (token: NcToken, message: string): Problem => {
    return { code: "NC2431", start: token.startOffset, end: token.end, message, hint: backtickHint(token.image) };
  };
  if (at(0) === leader) {
    const lead = leads.get(leader.tokenType);
    if (lead !== undefined && leader.image !== "def") return about(leader, `\`${leader.image}\` starts ${lead} here`);
    if (actual.tokenType === t.Equal && t.reservedWords.has(leader.image)) return about(leader, `\`${leader.image}\` is a reserved word`);
  }
  const isNamed = at(2).tokenType === t.Equal && t.reservedWords.has(actual.image);
  return isNamed && actual === leader ? about(actual, `\`${actual.image}\` is a reserved word`) : undefined;
}

const backtickHint = (word: string): string => `write \`\` \`${word}\` \`\` for the name`;

// --- habits --------------------------------------------------------------------------------------------------------------------

function habit(unexpected: Unexpected): Problem | undefined {
  const { at, leader, expected } = unexpected;
  const actual = at(1);
  const previous = at(0);
  switch (actual.tokenType) {
    case t.If:
      if (leader.tokenType === t.Case && expected === "Colon")
        return problem(unexpected, "NC2438", "write `when` instead of `if` in a `case`");
      if (previous.tokenType === t.Else) return problem(unexpected, "NC2437", "write `elif` instead of `else if`");
      if (endsOperand(previous)) return problem(unexpected, "NC2432", "write `if (c) a else b` instead of `a if c else b`");
      break;
    case t.Equal:
      return equals(unexpected);
    case t.FatArrow:
      return problem(unexpected, "NC2433", "a function without a name is written `lambda (x) => …`");
    case t.LBrace:
      if (expected === "Colon") return problem(unexpected, "NC2436", "a block starts with `:` and is indented; it has no braces");
      break;
    case t.Greater:
      if (previous.tokenType === t.Less) return problem(unexpected, "NC2440", "write `!=` instead of `<>`");
      break;
    case t.Walrus:
      return problem(unexpected, "NC2454", "`:=` is not allowed here", "put the name and the value in parentheses: `(x := …)`");
    case t.Yield:
      return problem(unexpected, "NC2456", "`yield` inside of an expression stands in parentheses");
    case t.Comma:
      if (enclosing(unexpected)?.tokenType === t.InterpolationStart && endsOperand(previous)) {
        return problem(unexpected, "NC2423", "an interpolation holds one expression", "put a tuple in parentheses: `${(a, b)}`");
      }
      break;
    case t.Newline:
    case t.EOF: {
      const sign = previous.tokenType;
      if ((sign === t.Plus || sign === t.Minus) && at(-1).tokenType === sign && at(-1).end === previous.startOffset) {
        return problem(unexpected, "NC2441", `there is no \`${previous.image}${previous.image}\``, `write \`x ${previous.image}= 1\``);
      }
      break;
    }
  }
  if (expected === "FatArrow") return problem(unexpected, "NC2433", "write `=>` after the parameters of a lambda");
  if (expected === "LParen" && previous.tokenType === t.Lambda) {
    return problem(unexpected, "NC2433", "the parameters of a lambda stand in parentheses", "a lambda is written `lambda (x) => …`");
  }
  return undefined;
}

/** A `=` where no assignment can be. */
function equals(unexpected: Unexpected): Problem {
  const { at, leader } = unexpected;
  if (at(0).tokenType === t.DoubleEqual) return problem(unexpected, "NC2440", "write `==` instead of `===`");
  const opener = enclosing(unexpected);
  if (opener?.tokenType === t.InterpolationStart) {
    return problem(unexpected, "NC2423", "an interpolation does not show its own text", "write `x=${x!r}` instead of `${x=}`");
  }
  if (opener?.tokenType === t.LParen && at(0).tokenType === t.Name && (at(-1).tokenType === t.Comma || at(-1) === opener)) {
    const isCall = leader.tokenType === t.Case || opensCall(unexpected, opener);
    if (isCall) return problem(unexpected, "NC2434", "write `name: value` instead of `name = value`");
  }
  return problem(
    unexpected,
    "NC2435",
    "`=` is an assignment, which is a statement of its own",
    "`==` compares; `(x := …)` assigns inside of an expression",
  );
}

// --- what is missing ---------------------------------------------------------------------------------------------------------

function missing(unexpected: Unexpected): Problem | undefined {
  const { at, leader, expected } = unexpected;
  const actual = at(1);
  const previous = at(0);
  const after = isLayout(previous) ? "" : ` after ${describe(previous)}`;
  if (expected === "Name") {
    if (t.reservedWords.has(actual.image)) {
      return problem(unexpected, "NC2431", `\`${actual.image}\` is a reserved word`, backtickHint(actual.image));
    }
    return problem(unexpected, "NC2445", `a name is missing${after}`);
  }
  if (expected === "Colon" && isLayout(actual)) {
    const hint = leader.tokenType === t.Match ? backtickHint(leader.image) : undefined;
    return problem(unexpected, "NC2443", `\`:\` is missing at the end of this \`${leader.image}\``, hint);
  }
  if (expected === "Comma" && startsOperand(actual)) {
    return problem(unexpected, "NC2442", `a comma or an operator is missing before ${describe(actual)}`);
  }
  if (statementStarts.has(actual.tokenType)) return undefined;
  if (closers.has(expected) && !endsOperand(previous)) return problem(unexpected, "NC2441", `an expression is missing${after}`);
  if (loose.has(expected)) return undefined;
  const where = after && (isLayout(actual) || expected.startsWith(":")) ? after : ` before ${describe(actual)}`;
  if (!expected.startsWith(":")) {
    const label = t.tokenTypes.find(({ name }) => name === expected)?.LABEL ?? expected;
    return problem(unexpected, "NC2441", `${label} is missing${where}`);
  }
  if (actual.tokenType === t.Star || actual.tokenType === t.DoubleStar)
    return problem(unexpected, "NC2455", `\`${actual.image}\` is not allowed here`);
  const [code, what] = parts.get(expected) ?? ["NC2441", "an expression"];
  return problem(unexpected, code, `${what} is missing${where}`);
}

/** What is missing where a rule cannot start; in all other rules it is an expression. */
const parts: ReadonlyMap<string, readonly [NcCode, string]> = new Map([
  [":closedPattern", ["NC2441", "a pattern"]],
  [":patterns", ["NC2441", "a pattern"]],
  [":patternKey", ["NC2441", "a key"]],
  [":strings", ["NC2441", "a string"]],
  [":importList", ["NC2445", "a name"]],
  [":importStatement", ["NC2445", "a name"]],
  [":scopeStatement", ["NC2445", "a name"]],
  [":typeParameters", ["NC2441", "a type parameter"]],
  [":loopTargets", ["NC2441", "a target"]],
  [":asyncStatement", ["NC2441", "`function`, `for` or `with`"]],
]);

const closers: ReadonlySet<string> = new Set(["RParen", "RBracket", "RBrace"]);

/** Tokens whose absence explains nothing: brackets are balanced before they are read, and lines always end. */
const loose: ReadonlySet<string> = new Set([...closers, "Newline", "Comma", "Colon", "TemplateEnd"]);

/** Words for a token that has no business where it stands. */
function misplaced(unexpected: Unexpected): Problem {
  const { at, leader, expected } = unexpected;
  const actual = at(1);
  const previous = at(0);
  if (statementStarts.has(actual.tokenType)) {
    return problem(
      unexpected,
      "NC2440",
      `\`${actual.image}\` starts a statement, and cannot stand inside of one`,
      backtickHint(actual.image),
    );
  }
  if (expected !== "Newline") {
    const isConditional = expected === "Colon" && leader.tokenType === t.If && lineHasElse(unexpected);
    const hint = isConditional ? "a conditional expression at the start of a statement stands in parentheses" : undefined;
    return problem(unexpected, "NC2440", `${describe(actual)} does not fit here`, hint);
  }
  let hint: string | undefined;
  if (declarations.has(previous.image)) hint = "a variable needs no declaration: write `x = …`";
  else if (previous.image === "print") hint = "`print` is a function: write `print(…)`";
  else if (startsOperand(actual) && endsOperand(previous)) hint = "a comma or an operator may be missing before it";
  return problem(unexpected, "NC2444", `${describe(actual)} does not belong to this statement`, hint);
}

function lineHasElse({ at }: Unexpected): boolean {
  for (let offset = 1; !isLayout(at(offset)); offset++) if (at(offset).tokenType === t.Else) return true;
  return false;
}

const declarations: ReadonlySet<string> = new Set(["let", "var", "const"]);

const statementStarts: ReadonlySet<TokenType> = new Set([
  t.Elif,
  t.While,
  t.Break,
  t.Continue,
  t.Pass,
  t.Return,
  t.Def,
  t.Class,
  t.Import,
  t.Del,
  t.Assert,
  t.Raise,
  t.Try,
  t.Except,
  t.Finally,
  t.With,
  t.Global,
  t.Nonlocal,
]);

// --- tokens --------------------------------------------------------------------------------------------------------------------

const layout: ReadonlySet<TokenType> = new Set([t.Newline, t.Indent, t.Dedent, t.EOF]);
const isLayout = ({ tokenType }: NcToken): boolean => layout.has(tokenType);

const operandEnds: ReadonlySet<TokenType> = new Set([
  t.Name,
  t.NumberLiteral,
  t.StringLiteral,
  t.TemplateEnd,
  t.TrueWord,
  t.FalseWord,
  t.NoneWord,
  t.Ellipsis,
  t.RParen,
  t.RBracket,
  t.RBrace,
]);
const endsOperand = ({ tokenType }: NcToken): boolean => operandEnds.has(tokenType);

const operandStarts: ReadonlySet<TokenType> = new Set([
  t.Name,
  t.NumberLiteral,
  t.StringLiteral,
  t.TemplateStart,
  t.TrueWord,
  t.FalseWord,
  t.NoneWord,
  t.Ellipsis,
  t.LParen,
  t.LBracket,
  t.LBrace,
  t.Await,
  t.Lambda,
  t.Bang,
  t.Tilde,
]);
const startsOperand = ({ tokenType }: NcToken): boolean => operandStarts.has(tokenType);

function describe(token: NcToken): string {
  if (token.tokenType === t.Newline) return "the end of the line";
  if (token.tokenType === t.EOF) return "the end of the file";
  if (token.tokenType === t.StringLiteral) return "a string";
  return isLayout(token) ? "the end of the block" : `\`${token.image}\``;
}

/** The innermost bracket that is open before the token that does not fit. */
function enclosing({ at }: Unexpected): NcToken | undefined {
  let closed = 0;
  for (let offset = 0; ; offset--) {
    const token = at(offset);
    if (isLayout(token)) return undefined;
    if (closing.has(token.tokenType)) closed++;
    else if (opening.has(token.tokenType) && closed-- === 0) return token;
  }
}

const opening: ReadonlySet<TokenType> = new Set([t.LParen, t.LBracket, t.LBrace, t.InterpolationStart]);
const closing: ReadonlySet<TokenType> = new Set([t.RParen, t.RBracket, t.RBrace]);

/** Whether a parenthesis follows what can be called. */
function opensCall({ at }: Unexpected, opener: NcToken): boolean {
  let offset = 0;
  while (at(offset) !== opener) offset--;
  return endsOperand(at(offset - 1));
}
