/** Prints NoodleCore, as `docs/LANGUAGE.md` defines it. */
import type {
  Expression,
  FormattedValue,
  IfExp,
  Import,
  ImportFrom,
  Interpolation,
  JoinedStr,
  Lambda,
  Module,
  Statement,
  TemplateStr,
} from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import { magicText } from "./ipython.js";
import { escapeText, type Style } from "./literals.js";
import type { Printed } from "./printed.js";
import { type BlockEnds, Printer } from "./printer.js";
import { isLiteralKey, Level } from "./printer-base.js";
import { pythonKeywords } from "./python-names.js";

/** First line of every `.nc` file: language version, profile and its revision. */
export const ncHeader = "# nc: v1+py314/1";

export interface NcOptions {
  /** Dotted names of the modules that belong to the same build; imports of them stay NoodleCore imports. */
  readonly modules?: readonly string[];
  /** Where in the source the blocks ended that passes have changed. */
  readonly ends?: BlockEnds;
}

/** Prints a module as `.nc` in the layout of `file`, the source that it was parsed from. */
export function printNc(module: Module, file: SourceFile, options: NcOptions = {}): Printed {
  return new NcPrinter(file, options).printFile(module);
}

/** Names in backticks wherever they stand, and those that are words of the language only at the start of a statement. */
const reservedNames: ReadonlySet<string> = new Set(["true", "false", ...pythonKeywords]);
const leadingWords = new Set(["function", "func", "match", "case", "type", "use", "actor", "foreign", "extends"]);

class NcPrinter extends Printer {
  protected readonly target = { language: "nc" } as const;
  protected readonly trueText = "true";
  protected readonly falseText = "false";
  private readonly packages: ReadonlySet<string>;
  private readonly blockEnds: BlockEnds | undefined;

  constructor(file: SourceFile, options: NcOptions) {
    super(file);
    this.blockEnds = options.ends;
    this.packages = new Set((options.modules ?? []).map(topLevel));
  }

  printFile(module: Module): Printed {
    this.w.preamble(ncHeader);
    return this.print(module, this.blockEnds);
  }

  protected attribute(name: string): string {
    return name;
  }

  protected name(id: string): string {
    return reservedNames.has(id) || (this.w.atStatementStart && leadingWords.has(id)) ? `\`${id}\`` : id;
  }

  protected functionKeyword(): string {
    return this.inClass ? "def" : "function";
  }

  protected keywordSeparator(): void {
    this.w.token(":", this.spelled("=", ":"));
    this.w.space();
  }

  protected parameterDefault(): void {
    this.infix("=");
  }

  protected logicOperator(op: "And" | "Or"): void {
    if (op === "And") this.infix("&&", this.spelled("and", "&&"));
    else this.infix("||", this.spelled("or", "||"));
  }

  protected logicOperand(node: Expression): void {
    this.expression(node, node.kind === "BoolOp" ? Level.Primary : Level.Not);
  }

  protected not(operand: Expression): void {
    this.w.token("!", this.spelled("not", "!"));
    this.expression(operand, Level.Primary);
  }

  protected conditional(node: IfExp): void {
    const { w } = this;
    if (this.file.language === "nc" || w.position < 0) {
      w.token("if");
      w.space();
      w.open("(");
      this.expression(node.test, Level.Named);
      w.close(")");
      w.space();
      this.expression(node.body, Level.Or);
    } else {
      // Python says the body first.
      const body = w.position;
      w.arrive(node.loc);
      w.added("if");
      w.space();
      w.open("(", "");
      w.jump(this.tokenOf(node.test));
      this.bare(node.test, Level.Named);
      w.close(")");
      const rest = w.position;
      w.space();
      w.jump(body);
      this.expression(node.body, Level.Or);
      w.resume(rest);
    }
    this.infix("else");
    this.expression(node.orelse, Level.Test);
  }

  /** Index of the source token that a node begins with. */
  private tokenOf(node: Expression): number {
    return node.loc.kind === "span" && node.loc.file === this.file ? this.file.tokenAtOrAfter(node.loc.start) : -1;
  }

  protected lambda(node: Lambda): void {
    const { w } = this;
    this.keyword("lambda");
    w.open("(", this.spelled("", "("));
    this.parameters(node.args);
    w.close(")");
    this.infix("=>", this.spelled(":", "=>"));
    this.expression(node.body, Level.Test);
  }

  protected dictKey(key: Expression): void {
    if (isLiteralKey(key) || this.w.hasGroup(key.loc)) this.expression(key, Level.Test);
    else this.w.within(key.loc, () => this.parenthesised(key));
  }

  protected guardKeyword(): void {
    this.infix("when", this.spelled("if", "when"));
  }

  private templates = 0;

  // Inside a template, strings stay on one line.
  protected quoteFor(_node: Expression, style: Style): string {
    return style.triple && this.templates === 0 ? '"""' : '"';
  }

  protected override withQuotes(
    node: JoinedStr | TemplateStr,
    values: readonly (FormattedValue | Interpolation)[],
    style: Style,
    print: (quote: string, multiline: boolean) => void,
  ): void {
    super.withQuotes(node, values, style, (quote, multiline) => {
      this.templates++;
      print(quote, multiline);
      this.templates--;
    });
  }

  protected interpolationOpen(): string {
    return "${";
  }

  protected interpolatedValue(node: FormattedValue | Interpolation): void {
    const start = this.w.length;
    this.expression(node.value, Level.Test);
    if (node.kind !== "Interpolation" || this.w.textSince(start) === node.str) return;
    this.w.write(` as "${escapeText(node.str, { ...this.target, quote: '"', multiline: false }, false)}"`);
  }

  protected leadsLikeStatement(node: Expression): boolean {
    return node.kind === "IfExp" || (node.kind === "Tuple" && node.elts[0]?.kind === "IfExp");
  }

  protected special(node: Statement): boolean {
    const text = magicText(node);
    if (text === undefined || node.loc.kind !== "span") return false;
    const quote = text.includes("\n") ? '"""' : '"';
    this.w.leaf(
      `use ipython ${quote}${escapeText(text, { ...this.target, quote, multiline: quote.length === 3 }, false)}${quote}`,
      node.loc,
    );
    return true;
  }

  protected import(node: Import): void {
    const { w } = this;
    const foreign = node.names.every((alias) => this.isForeign(alias.name));
    this.keyword(foreign ? "use" : "import", w.nextIs("use") ? "use" : "import");
    if (foreign) this.keyword("python", this.spelled("", "python"));
    this.list(node.names, (alias) => {
      const quoted = this.isForeign(alias.name);
      if (quoted && !foreign) this.keyword("python", this.spelled("", "python"));
      this.skipForeignMark();
      this.moduleName(alias.name, 0, quoted ? '"' : "");
      this.importedAs(alias);
    });
  }

  protected importFrom(node: ImportFrom): void {
    const { w } = this;
    const foreign = node.level === 0 && node.module !== null && this.isForeign(node.module);
    this.keyword(foreign ? "use" : "from", w.nextIs("use") ? "use" : "from");
    if (foreign) this.keyword("python", this.spelled("", "python"));
    else this.skipForeignMark();
    this.moduleName(node.module ?? "", node.level, foreign ? '"' : "");
    this.infix("import");
    this.importedNames(node.names);
  }

  private isForeign(module: string): boolean {
    return module !== "__future__" && !this.packages.has(topLevel(module));
  }
}

const topLevel = (module: string): string => module.split(".", 1)[0] as string;
