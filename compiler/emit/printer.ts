/**
 * Prints the IR. Both languages share Python's statements, so one printer walks the tree for both; what differs (names,
 * literals, logic operators, calls, lambdas, conditionals, imports) is left to `NcPrinter` and `PythonPrinter`.
 *
 * Expressions are printed with the loosest precedence that their place allows; parentheses are written where the tree needs
 * them, and where the source has them.
 */
import type { Location } from "../ir/location.js";
import type { Alias, ClassDef, Expression, MatchCase, Module, Statement, WithItem } from "../ir/nodes.js";
import { binaryOperators } from "./expression-printer.js";
import { PatternPrinter } from "./pattern-printer.js";
import type { Printed } from "./printed.js";
import { Level } from "./printer-base.js";

/** By a list of statements: where the source of the list that it stands for begins and ends. */
export type BlockEnds = ReadonlyMap<readonly Statement[], { readonly start: number; readonly end: number }>;

const isImport = ({ kind }: Statement): boolean => kind === "Import" || kind === "ImportFrom";

export abstract class Printer extends PatternPrinter {
  private ends: BlockEnds | undefined;

  /**
   * Prints a whole module.
   * @param ends where in the source the blocks ended that passes have changed
   */
  print(module: Module, ends?: BlockEnds): Printed {
    this.ends = ends;
    this.statements(module.body);
    return this.w.finish();
  }

  private statements(body: readonly Statement[]): void {
    body.forEach((statement, index) => {
      // An import stays with the one above it.
      const isAttached = isImport(statement) && index > 0 && isImport(body[index - 1] as Statement);
      if (statement.loc.kind !== "span" && !isAttached) this.leadUpToNext(body, index);
      this.statement(statement);
    });
    // Statements that are gone from the end still stand in the source.
    const place = this.ends?.get(body);
    if (place) this.w.passRest(place.end);
  }

  /** In front of a statement that a pass has made: what stands above the next one of the source stands above both. */
  private leadUpToNext(body: readonly Statement[], index: number): void {
    const next = body.slice(index + 1).find(({ loc }) => loc.kind === "span");
    const start = next ? this.startOf(next) : (this.ends?.get(body)?.end ?? -1);
    if (start >= 0) this.w.leadUpTo(start);
  }

  /** Statements as a text of their own. */
  printStatements(body: readonly Statement[]): Printed {
    this.statements(body);
    return this.w.finish();
  }

  /** An expression as a text of its own, in parentheses if it needs them at this level. */
  printExpression(node: Expression, level: Level): Printed {
    this.expression(node, level);
    return this.w.finish();
  }

  /** Where a statement's first line starts in the source, decorators included; -1 when it has no place there. */
  private startOf(node: Statement): number {
    const place = this.w.placeOf(node.loc);
    if (!place) return -1;
    if (!("decorator_list" in node) || node.decorator_list.length === 0) return place.start;
    const mark = this.w.peek("@");
    return mark >= 0 ? mark : this.w.startOfDecorator((node.decorator_list[0] as Expression).loc, place.start);
  }

  private statement(node: Statement): void {
    this.w.within(node.loc, () => this.statementIn(node));
  }

  private statementIn(node: Statement): void {
    const { w } = this;
    const start = this.startOf(node);
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "ClassDef":
        return this.definition(node, start);
      case "If":
        return this.ifStatement(node, start, "if");
      case "For":
      case "AsyncFor":
        w.startLine(start, true);
        if (node.kind === "AsyncFor") this.keyword("async");
        this.keyword("for");
        this.expression(node.target, Level.Tuple);
        this.infix("in");
        this.expression(node.iter, Level.Tuple);
        this.body(node.body);
        return this.elseBlock(node.orelse);
      case "While":
        w.startLine(start, true);
        this.keyword("while");
        this.expression(node.test, Level.Named);
        this.body(node.body);
        return this.elseBlock(node.orelse);
      case "With":
      case "AsyncWith":
        w.startLine(start, true);
        if (node.kind === "AsyncWith") this.keyword("async");
        this.keyword("with");
        this.withItems(node.items);
        return this.body(node.body);
      case "Try":
      case "TryStar":
        return this.tryStatement(node, start);
      case "Match":
        w.startLine(start, true);
        this.keyword("match");
        this.expression(node.subject, Level.Tuple);
        this.blockOf(node.cases[0]?.pattern.loc, "case", () => {
          for (const matchCase of node.cases) this.matchCase(matchCase);
        });
        return;
      default:
        w.startLine(start);
        if (!this.special(node)) this.simple(node);
        w.endLine();
    }
  }

  protected simple(node: Statement): void {
    const { w } = this;
    switch (node.kind) {
      case "Expr":
        return this.expression(node.value, this.leadsLikeStatement(node.value) ? Level.Primary : Level.Yield);
      case "Assign":
        for (const target of node.targets) {
          this.expression(target, Level.Tuple);
          this.infix("=");
        }
        return this.expression(node.value, Level.Yield);
      case "AugAssign":
        this.expression(node.target, Level.Named);
        this.infix(`${binaryOperators[node.op][0]}=`);
        return this.expression(node.value, Level.Yield);
      case "AnnAssign":
        // Parentheses around a name say that it is not a simple target.
        this.expression(node.target, node.target.kind === "Name" && node.simple === 0 ? Level.Primary + 1 : Level.Named);
        w.token(":");
        w.space();
        this.expression(node.annotation, Level.Test);
        if (node.value) {
          this.infix("=");
          this.expression(node.value, Level.Yield);
        }
        return;
      case "Return":
        this.w.token("return");
        if (node.value) {
          w.space();
          this.expression(node.value, Level.Tuple);
        }
        return;
      case "Raise":
        this.w.token("raise");
        if (node.exc) {
          w.space();
          this.expression(node.exc, Level.Test);
        }
        if (node.cause) {
          this.infix("from");
          this.expression(node.cause, Level.Test);
        }
        return;
      case "Delete":
        this.keyword("del");
        return this.list(node.targets, (target) => this.expression(target, Level.Named));
      case "Assert":
        this.keyword("assert");
        this.expression(node.test, Level.Test);
        if (node.msg) {
          w.token(",");
          w.space();
          this.expression(node.msg, Level.Test);
        }
        return;
      case "Global":
      case "Nonlocal":
        this.keyword(node.kind.toLowerCase());
        return this.list(node.names, (name) => w.word(this.name(name), name));
      case "TypeAlias":
        this.keyword("type");
        this.expression(node.name, Level.Primary);
        this.typeParams(node.type_params);
        this.infix("=");
        return this.expression(node.value, Level.Test);
      case "Import":
        return this.import(node);
      case "ImportFrom":
        return this.importFrom(node);
      case "Pass":
      case "Break":
      case "Continue":
        return this.w.token(node.kind.toLowerCase());
      default:
        throw new Error(`${node.kind} is no simple statement`);
    }
  }

  private definition(node: Extract<Statement, { decorator_list: Expression[] }>, start: number): void {
    const { w } = this;
    let at = start;
    for (const decorator of node.decorator_list) {
      w.startLine(at);
      w.token("@");
      this.expression(decorator, Level.Named);
      w.endLine();
      at = w.peek("@");
    }
    const place = w.placeOf(node.loc);
    w.startLine(place ? place.start : -1, true);
    if (node.kind === "ClassDef") {
      this.keyword("class");
      w.word(this.name(node.name), node.name);
      this.typeParams(node.type_params);
      this.classArguments(node);
    } else {
      if (node.kind === "AsyncFunctionDef") this.keyword("async");
      const keyword = ["def", "function", "func"].find((word) => w.nextIs(word)) ?? "def";
      w.token(this.functionKeyword(), keyword);
      w.space();
      w.word(this.name(node.name), node.name);
      this.typeParams(node.type_params);
      w.open("(");
      this.parameters(node.args);
      w.close(")");
      if (node.returns) {
        this.infix("->");
        this.expression(node.returns, Level.Test);
      }
    }
    const outer = this.inClass;
    this.inClass = node.kind === "ClassDef";
    this.body(node.body);
    this.inClass = outer;
  }

  private classArguments(node: ClassDef): void {
    if (node.bases.length + node.keywords.length === 0) return;
    this.w.open("(");
    this.callItems(node.bases, node.keywords);
    this.w.close(")");
  }

  private ifStatement(node: Extract<Statement, { kind: "If" }>, start: number, word: string): void {
    const { w } = this;
    w.startLine(start, true);
    this.keyword(word);
    this.expression(node.test, Level.Named);
    this.body(node.body);
    const [only, ...others] = node.orelse;
    if (only?.kind === "If" && others.length === 0) {
      const elif = w.peek("elif");
      if (elif >= 0 || w.peek("else") < 0) return this.ifStatement(only, elif, "elif");
    }
    this.elseBlock(node.orelse);
  }

  private elseBlock(body: readonly Statement[], word = "else"): void {
    if (body.length === 0) return;
    this.w.startLine(this.w.peek(word), true);
    this.w.token(word);
    this.body(body);
  }

  private tryStatement(node: Extract<Statement, { kind: "Try" | "TryStar" }>, start: number): void {
    const { w } = this;
    w.startLine(start, true);
    w.token("try");
    this.body(node.body);
    for (const handler of node.handlers) {
      w.startLine(w.peek("except"), true);
      w.token("except");
      if (node.kind === "TryStar") w.token("*");
      if (handler.type) {
        w.space();
        this.expression(handler.type, Level.Test);
      }
      if (handler.name !== null) {
        this.infix("as");
        w.word(this.name(handler.name), handler.name);
      }
      this.body(handler.body);
    }
    this.elseBlock(node.orelse);
    this.elseBlock(node.finalbody, "finally");
  }

  private matchCase(node: MatchCase): void {
    const { w } = this;
    w.startLine(w.peek("case"), true);
    this.keyword("case");
    this.pattern(node.pattern, "open");
    if (node.guard) {
      this.guardKeyword();
      this.expression(node.guard, Level.Named);
    }
    this.body(node.body);
  }

  /** `:` and the block below it. */
  private body(body: readonly Statement[]): void {
    const first = body.find(({ loc }) => loc.kind === "span");
    const lead = first && "decorator_list" in first && first.decorator_list.length > 0 ? "@" : undefined;
    this.blockOf(first?.loc, lead, () => this.statements(body), this.ends?.get(body)?.start);
  }

  /**
   * @param first location of the first thing in the block
   * @param lead  token in front of it that starts its line, if any
   * @param gone  where the first thing was in the source that is not there any more
   */
  private blockOf(first: Location | undefined, lead: string | undefined, print: () => void, gone?: number): void {
    const { w } = this;
    w.token(":");
    w.endLine();
    const place = first && w.placeOf(first);
    const led = lead ? w.peek(lead) : -1;
    w.block(place ? (led >= 0 ? led : place.start) : (gone ?? -1), print);
  }

  private withItems(items: readonly WithItem[]): void {
    const { w } = this;
    const print = (): void =>
      this.list(items, (item) => {
        this.expression(item.context_expr, Level.Test);
        if (item.optional_vars) {
          this.infix("as");
          this.expression(item.optional_vars, Level.Named);
        }
      });
    if (!this.groupHoldsItems(items)) return print();
    // Parentheses around the items only stay when they hold a line break.
    if (w.groupIsOneLine()) {
      w.skip();
      return print();
    }
    w.open("(");
    print();
    w.close(")");
  }

  /** Whether the parenthesis that comes next is around the items, not around the first one's expression. */
  private groupHoldsItems(items: readonly WithItem[]): boolean {
    const [first] = items;
    return (
      first !== undefined &&
      this.w.nextIs("(") &&
      this.w.groupEndsBefore(":") &&
      !this.w.hasGroup(first.context_expr.loc) &&
      !this.isOneParenthesised(items)
    );
  }

  private isOneParenthesised([first, ...others]: readonly WithItem[]): boolean {
    return others.length === 0 && first !== undefined && !first.optional_vars && this.hasOwnParentheses(first.context_expr.loc);
  }

  // --- imports --------------------------------------------------------------------------------------------------------

  /** `a as b, c`, in parentheses when the source has them over several lines. */
  protected importedNames(names: readonly Alias[]): void {
    const { w } = this;
    const print = (): void => this.list(names, (alias) => this.importedName(alias));
    if (w.nextIs("(") && !w.groupIsOneLine()) {
      w.open("(");
      print();
      w.close(")");
    } else print();
  }

  private importedName(alias: Alias): void {
    const { w } = this;
    if (alias.name === "*") return w.token("*");
    w.word(this.name(alias.name), alias.name);
    this.importedAs(alias);
  }

  /**
   * A dotted module name.
   * @param level leading dots of a relative import
   * @param quote what stands around the name, if anything
   */
  protected moduleName(name: string, level = 0, quote = ""): void {
    const { w } = this;
    const parts = name === "" ? [] : name.split(".");
    const spelled = parts.map((part, index) => (quote !== "" ? part : index === 0 ? this.name(part) : this.attribute(part)));
    if (w.nextIsString()) return w.nextToken(quote + spelled.join(".") + quote);
    w.arriveAtNext();
    while (w.nextIs(".") || w.nextIs("...")) w.skip();
    if (level > 0) w.write(".".repeat(level));
    if (quote !== "") w.added(quote);
    const print = (): void =>
      this.separated(
        [...parts.keys()],
        () => w.token("."),
        (index) => w.word(spelled[index] as string, parts[index] as string),
      );
    // A line cannot be broken inside of a string.
    if (quote !== "") w.withoutBreaks(print);
    else print();
    if (quote !== "") w.added(quote);
  }

  /** Leaves out the word `python` that `.nc` writes in front of a foreign module's string. */
  protected skipForeignMark(): void {
    if (this.w.nextIs("python") && this.w.nextIsString(1)) this.w.skip();
  }

  protected importedAs(alias: Alias): void {
    if (alias.asname === null) return;
    this.infix("as");
    this.w.word(this.name(alias.asname), alias.asname);
  }
}
