/** The grammar of statements on one line: assignments, imports and the rest; and type parameters, which aliases have too. */
import { type Alias, build, type Expression, type Statement, type TypeParam } from "../ir/nodes.js";
import { isParenthesised, type Rule, SyntaxFailure } from "./parser-base.js";
import { PatternParser } from "./patterns.js";
import { ipythonCall, moduleName } from "./python-forms.js";
import { markDeleted, markSingle, markStored } from "./targets.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

export abstract class SimpleStatementParser extends PatternParser {
  protected readonly simpleLine: Rule<Statement> = this.RULE("simpleLine", () => {
    const statement = this.OR(this.simpleForms);
    this.CONSUME(t.Newline);
    return statement;
  });

  private readonly simpleForms = [
    { ALT: (): Statement => this.SUBRULE(this.expressionStatement) },
    { ALT: (): Statement => this.SUBRULE(this.returnStatement) },
    { ALT: (): Statement => build.Pass(this.tokenSpan(this.CONSUME(t.Pass))) },
    { ALT: (): Statement => build.Break(this.tokenSpan(this.CONSUME(t.Break))) },
    { ALT: (): Statement => build.Continue(this.tokenSpan(this.CONSUME(t.Continue))) },
    { ALT: (): Statement => this.SUBRULE(this.raiseStatement) },
    { ALT: (): Statement => this.SUBRULE(this.deleteStatement) },
    { ALT: (): Statement => this.SUBRULE(this.assertStatement) },
    { ALT: (): Statement => this.SUBRULE(this.scopeStatement) },
    { ALT: (): Statement => this.SUBRULE(this.typeAlias) },
    { ALT: (): Statement => this.SUBRULE(this.importStatement) },
    { ALT: (): Statement => this.SUBRULE(this.fromStatement) },
    { ALT: (): Statement => this.SUBRULE(this.useStatement) },
  ];

  // --- assignments -----------------------------------------------------------------------------------------------------------

  private readonly expressionStatement: Rule<Statement> = this.RULE("expressionStatement", () => {
    const start = this.start();
    const first = this.SUBRULE(this.value);
    const assignment = this.OPTION(() => {
      this.assigned = first;
      this.assignedStart = start;
      return this.OR(this.assignmentForms);
    });
    return assignment ?? build.Expr({ value: first }, this.spanFrom(start));
  });

  /** `yield …`, or expressions. */
  private readonly value: Rule<Expression> = this.RULE("value", () => this.OR(this.valueForms));

  private readonly valueForms = [
    { ALT: (): Expression => this.SUBRULE(this.expressions) },
    { ALT: (): Expression => this.SUBRULE(this.yieldExpression) },
  ];

  /** What stands before the sign of an assignment. */
  private assigned!: Expression;
  private assignedStart = 0;

  private readonly assignmentForms = [
    {
      ALT: (): Statement => {
        const { assigned: target, assignedStart: targetStart } = this;
        const targets = [target];
        let value: Expression | undefined;
        this.AT_LEAST_ONE(() => {
          this.CONSUME(t.Equal);
          if (value) targets.push(value);
          value = this.SUBRULE1(this.value);
        });
        if (!this.RECORDING_PHASE) for (const one of targets) markStored(one, this.report);
        return build.Assign({ targets, value: value as Expression }, this.spanFrom(targetStart));
      },
    },
    {
      ALT: (): Statement => {
        const { assigned: target, assignedStart: targetStart } = this;
        const op = t.augmentedMeanings[this.CONSUME(t.AugmentedAssign).tokenTypeIdx] ?? "Add";
        const value = this.SUBRULE2(this.value);
        if (!this.RECORDING_PHASE) markSingle(target, this.report, "NC2453", "the target of an augmented assignment");
        return build.AugAssign({ target, op, value }, this.spanFrom(targetStart));
      },
    },
    {
      ALT: (): Statement => {
        const { assigned: target, assignedStart: targetStart } = this;
        this.CONSUME(t.Colon);
        const annotation = this.SUBRULE(this.expression);
        const value = this.OPTION1(() => {
          this.CONSUME1(t.Equal);
          return this.SUBRULE3(this.value);
        });
        if (!this.RECORDING_PHASE) markSingle(target, this.report, "NC2452", "annotated");
        const simple = target.kind === "Name" && !isParenthesised(target, targetStart) ? 1 : 0;
        return build.AnnAssign({ target, annotation, value: value ?? null, simple }, this.spanFrom(targetStart));
      },
    },
  ];

  // --- simple statements -----------------------------------------------------------------------------------------------------

  private readonly returnStatement: Rule<Statement> = this.RULE("returnStatement", () => {
    const { startOffset } = this.CONSUME(t.Return);
    const value = this.OPTION(() => this.SUBRULE(this.expressions)) ?? null;
    return build.Return({ value }, this.spanFrom(startOffset));
  });

  private readonly raiseStatement: Rule<Statement> = this.RULE("raiseStatement", () => {
    const { startOffset } = this.CONSUME(t.Raise);
    let exc: Expression | null = null;
    let cause: Expression | null = null;
    this.OPTION(() => {
      exc = this.SUBRULE(this.expression);
      this.OPTION1(() => {
        this.CONSUME(t.From);
        cause = this.SUBRULE1(this.expression);
      });
    });
    return build.Raise({ exc, cause }, this.spanFrom(startOffset));
  });

  private readonly deleteStatement: Rule<Statement> = this.RULE("deleteStatement", () => {
    const { startOffset } = this.CONSUME(t.Del);
    const targets = [this.SUBRULE(this.element)];
    let isOpen = false;
    this.MANY(() => {
      if (isOpen) this.failAtNext();
      this.CONSUME(t.Comma);
      isOpen = true;
      this.OPTION(() => {
        targets.push(this.SUBRULE1(this.element));
        isOpen = false;
      });
    });
    if (!this.RECORDING_PHASE) for (const target of targets) markDeleted(target, this.report);
    return build.Delete({ targets }, this.spanFrom(startOffset));
  });

  private readonly assertStatement: Rule<Statement> = this.RULE("assertStatement", () => {
    const { startOffset } = this.CONSUME(t.Assert);
    const test = this.SUBRULE(this.expression);
    const msg = this.OPTION(() => {
      this.CONSUME(t.Comma);
      return this.SUBRULE1(this.expression);
    });
    return build.Assert({ test, msg: msg ?? null }, this.spanFrom(startOffset));
  });

  private readonly scopeStatement: Rule<Statement> = this.RULE("scopeStatement", () => {
    const start = this.start();
    const isGlobal = this.OR([{ ALT: () => this.CONSUME(t.Global) }, { ALT: () => this.CONSUME(t.Nonlocal) }]).tokenType === t.Global;
    const names: string[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push((this.CONSUME(t.Name) as NcToken).value as string) });
    const loc = this.spanFrom(start);
    return isGlobal ? build.Global({ names }, loc) : build.Nonlocal({ names }, loc);
  });

  private readonly typeAlias: Rule<Statement> = this.RULE("typeAlias", () => {
    const { startOffset } = this.CONSUME(t.Type);
    const token = this.CONSUME(t.Name) as NcToken;
    const name = build.Name({ id: token.value as string, ctx: "Store" }, this.tokenSpan(token));
    const parameters = this.OPTION(() => this.SUBRULE(this.typeParameters)) ?? [];
    this.CONSUME(t.Equal);
    const value = this.SUBRULE(this.expression);
    return build.TypeAlias({ name, type_params: parameters, value }, this.spanFrom(startOffset));
  });

  // --- imports ---------------------------------------------------------------------------------------------------------------

  private readonly importStatement: Rule<Statement> = this.RULE("importStatement", () => {
    const { startOffset } = this.CONSUME(t.Import);
    const names: Alias[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.importedModule)) });
    return build.Import({ names }, this.spanFrom(startOffset));
  });

  /** `a.b as c`, or `python "a.b" as c`. */
  private readonly importedModule: Rule<Alias> = this.RULE("importedModule", () => {
    const first = this.CONSUME(t.Name) as NcToken;
    let name = first.value as string;
    let { startOffset } = first;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            const text = this.CONSUME(t.StringLiteral) as NcToken;
            if (first.image !== "python")
              this.reportToken("NC2464", first, "only `python` can stand before the name of a module in quotes");
            name = moduleName(text.value, this.tokenSpan(text), this.report);
            startOffset = text.startOffset;
          },
        },
        {
          ALT: () =>
            this.AT_LEAST_ONE(() => {
              this.CONSUME(t.Dot);
              name += `.${(this.CONSUME1(t.Name) as NcToken).value as string}`;
            }),
        },
      ]),
    );
    const asname = this.OPTION1(() => this.SUBRULE(this.asName)) ?? null;
    return build.alias({ name, asname }, this.spanFrom(startOffset));
  });

  protected readonly asName: Rule<string> = this.RULE("asName", () => {
    this.CONSUME(t.As);
    return (this.CONSUME(t.Name) as NcToken).value as string;
  });

  private readonly fromStatement: Rule<Statement> = this.RULE("fromStatement", () => {
    const { startOffset } = this.CONSUME(t.From);
    let level = 0;
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            level++;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Ellipsis);
            level += 3;
          },
        },
      ]),
    );
    const module = this.OPTION(() => {
      let name = (this.CONSUME(t.Name) as NcToken).value as string;
      this.MANY1(() => {
        this.CONSUME1(t.Dot);
        name += `.${(this.CONSUME1(t.Name) as NcToken).value as string}`;
      });
      return name;
    });
    if (level === 0 && module === undefined) {
      const { startOffset: start, end } = this.LA(1) as NcToken;
      throw new SyntaxFailure({ code: "NC2445", start, end, message: "the name of a module is missing after `from`" });
    }
    this.CONSUME(t.Import);
    const names = this.SUBRULE(this.importList);
    return build.ImportFrom({ module: module ?? null, names, level }, this.spanFrom(startOffset));
  });

  private readonly importList: Rule<Alias[]> = this.RULE("importList", () =>
    this.OR([
      {
        ALT: (): Alias[] => [build.alias({ name: "*", asname: null }, this.tokenSpan(this.CONSUME(t.Star)))],
      },
      {
        ALT: (): Alias[] => {
          this.CONSUME(t.LParen);
          const names: Alias[] = [];
          let comma = true;
          this.AT_LEAST_ONE(() => {
            if (!comma) this.failAtNext(t.Comma);
            names.push(this.SUBRULE(this.importedName));
            comma = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
          });
          this.CONSUME(t.RParen);
          return names;
        },
      },
      {
        ALT: (): Alias[] => {
          const names = [this.SUBRULE1(this.importedName)];
          this.MANY(() => {
            const comma = this.CONSUME1(t.Comma);
            if (this.LA(1).tokenType === t.Newline) {
              const { startOffset, end } = comma as NcToken;
              throw new SyntaxFailure({
                code: "NC2463",
                start: startOffset,
                end,
                message: "a comma at the end needs parentheses around the names",
              });
            }
            names.push(this.SUBRULE2(this.importedName));
          });
          return names;
        },
      },
    ]),
  );

  private readonly importedName: Rule<Alias> = this.RULE("importedName", () => {
    const token = this.CONSUME(t.Name) as NcToken;
    const asname = this.OPTION(() => this.SUBRULE(this.asName)) ?? null;
    return build.alias({ name: token.value as string, asname }, this.spanFrom(token.startOffset));
  });

  /** `use python "a.b" as c, "d"`, `use python "a.b" import c`, `use ipython "…"`. */
  private readonly useStatement: Rule<Statement> = this.RULE("useStatement", () => {
    const { startOffset } = this.CONSUME(t.Use);
    const language = this.CONSUME(t.Name) as NcToken;
    if (!this.RECORDING_PHASE && language.image !== "python" && language.image !== "ipython") {
      this.reportToken("NC2464", language, "after `use` stands `python` or `ipython`");
    }
    const text = this.CONSUME(t.StringLiteral) as NcToken;
    if (language.image === "ipython") {
      if (this.LA(1).tokenType !== t.Newline) this.failAtNext(t.Newline);
      const loc = this.spanFrom(startOffset);
      const command = build.Constant({ value: text.value ?? null, prefix: null }, this.tokenSpan(text));
      return build.Expr({ value: ipythonCall(command, loc, this.report) }, loc);
    }
    const imported = this.OPTION(() => {
      this.CONSUME(t.Import);
      return this.SUBRULE(this.importList);
    });
    if (imported && !this.RECORDING_PHASE) {
      if (this.LA(1).tokenType !== t.Newline) this.failAtNext(t.Newline);
      const module = moduleName(text.value, this.tokenSpan(text), this.report);
      return build.ImportFrom({ module, names: imported, level: 0 }, this.spanFrom(startOffset));
    }
    const names = [
      this.pythonAlias(
        text,
        this.OPTION1(() => this.SUBRULE(this.asName)),
      ),
    ];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      const next = this.CONSUME1(t.StringLiteral) as NcToken;
      names.push(
        this.pythonAlias(
          next,
          this.OPTION2(() => this.SUBRULE1(this.asName)),
        ),
      );
    });
    return build.Import({ names }, this.spanFrom(startOffset));
  });

  private pythonAlias(text: NcToken, asname: string | undefined): Alias {
    const name = this.RECORDING_PHASE ? "" : moduleName(text.value, this.tokenSpan(text), this.report);
    return build.alias({ name, asname: asname ?? null }, this.spanFrom(text.startOffset));
  }

  protected readonly typeParameters: Rule<TypeParam[]> = this.RULE("typeParameters", () => {
    this.CONSUME(t.LBracket);
    const parameters: TypeParam[] = [];
    let comma = true;
    this.AT_LEAST_ONE(() => {
      if (!comma) this.failAtNext(t.Comma);
      parameters.push(this.SUBRULE(this.typeParameter));
      comma = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
    });
    this.CONSUME(t.RBracket);
    return parameters;
  });

  private readonly typeParameter: Rule<TypeParam> = this.RULE("typeParameter", () => {
    const start = this.start();
    const stars = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.CONSUME(t.DoubleStar) }]))?.tokenType;
    const name = (this.CONSUME(t.Name) as NcToken).value as string;
    const bound = this.OPTION1(() => {
      const colon = this.CONSUME(t.Colon);
      if (!this.RECORDING_PHASE && stars) this.reportToken("NC2467", colon, "a type parameter with `*` or `**` has no bound");
      return this.SUBRULE(this.expression);
    });
    const value = this.OPTION2(() => {
      this.CONSUME(t.Equal);
      const valueStart = this.start();
      const element = this.SUBRULE(this.element);
      return stars === t.Star && element.kind === "Starred" ? element : this.plain(element, valueStart);
    });
    const loc = this.spanFrom(start);
    const fields = { name, default_value: value ?? null };
    if (stars === t.Star) return build.TypeVarTuple(fields, loc);
    return stars ? build.ParamSpec(fields, loc) : build.TypeVar({ ...fields, bound: bound ?? null }, loc);
  });
}
