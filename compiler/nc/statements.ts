/**
 * The grammar of statements and modules, and the way on after a mistake: the rest of the line is skipped, and what is
 * indented below it is read for its own mistakes only.
 */

import { type Span, span } from "../ir/location.js";
import { build, type ExceptHandler, type Expression, type MatchCase, type Statement, type WithItem } from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import { type IToken, isRecognitionException, type TokenType } from "./chevrotain.js";
import { OperatorStack } from "./operators.js";
import { isParenthesised, type Rule, SyntaxFailure } from "./parser-base.js";
import type { Problem } from "./problem.js";
import { SimpleStatementParser } from "./simple-statements.js";
import { markStored } from "./targets.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

/** One `except` with its block; `star` is the `*` of `except*`. */
interface ExceptClause {
  readonly handler: ExceptHandler;
  readonly star: IToken | undefined;
}

export class NcParser extends SimpleStatementParser {
  /** The statements of the module that were read, and the first token of the one that is being read. */
  private moduleBody: Statement[] = [];
  private outerStatement: IToken | undefined;

  constructor(skipValidations: boolean) {
    super(skipValidations);
    this.performSelfAnalysis();
  }

  /**
   * The statements of a file that have no mistake.
   * @param tokens of the lexer, the last one `EOF`
   * @param problems takes what is wrong
   */
  parse(tokens: NcToken[], file: SourceFile, problems: Problem[]): Statement[] {
    this.file = file;
    this.problems = problems;
    this.operators = new OperatorStack(file);
    this.moduleBody = [];
    this.isBad = false;
    for (let rest = tokens; rest.length > 0; ) {
      this.input = rest;
      try {
        this.module();
        rest = [];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        rest = this.afterOverflow(rest);
      }
    }
    this.input = [];
    return this.moduleBody;
  }

  /** The stack was too small for a statement of the module: the tokens after it. */
  private afterOverflow(tokens: NcToken[]): NcToken[] {
    const { startOffset, end } = this.LA(1) as NcToken;
    const hint = "give parts of it names, and use these";
    this.push({ code: "NC2410", start: startOffset, end, message: "this statement is nested too deeply", hint });
    let depth = 0;
    for (let index = tokens.indexOf(this.outerStatement as NcToken); index < tokens.length; index++) {
      const { tokenType } = tokens[index] as NcToken;
      if (tokenType === t.Indent) depth++;
      else if (tokenType === t.Dedent) depth--;
      const isEnd = tokenType === t.Newline || tokenType === t.Dedent;
      const next = tokens[index + 1]?.tokenType;
      if (isEnd && depth <= 0 && next !== t.Indent && !(next && clauses.has(next))) return tokens.slice(index + 1);
    }
    return [];
  }

  // --- blocks --------------------------------------------------------------------------------------------------------------

  private readonly module: Rule<void> = this.RULE("module", () => {
    this.SUBRULE(this.statements, { ARGS: [this.moduleBody] });
  });

  /** Statements up to the end of the block or the file; those without a mistake are added to `list`. */
  private readonly statements: Rule<void, [Statement[]]> = this.RULE("statements", (list: Statement[] = []) => {
    let unexpectedIndents = 0;
    for (;;) {
      this.MANY(() => this.readStatement(list));
      if (this.RECORDING_PHASE) return;
      const token = this.LA(1);
      if (token.tokenType === t.EOF) return;
      if (token.tokenType === t.Dedent) {
        if (unexpectedIndents === 0) return;
        unexpectedIndents--;
        this.SKIP_TOKEN();
      } else if (token.tokenType === t.Indent) {
        unexpectedIndents++;
        this.push({
          code: "NC2405",
          start: token.startOffset,
          end: token.startOffset,
          message: "this line is indented, but it is in no new block",
        });
        this.SKIP_TOKEN();
      } else this.skipStray(token as NcToken);
    }
  });

  private readStatement(list: Statement[]): void {
    const outerIsBad = this.isBad;
    this.isBad = false;
    this.leader = this.LA(1);
    if (list === this.moduleBody) this.outerStatement = this.leader;
    try {
      const statement = this.SUBRULE(this.statement);
      if (!this.isBad) list.push(statement);
    } catch (error) {
      this.recover(error);
    }
    this.isBad = outerIsBad;
  }

  /** `:` and the block below it, or what is wrong with it. */
  private readonly block: Rule<Statement[]> = this.RULE("block", () => {
    const body: Statement[] = [];
    const colon = this.CONSUME(t.Colon);
    if (!this.startsBlock(colon, "NC2406", "an indented block is missing after")) return body;
    this.CONSUME(t.Newline);
    this.CONSUME(t.Indent);
    this.SUBRULE(this.statements, { ARGS: [body] });
    // All of its statements have mistakes, which are reported: the block itself is well formed.
    if (body.length === 0) body.push(build.Pass(this.tokenSpan(colon)));
    this.CONSUME(t.Dedent);
    return body;
  });

  /** Whether a line end and an indented block follow the `:` of a header; if not, that is reported and skipped. */
  private startsBlock(colon: IToken, code: "NC2406" | "NC2449", message: string): boolean {
    if (this.RECORDING_PHASE) return true;
    const token = this.LA(1);
    const header = `\`${this.leader.image}\``;
    if (token.tokenType !== t.Newline) {
      this.isBad = true;
      const message = `the body of ${header} goes on the next line, indented`;
      this.skipLine({ code: "NC2407", start: token.startOffset, end: (token as NcToken).end, message });
      this.skipBlock();
      return false;
    }
    if (this.LA(2).tokenType === t.Indent) return true;
    this.SKIP_TOKEN();
    this.reportToken(code, colon, `${message} ${header}`);
    return false;
  }

  /** From a place to the end of the block that was read last. */
  private blockSpan(start: number): Span {
    let offset = 0;
    while (isBlockEnd(this.LA(offset))) offset--;
    return span(this.file, start, (this.LA(offset) as NcToken).end);
  }

  // --- after mistakes ------------------------------------------------------------------------------------------------------

  private push(problem: Problem): void {
    this.problems.push(problem);
  }

  /** After an error inside of a line: goes to the statement after this one. */
  private recover(error: unknown): void {
    const isSyntax = error instanceof SyntaxFailure;
    if (this.RECORDING_PHASE || !(error instanceof Error) || !(isSyntax || isRecognitionException(error))) throw error;
    this.operators.clear();
    this.skipLine(isSyntax ? error.problem : this.explainNext(error.message));
    this.skipBlocks();
  }

  /** Skips to the next line and reports `problem`, unless the lexer has reported something on this one. */
  private skipLine(problem: Problem): void {
    let isKnown = false;
    for (let type = this.LA(1).tokenType; type !== t.EOF; type = this.LA(1).tokenType) {
      this.SKIP_TOKEN();
      if (type === t.Newline) break;
      if (type === t.Invalid) isKnown = true;
    }
    if (!isKnown) this.push(problem);
  }

  /** Reads the block that starts here, if one does, and the `else` and so on that follow it, for their mistakes only. */
  private skipBlocks(): void {
    if (!this.skipBlock()) return;
    while (clauses.has(this.LA(1).tokenType)) this.skipClause();
  }

  /** Reads the block that starts here, if one does, for its mistakes only. */
  private skipBlock(): boolean {
    if (this.LA(1).tokenType !== t.Indent) return false;
    this.SKIP_TOKEN();
    if (this.leader.tokenType === t.Match) this.SUBRULE9(this.cases, { ARGS: [[]] });
    else this.SUBRULE9(this.statements, { ARGS: [[]] });
    if (this.LA(1).tokenType === t.Dedent) this.SKIP_TOKEN();
    return true;
  }

  /** Reads an `elif`, `else`, `except` or `finally` for its mistakes only. */
  private skipClause(): void {
    const outerIsBad = this.isBad;
    this.leader = this.LA(1);
    try {
      switch (this.leader.tokenType) {
        case t.Elif:
          this.SUBRULE9(this.elifClause);
          break;
        case t.Else:
          this.SUBRULE9(this.elseClause);
          break;
        case t.Except:
          this.SUBRULE9(this.exceptClause);
          break;
        default:
          this.SUBRULE9(this.finallyClause);
      }
    } catch (error) {
      this.recover(error);
    }
    this.isBad = outerIsBad;
  }

  /** A token that starts no statement. */
  private skipStray(token: NcToken): void {
    this.leader = token;
    const place = { start: token.startOffset, end: token.end };
    const owner = clauses.get(token.tokenType);
    if (owner !== undefined) {
      this.skipLine({ code: "NC2446", ...place, message: `this \`${token.image}\` belongs to no ${owner}` });
      this.skipBlocks();
    } else if (token.tokenType === t.Case) {
      this.skipLine({ code: "NC2446", ...place, message: "this `case` belongs to no `match`", hint: "write `` `case` `` for the name" });
      this.skipBlock();
    } else if (token.tokenType === t.Unused) {
      const hint = `write \`\` \`${token.image}\` \`\` for the name`;
      this.skipLine({ code: "NC2431", ...place, message: `\`${token.image}\` is kept for later versions of the language`, hint });
      this.skipBlock();
    } else this.recover(new SyntaxFailure(this.explainNext(":statement")));
  }

  // --- statements ------------------------------------------------------------------------------------------------------------

  private readonly statement: Rule<Statement> = this.RULE("statement", () => this.OR(this.statementForms));

  private readonly statementForms = [
    // A conditional expression cannot start a statement.
    { ALT: (): Statement => this.SUBRULE(this.ifStatement), IGNORE_AMBIGUITIES: true },
    { ALT: (): Statement => this.SUBRULE(this.simpleLine) },
    { ALT: (): Statement => this.SUBRULE(this.functionDefinition, { ARGS: [[], undefined] }) },
    { ALT: (): Statement => this.SUBRULE(this.classDefinition, { ARGS: [[]] }) },
    { ALT: (): Statement => this.SUBRULE(this.decorated) },
    { ALT: (): Statement => this.SUBRULE(this.forStatement, { ARGS: [undefined] }) },
    { ALT: (): Statement => this.SUBRULE(this.whileStatement) },
    { ALT: (): Statement => this.SUBRULE(this.tryStatement) },
    { ALT: (): Statement => this.SUBRULE(this.withStatement, { ARGS: [undefined] }) },
    { ALT: (): Statement => this.SUBRULE(this.matchStatement) },
    { ALT: (): Statement => this.SUBRULE(this.asyncStatement) },
  ];

  // --- functions and classes -------------------------------------------------------------------------------------------------

  /** Gets the decorators, and the `async` before it. */
  private readonly functionDefinition: Rule<Statement, [Expression[], IToken | undefined]> = this.RULE(
    "functionDefinition",
    (decorators: Expression[], async: IToken | undefined) => {
      const keyword = this.CONSUME(t.Def);
      if (!async) this.leader = keyword;
      const name = (this.CONSUME(t.Name) as NcToken).value as string;
      const parameters = this.OPTION(() => this.SUBRULE(this.typeParameters)) ?? [];
      this.CONSUME(t.LParen);
      const args = this.SUBRULE(this.parameters, { ARGS: [true] });
      this.CONSUME(t.RParen);
      const returns = this.OPTION1(() => {
        this.CONSUME(t.Arrow);
        return this.SUBRULE(this.expression);
      });
      const body = this.SUBRULE(this.block);
      const fields = { name, args, body, decorator_list: decorators, returns: returns ?? null, type_params: parameters };
      const loc = this.blockSpan((async ?? keyword).startOffset);
      return async ? build.AsyncFunctionDef(fields, loc) : build.FunctionDef(fields, loc);
    },
  );

  private readonly classDefinition: Rule<Statement, [Expression[]]> = this.RULE("classDefinition", (decorators: Expression[]) => {
    const keyword = this.CONSUME(t.Class);
    this.leader = keyword;
    const name = (this.CONSUME(t.Name) as NcToken).value as string;
    const parameters = this.OPTION(() => this.SUBRULE(this.typeParameters)) ?? [];
    const start = this.start();
    const { args, keywords } = this.OPTION1(() => this.SUBRULE(this.callArguments)) ?? { args: [], keywords: [] };
    const [first] = this.RECORDING_PHASE ? [] : args;
    if (first?.kind === "GeneratorExp" && !isParenthesised(first, start)) {
      this.reportNode("NC2458", first, "a generator as the base of a class stands in parentheses");
    }
    const body = this.SUBRULE(this.block);
    const fields = { name, bases: args, keywords, body, decorator_list: decorators, type_params: parameters };
    return build.ClassDef(fields, this.blockSpan(keyword.startOffset));
  });

  private readonly decorated: Rule<Statement> = this.RULE("decorated", () => {
    const decorators: Expression[] = [];
    this.AT_LEAST_ONE(() => {
      this.leader = this.CONSUME(t.At);
      decorators.push(this.single(this.SUBRULE(this.element)));
      this.CONSUME(t.Newline);
    });
    if (!this.RECORDING_PHASE && !decoratedStarts.has(this.LA(1).tokenType)) {
      this.reportToken("NC2469", this.leader, "a decorator stands before a function or a class");
      return build.Pass(this.tokenSpan(this.leader));
    }
    return this.OR([
      { ALT: (): Statement => this.SUBRULE(this.functionDefinition, { ARGS: [decorators, undefined] }) },
      { ALT: (): Statement => this.SUBRULE(this.classDefinition, { ARGS: [decorators] }) },
      {
        ALT: (): Statement => {
          const async = this.CONSUME(t.Async);
          this.leader = this.LA(1);
          return this.SUBRULE1(this.functionDefinition, { ARGS: [decorators, async] });
        },
      },
    ]);
  });

  private readonly asyncStatement: Rule<Statement> = this.RULE("asyncStatement", () => {
    const async = this.CONSUME(t.Async);
    this.leader = this.LA(1);
    return this.OR([
      { ALT: (): Statement => this.SUBRULE(this.functionDefinition, { ARGS: [[], async] }) },
      { ALT: (): Statement => this.SUBRULE(this.forStatement, { ARGS: [async] }) },
      { ALT: (): Statement => this.SUBRULE(this.withStatement, { ARGS: [async] }) },
    ]);
  });

  // --- control flow ----------------------------------------------------------------------------------------------------------

  private readonly ifStatement: Rule<Statement> = this.RULE("ifStatement", () => {
    const { startOffset } = this.CONSUME(t.If);
    const test = this.single(this.SUBRULE(this.element));
    const body = this.SUBRULE(this.block);
    const elifs: { start: number; test: Expression; body: Statement[] }[] = [];
    this.MANY(() => {
      const start = this.start();
      elifs.push({ start, ...this.SUBRULE(this.elifClause) });
    });
    let orelse = this.OPTION(() => this.SUBRULE(this.elseClause)) ?? [];
    const { end } = this.blockSpan(startOffset);
    for (let branch = elifs.pop(); branch; branch = elifs.pop()) {
      orelse = [build.If({ test: branch.test, body: branch.body, orelse }, span(this.file, branch.start, end))];
    }
    return build.If({ test, body, orelse }, span(this.file, startOffset, end));
  });

  private readonly elifClause: Rule<{ test: Expression; body: Statement[] }> = this.RULE("elifClause", () => {
    this.leader = this.CONSUME(t.Elif);
    const test = this.single(this.SUBRULE(this.element));
    return { test, body: this.SUBRULE(this.block) };
  });

  private readonly elseClause: Rule<Statement[]> = this.RULE("elseClause", () => {
    this.leader = this.CONSUME(t.Else);
    return this.SUBRULE(this.block);
  });

  private readonly whileStatement: Rule<Statement> = this.RULE("whileStatement", () => {
    const { startOffset } = this.CONSUME(t.While);
    const test = this.single(this.SUBRULE(this.element));
    const body = this.SUBRULE(this.block);
    const orelse = this.OPTION(() => this.SUBRULE(this.elseClause)) ?? [];
    return build.While({ test, body, orelse }, this.blockSpan(startOffset));
  });

  private readonly forStatement: Rule<Statement, [IToken | undefined]> = this.RULE("forStatement", (async: IToken | undefined) => {
    const { startOffset } = this.CONSUME(t.For);
    const target = this.SUBRULE(this.loopTargets);
    this.CONSUME(t.In);
    const iter = this.SUBRULE(this.expressions);
    const body = this.SUBRULE(this.block);
    const orelse = this.OPTION(() => this.SUBRULE(this.elseClause)) ?? [];
    const fields = { target, iter, body, orelse };
    return async ? build.AsyncFor(fields, this.blockSpan(async.startOffset)) : build.For(fields, this.blockSpan(startOffset));
  });

  private readonly tryStatement: Rule<Statement> = this.RULE("tryStatement", () => {
    const keyword = this.CONSUME(t.Try);
    const body = this.SUBRULE(this.block);
    const parts: ExceptClause[] = [];
    this.MANY(() => {
      parts.push(this.SUBRULE(this.exceptClause));
    });
    const orelse = this.OPTION(() => this.SUBRULE(this.elseClause));
    const finalbody = this.OPTION1(() => this.SUBRULE(this.finallyClause));
    if (!this.RECORDING_PHASE) {
      if (parts.length === 0 && (orelse || !finalbody)) this.reportToken("NC2447", keyword, "this `try` has no `except` and no `finally`");
      const first = parts[0]?.star !== undefined;
      const odd = parts.find(({ star }) => (star !== undefined) !== first);
      if (odd) {
        const { start } = odd.handler.loc as Span;
        this.report("NC2448", start, start + "except".length, "`except` and `except*` cannot stand at the same `try`");
      }
    }
    const handlers = parts.map(({ handler }) => handler);
    const fields = { body, handlers, orelse: orelse ?? [], finalbody: finalbody ?? [] };
    const loc = this.blockSpan(keyword.startOffset);
    return parts[0]?.star ? build.TryStar(fields, loc) : build.Try(fields, loc);
  });

  private readonly exceptClause: Rule<ExceptClause> = this.RULE("exceptClause", () => {
    const keyword = this.CONSUME(t.Except);
    this.leader = keyword;
    const star = this.OPTION(() => this.CONSUME(t.Star));
    const caught = this.OPTION1(() => {
      const type = this.SUBRULE(this.expressions);
      const tuple = this.openTuple;
      for (const element of tuple?.kind === "Tuple" ? tuple.elts : [type]) this.single(element);
      const name = this.OPTION2(() => this.SUBRULE(this.asName));
      if (name !== undefined && tuple) this.reportNode("NC2468", tuple, "several types of exception with a name stand in parentheses");
      return { type, name: name ?? null };
    });
    if (star && !caught && !this.RECORDING_PHASE) this.reportToken("NC2441", star, "the type of exception is missing after `except*`");
    const body = this.SUBRULE(this.block);
    return {
      handler: build.ExceptHandler({ type: caught?.type ?? null, name: caught?.name ?? null, body }, this.blockSpan(keyword.startOffset)),
      star,
    };
  });

  private readonly finallyClause: Rule<Statement[]> = this.RULE("finallyClause", () => {
    this.leader = this.CONSUME(t.Finally);
    return this.SUBRULE(this.block);
  });

  private readonly withStatement: Rule<Statement, [IToken | undefined]> = this.RULE("withStatement", (async: IToken | undefined) => {
    const { startOffset } = this.CONSUME(t.With);
    const items: WithItem[] = [];
    this.OR([
      {
        GATE: () => this.parenthesesHoldItems(),
        ALT: () => {
          this.CONSUME(t.LParen);
          let comma = true;
          this.AT_LEAST_ONE(() => {
            if (!comma) this.failAtNext(t.Comma);
            items.push(this.SUBRULE(this.withItem));
            comma = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
          });
          this.CONSUME(t.RParen);
        },
      },
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE1(this.withItem)) }) },
    ]);
    const body = this.SUBRULE(this.block);
    return async
      ? build.AsyncWith({ items, body }, this.blockSpan(async.startOffset))
      : build.With({ items, body }, this.blockSpan(startOffset));
  });

  /**
   * Whether the parentheses after `with` enclose its items, and are not those of an expression: `:` follows them, and there
   * is an `as` in them, or else nothing that an item cannot be.
   */
  private parenthesesHoldItems(): boolean {
    if (this.LA(1).tokenType !== t.LParen) return false;
    let depth = 0;
    let isItem = this.LA(2).tokenType !== t.RParen;
    let hasAs = false;
    for (let offset = 1; ; offset++) {
      const { tokenType } = this.LA(offset);
      if (tokenType === t.LParen || tokenType === t.LBracket || tokenType === t.LBrace || tokenType === t.InterpolationStart) depth++;
      else if (tokenType === t.RParen || tokenType === t.RBracket || tokenType === t.RBrace) {
        if (--depth === 0) return (hasAs || isItem) && this.LA(offset + 1).tokenType === t.Colon;
      } else if (tokenType === t.Newline || tokenType === t.EOF) return false;
      else if (depth === 1) {
        if (tokenType === t.As) hasAs = true;
        if (tokenType === t.Walrus || tokenType === t.For || tokenType === t.Yield) isItem = false;
        const previous = this.LA(offset - 1).tokenType;
        if (tokenType === t.Star && (previous === t.LParen || previous === t.Comma)) isItem = false;
      }
    }
  }

  private readonly withItem: Rule<WithItem> = this.RULE("withItem", () => {
    const start = this.start();
    const context = this.SUBRULE(this.expression);
    const target = this.OPTION(() => {
      this.CONSUME(t.As);
      const stored = this.SUBRULE(this.target);
      if (!this.RECORDING_PHASE) markStored(stored, this.report);
      return stored;
    });
    return build.withitem({ context_expr: context, optional_vars: target ?? null }, this.spanFrom(start));
  });

  private readonly matchStatement: Rule<Statement> = this.RULE("matchStatement", () => {
    const keyword = this.CONSUME(t.Match);
    const subject = this.SUBRULE(this.expressions);
    if (!this.openTuple) this.single(subject);
    const list: MatchCase[] = [];
    const colon = this.CONSUME(t.Colon);
    if (!this.startsBlock(colon, "NC2449", "an indented `case` is missing after")) return build.Pass(this.tokenSpan(keyword));
    this.CONSUME(t.Newline);
    this.CONSUME(t.Indent);
    this.SUBRULE(this.cases, { ARGS: [list] });
    this.CONSUME(t.Dedent);
    return build.Match({ subject, cases: list }, this.blockSpan(keyword.startOffset));
  });

  /** The cases of a `match`; those without a mistake are added to `list`. */
  private readonly cases: Rule<void, [MatchCase[]]> = this.RULE("cases", (list: MatchCase[] = []) => {
    for (;;) {
      this.MANY(() => this.readCase(list));
      if (this.RECORDING_PHASE) return;
      const token = this.LA(1) as NcToken;
      if (token.tokenType === t.Dedent || token.tokenType === t.EOF) return;
      this.isBad = true;
      this.skipLine({ code: "NC2449", start: token.startOffset, end: token.end, message: "a `match` holds `case` blocks only" });
      this.leader = token;
      this.skipBlock();
    }
  });

  private readCase(list: MatchCase[]): void {
    const outerIsBad = this.isBad;
    this.isBad = false;
    this.leader = this.LA(1);
    try {
      const one = this.SUBRULE(this.matchCase);
      if (!this.isBad) list.push(one);
    } catch (error) {
      this.recover(error);
      this.isBad = true;
    }
    // A match without one of its cases is another one.
    this.isBad ||= outerIsBad;
  }

  private readonly matchCase: Rule<MatchCase> = this.RULE("matchCase", () => {
    const { startOffset } = this.CONSUME(t.Case);
    const pattern = this.SUBRULE(this.patterns);
    const guard = this.OPTION({
      GATE: () => this.startsGuard(),
      DEF: () => {
        this.CONSUME(t.Name);
        return this.single(this.SUBRULE(this.element));
      },
    });
    const body = this.SUBRULE(this.block);
    return build.match_case({ pattern, guard: guard ?? null, body }, this.blockSpan(startOffset));
  });
}

/** Clauses that only follow another block, and whose. */
const clauses: ReadonlyMap<TokenType, string> = new Map([
  [t.Elif, "`if`"],
  [t.Else, "`if`, loop or `try`"],
  [t.Except, "`try`"],
  [t.Finally, "`try`"],
]);

const decoratedStarts: ReadonlySet<TokenType> = new Set([t.Def, t.Class, t.Async]);

const isBlockEnd = ({ tokenType }: IToken): boolean => tokenType === t.Newline || tokenType === t.Dedent;
