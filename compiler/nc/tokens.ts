/** The kinds of token of `.nc`: what the lexer makes and the grammar is written in. */

import type { ConstantValue } from "../ir/constants.js";
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../ir/nodes.js";
import { createToken, EOF, type IToken, Lexer, type TokenType } from "./chevrotain.js";

/** A token as the lexer makes it. `image` is its text in the source. */
export interface NcToken extends IToken {
  /** Offset of the character after the token. */
  readonly end: number;
  /**
   * What the token means: the name (without backticks, normalised), the value of a string, the text of a piece of
   * template, the index of the bracket that closes this one; `undefined` for the rest.
   */
  value: ConstantValue | undefined;
}

const vocabulary: TokenType[] = [];

/** `label` is how messages speak of the token. */
function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  const type = createToken({ name, label, pattern: Lexer.NA, categories });
  vocabulary.push(type);
  return type;
}

const symbols = new Map<string, TokenType>();

function symbol(name: string, text: string, categories: TokenType[] = []): TokenType {
  const type = token(name, `\`${text}\``, categories);
  symbols.set(text, type);
  return type;
}

const words = new Map<string, TokenType>();

function word(name: string, text: string, categories: TokenType[] = []): TokenType {
  const type = token(name, `\`${text}\``, categories);
  words.set(text, type);
  return type;
}

// --- categories: no token is of these kinds itself ---------------------------------------------------------------------

export const InfixOperator = token("InfixOperator", "an operator");
export const PrefixOperator = token("PrefixOperator", "an operator");
export const AugmentedAssign = token("AugmentedAssign", "an augmented assignment");

// --- layout ------------------------------------------------------------------------------------------------------------

export const Newline = token("Newline", "the end of the line");
export const Indent = token("Indent", "an indented block");
export const Dedent = token("Dedent", "the end of the block");
export { EOF };

/** Stands where the lexer has reported an error: no rule accepts it. */
export const Invalid = token("Invalid", "a mistake");

// --- names and literals --------------------------------------------------------------------------------------------------

export const Name = token("Name", "a name");
export const NumberLiteral = token("NumberLiteral", "a number");
export const StringLiteral = token("StringLiteral", "a string");
export const TemplateStart = token("TemplateStart", "a template");
export const TemplateText = token("TemplateText", "text");
export const TemplateEnd = token("TemplateEnd", "the end of the template");

// --- operators and punctuation -------------------------------------------------------------------------------------------

export const Plus = symbol("Plus", "+", [InfixOperator, PrefixOperator]);
export const Minus = symbol("Minus", "-", [InfixOperator, PrefixOperator]);
export const Star = symbol("Star", "*", [InfixOperator]);
export const Slash = symbol("Slash", "/", [InfixOperator]);
export const DoubleSlash = symbol("DoubleSlash", "//", [InfixOperator]);
export const Percent = symbol("Percent", "%", [InfixOperator]);
export const At = symbol("At", "@", [InfixOperator]);
export const DoubleStar = symbol("DoubleStar", "**", [InfixOperator]);
export const ShiftLeft = symbol("ShiftLeft", "<<", [InfixOperator]);
export const ShiftRight = symbol("ShiftRight", ">>", [InfixOperator]);
export const Ampersand = symbol("Ampersand", "&", [InfixOperator]);
export const Bar = symbol("Bar", "|", [InfixOperator]);
export const Caret = symbol("Caret", "^", [InfixOperator]);
export const Tilde = symbol("Tilde", "~", [PrefixOperator]);
export const Less = symbol("Less", "<", [InfixOperator]);
export const Greater = symbol("Greater", ">", [InfixOperator]);
export const LessEqual = symbol("LessEqual", "<=", [InfixOperator]);
export const GreaterEqual = symbol("GreaterEqual", ">=", [InfixOperator]);
export const DoubleEqual = symbol("DoubleEqual", "==", [InfixOperator]);
export const NotEqual = symbol("NotEqual", "!=", [InfixOperator]);
export const AndAnd = symbol("AndAnd", "&&", [InfixOperator]);
export const BarBar = symbol("BarBar", "||", [InfixOperator]);
export const Bang = symbol("Bang", "!", [PrefixOperator]);
export const Walrus = symbol("Walrus", ":=");
export const Equal = symbol("Equal", "=");
export const Arrow = symbol("Arrow", "->");
export const FatArrow = symbol("FatArrow", "=>");
export const LParen = symbol("LParen", "(");
export const RParen = symbol("RParen", ")");
export const LBracket = symbol("LBracket", "[");
export const RBracket = symbol("RBracket", "]");
export const LBrace = symbol("LBrace", "{");
export const RBrace = symbol("RBrace", "}");
export const InterpolationStart = symbol("InterpolationStart", "${");
export const Comma = symbol("Comma", ",");
export const Colon = symbol("Colon", ":");
export const Dot = symbol("Dot", ".");
export const Ellipsis = symbol("Ellipsis", "...");

// --- reserved words --------------------------------------------------------------------------------------------------------

export const TrueWord = word("TrueWord", "true");
export const FalseWord = word("FalseWord", "false");
export const NoneWord = word("NoneWord", "None");
/** Python's spellings, reserved so that the parser can say what to write instead. */
export const PythonTrue = word("PythonTrue", "True");
export const PythonFalse = word("PythonFalse", "False");
export const PythonAnd = word("PythonAnd", "and");
export const PythonOr = word("PythonOr", "or");
export const Not = word("Not", "not");
export const If = word("If", "if");
export const Elif = word("Elif", "elif");
export const Else = word("Else", "else");
export const For = word("For", "for");
export const While = word("While", "while");
export const Break = word("Break", "break");
export const Continue = word("Continue", "continue");
export const Pass = word("Pass", "pass");
export const Return = word("Return", "return");
export const Yield = word("Yield", "yield");
export const Await = word("Await", "await");
export const Async = word("Async", "async");
/** `def`, and `function` and `func` where they lead a statement. */
export const Def = word("Def", "def");
export const Class = word("Class", "class");
export const Lambda = word("Lambda", "lambda");
export const Import = word("Import", "import");
export const From = word("From", "from");
export const As = word("As", "as");
export const In = word("In", "in", [InfixOperator]);
export const Is = word("Is", "is");
export const Del = word("Del", "del");
export const Assert = word("Assert", "assert");
export const Raise = word("Raise", "raise");
export const Try = word("Try", "try");
export const Except = word("Except", "except");
export const Finally = word("Finally", "finally");
export const With = word("With", "with");
export const Global = word("Global", "global");
export const Nonlocal = word("Nonlocal", "nonlocal");

/** Words that no name may spell without backticks, except after a dot. */
export const reservedWords: ReadonlyMap<string, TokenType> = words;

// --- leading words -----------------------------------------------------------------------------------------------------------

export const Match = token("Match", "`match`");
export const Case = token("Case", "`case`");
export const Type = token("Type", "`type`");
export const Use = token("Use", "`use`");
/** A word that later versions of the language may give a meaning to. */
export const Unused = token("Unused", "a reserved word");

/** Words that are reserved as the first word of a statement only. */
export const leadingWords: ReadonlyMap<string, TokenType> = new Map([
  ["function", Def],
  ["func", Def],
  ["match", Match],
  ["case", Case],
  ["type", Type],
  ["use", Use],
  ["actor", Unused],
  ["foreign", Unused],
  ["extends", Unused],
]);

// --- operators -----------------------------------------------------------------------------------------------------------------

/** How tightly an operator binds; of two levels the higher one binds tighter. */
export const enum Level {
  Or = 1,
  And,
  Comparison,
  BitOr,
  BitXor,
  BitAnd,
  Shift,
  Sum,
  Product,
  Prefix,
  Power,
}

export type InfixMeaning =
  | { readonly level: Level.Or; readonly op: "Or" }
  | { readonly level: Level.And; readonly op: "And" }
  | { readonly level: Level.Comparison; readonly op: CompareOperator }
  | { readonly level: Exclude<Level, Level.Or | Level.And | Level.Comparison | Level.Prefix>; readonly op: BinaryOperator };

/** What the infix operators mean, by the index of their token type. `is` and `not` stand for `is not` and `not in` too. */
export const infixMeanings: InfixMeaning[] = [];

for (const [type, level, op] of [
  [BarBar, Level.Or, "Or"],
  [AndAnd, Level.And, "And"],
  [Less, Level.Comparison, "Lt"],
  [Greater, Level.Comparison, "Gt"],
  [LessEqual, Level.Comparison, "LtE"],
  [GreaterEqual, Level.Comparison, "GtE"],
  [DoubleEqual, Level.Comparison, "Eq"],
  [NotEqual, Level.Comparison, "NotEq"],
  [In, Level.Comparison, "In"],
  [Bar, Level.BitOr, "BitOr"],
  [Caret, Level.BitXor, "BitXor"],
  [Ampersand, Level.BitAnd, "BitAnd"],
  [ShiftLeft, Level.Shift, "LShift"],
  [ShiftRight, Level.Shift, "RShift"],
  [Plus, Level.Sum, "Add"],
  [Minus, Level.Sum, "Sub"],
  [Star, Level.Product, "Mult"],
  [Slash, Level.Product, "Div"],
  [DoubleSlash, Level.Product, "FloorDiv"],
  [Percent, Level.Product, "Mod"],
  [At, Level.Product, "MatMult"],
  [DoubleStar, Level.Power, "Pow"],
] as const) {
  infixMeanings[type.tokenTypeIdx as number] = { level, op } as InfixMeaning;
}

export const isMeaning: InfixMeaning = { level: Level.Comparison, op: "Is" };
export const isNotMeaning: InfixMeaning = { level: Level.Comparison, op: "IsNot" };
export const notInMeaning: InfixMeaning = { level: Level.Comparison, op: "NotIn" };

export interface PrefixMeaning {
  readonly level: Level.Prefix;
  readonly op: UnaryOperator;
}

/** What the prefix operators mean, by the index of their token type. */
export const prefixMeanings: PrefixMeaning[] = [];

for (const [type, op] of [
  [Bang, "Not"],
  [Minus, "USub"],
  [Plus, "UAdd"],
  [Tilde, "Invert"],
] as const) {
  prefixMeanings[type.tokenTypeIdx as number] = { level: Level.Prefix, op };
}

/** What the augmented assignments do, by the index of their token type. */
export const augmentedMeanings: BinaryOperator[] = [];

for (const [text, name, op] of [
  ["+=", "PlusEqual", "Add"],
  ["-=", "MinusEqual", "Sub"],
  ["*=", "StarEqual", "Mult"],
  ["/=", "SlashEqual", "Div"],
  ["//=", "DoubleSlashEqual", "FloorDiv"],
  ["%=", "PercentEqual", "Mod"],
  ["@=", "AtEqual", "MatMult"],
  ["**=", "DoubleStarEqual", "Pow"],
  ["<<=", "ShiftLeftEqual", "LShift"],
  [">>=", "ShiftRightEqual", "RShift"],
  ["&=", "AmpersandEqual", "BitAnd"],
  ["|=", "BarEqual", "BitOr"],
  ["^=", "CaretEqual", "BitXor"],
] as const) {
  augmentedMeanings[symbol(name, text, [AugmentedAssign]).tokenTypeIdx as number] = op;
}

/** Operators and punctuation by their text. */
export const symbolTypes: ReadonlyMap<string, TokenType> = symbols;

/** Every kind of token, for the parser. */
export const tokenTypes: readonly TokenType[] = [...vocabulary, EOF];
