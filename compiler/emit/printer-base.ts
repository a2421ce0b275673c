/** What all parts of the printer share: precedence, what the languages differ in, and the small parts of syntax. */
import type {
  Expression,
  FormattedValue,
  IfExp,
  Import,
  ImportFrom,
  Interpolation,
  JoinedStr,
  Lambda,
  Statement,
  TemplateStr,
} from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { StringTarget, Style } from "./literals.js";
import { Writer } from "./writer.js";

/** Precedence of expressions, loosest first. A place asks for at least one of these. */
export const enum Level {
  Yield,
  Tuple,
  Named,
  Test,
  Or,
  And,
  Not,
  Compare,
  BitOr,
  BitXor,
  BitAnd,
  Shift,
  Arith,
  Term,
  Unary,
  Power,
  Await,
  Primary,
}

export abstract class PrinterBase {
  protected readonly w: Writer;
  /** Whether the statements being printed stand directly in a class. */
  protected inClass = false;

  constructor(
    protected readonly file: SourceFile,
    writer: Writer = new Writer(file),
  ) {
    this.w = writer;
  }

  // --- what the languages differ in -----------------------------------------------------------------------------------

  protected abstract readonly target: Pick<StringTarget, "language">;
  protected abstract readonly trueText: string;
  protected abstract readonly falseText: string;
  protected abstract name(id: string): string;
  /** A name behind a dot. */
  protected abstract attribute(name: string): string;
  protected abstract functionKeyword(): string;
  /** Between a keyword argument's name and its value. */
  protected abstract keywordSeparator(): void;
  protected abstract parameterDefault(annotated: boolean): void;
  protected abstract logicOperator(op: "And" | "Or"): void;
  protected abstract logicOperand(node: Expression, op: "And" | "Or"): void;
  protected abstract not(operand: Expression): void;
  protected abstract conditional(node: IfExp): void;
  protected abstract lambda(node: Lambda): void;
  protected abstract dictKey(key: Expression): void;
  protected abstract guardKeyword(): void;
  protected abstract import(node: Import): void;
  protected abstract importFrom(node: ImportFrom): void;
  /** Quotes for a literal; Python before 3.12 has few to choose from inside a template. */
  protected abstract quoteFor(node: Expression, style: Style): string;
  /** Prints a template literal, with its quotes, around these values. */
  protected withQuotes(
    node: JoinedStr | TemplateStr,
    _values: readonly (FormattedValue | Interpolation)[],
    style: Style,
    print: (quote: string, multiline: boolean) => void,
  ): void {
    const quote = this.quoteFor(node, style);
    print(quote, quote.length === 3);
  }
  protected abstract interpolationOpen(): string;
  protected abstract interpolatedValue(node: FormattedValue | Interpolation): void;
  protected abstract leadsLikeStatement(node: Expression): boolean;
  /** A whole statement that the language writes in a form of its own. */
  protected abstract special(node: Statement): boolean;

  /** The source's spelling of a keyword or operator that the languages spell differently. */
  protected spelled(python: string, nc: string): string {
    return this.file.language === "python" ? python : nc;
  }

  // --- small parts ----------------------------------------------------------------------------------------------------

  /** A keyword and the space behind it. */
  protected keyword(text: string, source: string = text): void {
    this.w.token(text, source);
    this.w.space();
  }

  /** An operator with spaces on both sides. */
  protected infix(text: string, source: string = text): void {
    this.w.space();
    this.w.token(text, source);
    this.w.space();
  }

  /** Items separated by commas. */
  protected list<T>(items: readonly T[], print: (item: T) => void): void {
    this.separated(
      items,
      () => {
        this.w.token(",");
        this.w.space();
      },
      print,
    );
  }

  protected separated<T>(items: readonly T[], separator: () => void, print: (item: T) => void): void {
    items.forEach((item, index) => {
      if (index > 0) separator();
      print(item);
    });
  }
}

/** Dictionary keys that need no parentheses in `.nc`: literals, and tuples, which have their own. */
export function isLiteralKey(key: Expression): boolean {
  switch (key.kind) {
    case "Constant":
    case "JoinedStr":
    case "TemplateStr":
    case "Tuple":
      return true;
    case "UnaryOp":
      return key.op === "USub" && key.operand.kind === "Constant";
    default:
      return false;
  }
}
