/** Prints Python: source that every version which could run the original can run. */
import type {
  Alias,
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
import { childrenOf } from "../ir/visit.js";
import { magicText } from "./ipython.js";
import type { Style } from "./literals.js";
import type { Printed } from "./printed.js";
import { type BlockEnds, Printer } from "./printer.js";
import { isLiteralKey, Level } from "./printer-base.js";
import { pythonName } from "./python-names.js";
import { planQuotes } from "./quotes.js";
import { Writer } from "./writer.js";

/** Prints a module as Python in the layout of `file`, the source that it was parsed from. */
export function printPython(module: Module, file: SourceFile, ends?: BlockEnds): Printed {
  return new PythonPrinter(file).print(module, ends);
}

/**
 * Prints statements that go into a text, one below the other.
 * @param indent what each of their lines begins with
 */
export function printStatements(statements: readonly Statement[], file: SourceFile, indent: string): Printed {
  return new PythonPrinter(file, new Writer(file, indent, true)).printStatements(statements);
}

/** Prints an expression that goes into a text, in parentheses if it needs them at this level. */
export function printExpression(node: Expression, file: SourceFile, level: Level): Printed {
  return new PythonPrinter(file, new Writer(file, "", true)).printExpression(node, level);
}

class PythonPrinter extends Printer {
  protected readonly target = { language: "python" } as const;
  protected readonly trueText = "True";
  protected readonly falseText = "False";
  /** Quotes of the template that is being printed and of all strings inside it. */
  private quotes: ReadonlyMap<Expression, string> | undefined;

  protected name(id: string): string {
    return pythonName(id);
  }

  protected attribute(name: string): string {
    return pythonName(name);
  }

  protected functionKeyword(): string {
    return "def";
  }

  protected keywordSeparator(): void {
    this.w.token("=", this.spelled("=", ":"));
  }

  protected parameterDefault(annotated: boolean): void {
    if (annotated) this.infix("=");
    else this.w.token("=");
  }

  protected logicOperator(op: "And" | "Or"): void {
    if (op === "And") this.infix("and", this.spelled("and", "&&"));
    else this.infix("or", this.spelled("or", "||"));
  }

  protected logicOperand(node: Expression, op: "And" | "Or"): void {
    this.operand(node, op === "Or" ? Level.And : Level.Not, node.kind === "BoolOp");
  }

  protected not(operand: Expression): void {
    this.keyword("not", this.spelled("not", "!"));
    this.operand(operand, Level.Not, this.levelOf(operand) < Level.Primary);
  }

  /** @param ncNeeds whether `.nc` has parentheses here that Python can do without */
  private operand(node: Expression, level: Level, ncNeeds: boolean): void {
    if (this.file.language === "nc" && ncNeeds && this.levelOf(node) >= level && this.w.hasGroup(node.loc) && this.w.groupIsOneLine()) {
      this.bare(node, level);
    } else this.expression(node, level);
  }

  protected conditional(node: IfExp): void {
    const { w } = this;
    const start = w.position;
    const inOrder = this.file.language === "python" || start < 0 || !w.nextIs("if");
    // `.nc` says the condition first, in parentheses of its own.
    const close = inOrder ? -1 : this.file.matchingBracket(start + 1);
    if (!inOrder) {
      w.arrive(node.loc);
      w.jump(close + 1);
    }
    this.expression(node.body, Level.Or);
    const rest = w.position;
    this.infix("if", inOrder ? "if" : "");
    if (!inOrder) w.jump(start + 2);
    this.expression(node.test, Level.Or);
    if (!inOrder) w.resume(rest);
    this.infix("else");
    this.expression(node.orelse, Level.Test);
  }

  protected lambda(node: Lambda): void {
    const { w } = this;
    w.token("lambda");
    const { args } = node;
    if (args.posonlyargs.length + args.args.length + args.kwonlyargs.length > 0 || args.vararg || args.kwarg) w.space();
    this.parameters(args);
    w.token(":", this.spelled(":", "=>"));
    w.space();
    this.expression(node.body, Level.Test);
  }

  protected dictKey(key: Expression): void {
    this.operand(key, Level.Test, !isLiteralKey(key));
  }

  protected guardKeyword(): void {
    this.infix("if", this.spelled("if", "when"));
  }

  protected interpolationOpen(): string {
    return "{";
  }

  protected quoteFor(node: Expression, style: Style): string {
    return this.quotes?.get(node) ?? (style.triple ? '"""' : '"');
  }

  protected override withQuotes(
    node: JoinedStr | TemplateStr,
    values: readonly (FormattedValue | Interpolation)[],
    style: Style,
    print: (quote: string, multiline: boolean) => void,
  ): void {
    if (this.quotes || node.kind === "TemplateStr") return super.withQuotes(node, values, style, print);
    const plan = planQuotes(values, style.triple);
    this.quotes = plan.inside;
    print(plan.quote, style.triple);
    this.quotes = undefined;
  }

  protected interpolatedValue(node: FormattedValue | Interpolation): void {
    const { w } = this;
    if (node.kind === "Interpolation") return w.write(node.str);
    // `{{` would be a plain brace.
    if (startsWithBrace(node.value)) w.write(" ");
    this.expression(node.value, node.value.kind === "Lambda" ? Level.Or : Level.Test);
  }

  protected leadsLikeStatement(): boolean {
    return false;
  }

  protected special(node: Statement): boolean {
    if (this.file.language !== "nc" || !this.w.nextIs("use") || magicText(node) === undefined) return false;
    this.w.detach(node.loc, () => this.simple(node));
    return true;
  }

  protected import(node: Import): void {
    const { w } = this;
    this.keyword("import", w.nextIs("use") ? "use" : "import");
    this.list(node.names, (alias: Alias) => {
      this.skipForeignMark();
      this.moduleName(alias.name);
      this.importedAs(alias);
    });
  }

  protected importFrom(node: ImportFrom): void {
    const { w } = this;
    this.keyword("from", w.nextIs("use") ? "use" : "from");
    this.skipForeignMark();
    this.moduleName(node.module ?? "", node.level);
    this.infix("import");
    this.importedNames(node.names);
  }
}

/** Whether the text of an expression may begin with `{`. */
function startsWithBrace(node: Expression): boolean {
  let first: Expression = node;
  for (;;) {
    if (first.kind === "Dict" || first.kind === "Set" || first.kind === "DictComp" || first.kind === "SetComp") return true;
    if (first.kind === "Starred" || first.kind === "Lambda" || first.kind === "UnaryOp" || first.kind === "Tuple") return false;
    const next: Expression | undefined = first.kind === "IfExp" ? first.body : (childrenOf(first)[0] as Expression | undefined);
    if (!next || first.kind === "JoinedStr") return false;
    first = next;
  }
}
