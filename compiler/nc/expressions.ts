/**
 * The grammar of expressions, as Chevrotain rules that build IR nodes. Spans follow CPython: a node starts and ends with
 * its first and last token, so parentheses around an operand belong to the operation and not to the operand.
 *
 * Lists of alternatives that are used often are made once, as fields: to make them anew at each use would cost more than
 * to parse with them.
 */

import { ellipsis } from "../ir/constants.js";
import { type Span, span } from "../ir/location.js";
import { type Arg, type Arguments, build, type Comprehension, type Expression, type Keyword, type Slice } from "../ir/nodes.js";
import type { IToken } from "./chevrotain.js";
import { joinParts, mergeTexts, type StringPart } from "./literals.js";
import { numberValue } from "./numbers.js";
import { ParameterList } from "./parameter-list.js";
import { isParenthesised, ParserBase, type Rule, SyntaxFailure } from "./parser-base.js";
import { markStored } from "./targets.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

/** What stands between the parentheses of a call or a class. */
export interface CallParts {
  args: Expression[];
  keywords: Keyword[];
}

export abstract class ExpressionParser extends ParserBase {
  // --- lists of expressions --------------------------------------------------------------------------------------------------

  /** `a` or `a, *b,`: with a comma a tuple. */
  protected readonly expressions: Rule<Expression> = this.RULE("expressions", () => {
    const start = this.start();
    const first = this.OR(this.elementForms);
    let elements: Expression[] | undefined;
    let isOpen = false;
    this.MANY(() => {
      if (isOpen) this.failAtNext();
      this.CONSUME(t.Comma);
      isOpen = true;
      elements ??= [first];
      this.OPTION(() => {
        (elements as Expression[]).push(this.SUBRULE(this.element));
        isOpen = false;
      });
    });
    this.openTuple = elements && build.Tuple({ elts: elements, ctx: "Load" }, this.spanFrom(start));
    return this.openTuple ?? first;
  });

  /** The tuple without parentheses that `expressions` gave last, if it gave one. */
  protected openTuple: Expression | undefined;

  /** `*a`, `a` or `a := b`. */
  protected readonly element: Rule<Expression> = this.RULE("element", () => this.OR(this.elementForms));

  /** The same for rules that use it most: between one bracket and the next one this saves a rule, and depth of the stack. */
  private readonly elementForms = [
    {
      ALT: (): Expression => {
        const star = this.CONSUME9(t.Star);
        const value = this.SUBRULE9(this.expression);
        return build.Starred({ value, ctx: "Load" }, this.spanFrom(star.startOffset));
      },
    },
    {
      ALT: (): Expression => {
        const start = this.start();
        const target = this.SUBRULE8(this.expression);
        return this.OPTION9(() => this.assignedName(target, start)) ?? target;
      },
    },
  ];

  /** The rest of `a := b`. */
  private assignedName(target: Expression, start: number): Expression {
    const operator = this.CONSUME(t.Walrus);
    const value = this.SUBRULE7(this.expression);
    if (!this.RECORDING_PHASE) {
      if (target.kind !== "Name" || isParenthesised(target, start)) this.reportToken("NC2454", operator, "`:=` stands after a name alone");
      else target.ctx = "Store";
    }
    return build.NamedExpr({ target, value }, this.spanFrom(start));
  }

  /** An element in a place where no tuple is made. */
  protected single(element: Expression): Expression {
    if (element.kind === "Starred") this.reportNode("NC2455", element, "`*` is not allowed here: there is no list to unpack into");
    return element;
  }

  /** An element in a place where it is a plain expression; it starts at `start`. */
  protected plain(element: Expression, start: number): Expression {
    if (element.kind === "NamedExpr" && !isParenthesised(element, start)) {
      this.reportNode("NC2454", element, "`:=` is not allowed here", "put the name and the value in parentheses: `(x := …)`");
    }
    return this.single(element);
  }

  // --- operators -------------------------------------------------------------------------------------------------------------

  protected readonly expression: Rule<Expression> = this.RULE("expression", () => this.OR(this.expressionForms));

  private readonly expressionForms = [
    { ALT: (): Expression => this.operation() },
    { ALT: (): Expression => this.SUBRULE(this.conditional) },
    { ALT: (): Expression => this.SUBRULE(this.lambda) },
  ];

  /** A chain `if (a) b else if (c) d else e` is read in a loop. */
  private readonly conditional: Rule<Expression> = this.RULE("conditional", () => {
    const branches: { start: number; test: Expression; body: Expression }[] = [];
    this.AT_LEAST_ONE(() => {
      const { startOffset } = this.CONSUME(t.If);
      this.CONSUME(t.LParen);
      const test = this.single(this.SUBRULE(this.element));
      this.CONSUME(t.RParen);
      const body = this.SUBRULE(this.expression);
      this.CONSUME(t.Else);
      branches.push({ start: startOffset, test, body });
    });
    let result = this.OR([{ ALT: () => this.SUBRULE(this.binary) }, { ALT: () => this.SUBRULE(this.lambda) }]);
    for (let branch = branches.pop(); branch; branch = branches.pop()) {
      const { start, test, body } = branch;
      result = build.IfExp({ test, body, orelse: result }, this.spanFrom(start));
    }
    return result;
  });

  private readonly lambda: Rule<Expression> = this.RULE("lambda", () => {
    const { startOffset } = this.CONSUME(t.Lambda);
    this.CONSUME(t.LParen);
    const args = this.SUBRULE(this.parameters, { ARGS: [false] });
    this.CONSUME(t.RParen);
    this.CONSUME(t.FatArrow);
    const body = this.SUBRULE(this.expression);
    return build.Lambda({ args, body }, this.spanFrom(startOffset));
  });

  protected readonly binary: Rule<Expression> = this.RULE("binary", () => this.operation());

  /** All operators at once: one flat sequence, made into a tree by the operator stack. */
  private operation(): Expression {
    const { operators } = this;
    const { mark } = operators;
    this.MANY(() => this.pushPrefix(this.CONSUME(t.PrefixOperator)));
    const start = this.start();
    const first = this.SUBRULE(this.operand);
    let isTree = operators.mark > mark;
    if (isTree) operators.operand(first, start, this.end());
    this.MANY1(() => {
      if (!isTree) operators.operand(first, start, this.end());
      isTree = true;
      const operatorStart = this.start();
      operators.infix(this.OR8(this.infixForms), operatorStart, mark);
      this.MANY2(() => this.pushPrefix(this.CONSUME1(t.PrefixOperator)));
      const operandStart = this.start();
      operators.operand(this.SUBRULE1(this.operand), operandStart, this.end());
    });
    return isTree ? operators.finish(mark) : first;
  }

  private pushPrefix(operator: IToken): void {
    if (!this.RECORDING_PHASE) this.operators.prefix(t.prefixMeanings[operator.tokenTypeIdx] as t.PrefixMeaning, operator.startOffset);
  }

  private readonly infixForms = [
    { ALT: (): t.InfixMeaning => t.infixMeanings[this.CONSUME(t.InfixOperator).tokenTypeIdx] ?? t.isMeaning },
    {
      ALT: (): t.InfixMeaning => {
        this.CONSUME(t.Is);
        return this.OPTION(() => this.CONSUME(t.Not)) ? t.isNotMeaning : t.isMeaning;
      },
    },
    {
      ALT: (): t.InfixMeaning => {
        this.CONSUME1(t.Not);
        this.CONSUME(t.In);
        return t.notInMeaning;
      },
    },
  ];

  // --- operands --------------------------------------------------------------------------------------------------------------

  /** An atom with its attributes, calls and subscripts, which are read in a loop; or `await` and such an operand. */
  protected readonly operand: Rule<Expression> = this.RULE("operand", () => {
    const start = this.start();
    let node = this.OR(this.atoms);
    this.MANY(() => {
      this.base = node;
      this.baseStart = start;
      node = this.OR1(this.trailers);
    });
    return node;
  });

  private readonly atoms = [
    {
      ALT: (): Expression => {
        const name = this.CONSUME(t.Name);
        return build.Name({ id: (name as NcToken).value as string, ctx: "Load" }, this.tokenSpan(name));
      },
    },
    { ALT: (): Expression => this.number(this.CONSUME(t.NumberLiteral)) },
    { ALT: (): Expression => this.SUBRULE(this.strings) },
    { ALT: (): Expression => this.SUBRULE(this.parenthesis) },
    { ALT: (): Expression => this.SUBRULE(this.listDisplay) },
    { ALT: (): Expression => this.SUBRULE(this.braceDisplay) },
    { ALT: (): Expression => build.Constant({ value: true, prefix: null }, this.tokenSpan(this.CONSUME(t.TrueWord))) },
    { ALT: (): Expression => build.Constant({ value: false, prefix: null }, this.tokenSpan(this.CONSUME(t.FalseWord))) },
    { ALT: (): Expression => build.Constant({ value: null, prefix: null }, this.tokenSpan(this.CONSUME(t.NoneWord))) },
    { ALT: (): Expression => build.Constant({ value: ellipsis, prefix: null }, this.tokenSpan(this.CONSUME(t.Ellipsis))) },
    {
      ALT: (): Expression => {
        const { startOffset } = this.CONSUME(t.Await);
        if (this.LA(1).tokenType === t.Await)
          this.reportToken("NC2440", this.LA(1), "`await` cannot follow `await`", "write `await (await …)`");
        const value = this.SUBRULE(this.operand);
        return build.Await({ value }, this.spanFrom(startOffset));
      },
    },
  ];

  protected number(token: IToken): Expression {
    return build.Constant({ value: this.RECORDING_PHASE ? 0n : numberValue(token.image), prefix: null }, this.tokenSpan(token));
  }

  /** What the next trailer applies to. */
  private base!: Expression;
  private baseStart = 0;

  private readonly trailers = [
    {
      ALT: (): Expression => {
        const { base, baseStart } = this;
        this.CONSUME(t.Dot);
        const attr = (this.CONSUME1(t.Name) as NcToken).value as string;
        return build.Attribute({ value: base, attr, ctx: "Load" }, this.spanFrom(baseStart));
      },
    },
    {
      ALT: (): Expression => {
        const { base, baseStart } = this;
        const { args, keywords } = this.SUBRULE(this.callArguments);
        return build.Call({ func: base, args, keywords }, this.spanFrom(baseStart));
      },
    },
    {
      ALT: (): Expression => {
        const { base, baseStart } = this;
        this.CONSUME(t.LBracket);
        const slice = this.SUBRULE(this.slices);
        this.CONSUME(t.RBracket);
        return build.Subscript({ value: base, slice, ctx: "Load" }, this.spanFrom(baseStart));
      },
    },
  ];

  // --- brackets --------------------------------------------------------------------------------------------------------------

  /** Whether the list of elements that was read last ended with a comma. */
  private trailingComma = false;

  /** `a, *b,` or `a for b in c`, between brackets; a clause only comes with one element. */
  private elements(elements: Expression[], mayStart: boolean): Comprehension[] | undefined {
    let comma = mayStart;
    this.MANY(() => {
      if (!comma) this.failAtNext(t.Comma);
      elements.push(this.OR9(this.elementForms));
      comma = false;
      this.OPTION1(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
    const generators = this.OPTION2(() => this.SUBRULE(this.comprehension));
    if (generators && !this.RECORDING_PHASE) this.checkComprehension(elements, comma, generators);
    this.trailingComma = comma;
    return generators;
  }

  private checkComprehension(elements: readonly Expression[], comma: boolean, generators: readonly Comprehension[]): void {
    const [first] = elements;
    if (!first) {
      const { start } = (generators[0] as Comprehension).loc as Span;
      this.report("NC2441", start, start, "the element of this comprehension is missing");
    } else if (elements.length > 1 || comma) {
      this.reportNode("NC2457", first, "a comprehension has one element", "put a tuple in parentheses: `[(a, b) for …]`");
    } else if (first.kind === "Starred") this.reportNode("NC2457", first, "a comprehension cannot unpack its element");
  }

  private readonly parenthesis: Rule<Expression> = this.RULE("parenthesis", () => {
    const { startOffset } = this.CONSUME(t.LParen);
    const elements: Expression[] = [];
    const yielded = this.OPTION(() => this.SUBRULE(this.yieldExpression));
    const generators = this.elements(elements, !yielded);
    const comma = this.trailingComma;
    this.CONSUME(t.RParen);
    if (yielded) return yielded;
    const first = elements[0];
    if (generators) return build.GeneratorExp({ elt: first as Expression, generators }, this.spanFrom(startOffset));
    if (first === undefined || elements.length > 1 || comma)
      return build.Tuple({ elts: elements, ctx: "Load" }, this.spanFrom(startOffset));
    if (first.kind === "Starred")
      this.reportNode("NC2455", first, "`*` is not allowed here: there is no tuple", "a tuple of one has a comma: `(*a,)`");
    return first;
  });

  private readonly listDisplay: Rule<Expression> = this.RULE("listDisplay", () => {
    const { startOffset } = this.CONSUME(t.LBracket);
    const elements: Expression[] = [];
    const generators = this.elements(elements, true);
    this.CONSUME(t.RBracket);
    return generators
      ? build.ListComp({ elt: elements[0] as Expression, generators }, this.spanFrom(startOffset))
      : build.List({ elts: elements, ctx: "Load" }, this.spanFrom(startOffset));
  });

  /** A dict, a set, or a comprehension of one of them. */
  private readonly braceDisplay: Rule<Expression> = this.RULE("braceDisplay", () => {
    const { startOffset } = this.CONSUME(t.LBrace);
    /** Keys of the items; `null` for `**`, `undefined` for the elements of a set. */
    const keys: (Expression | null | undefined)[] = [];
    const values: Expression[] = [];
    let comma = true;
    this.MANY(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.DoubleStar);
            values.push(this.SUBRULE(this.binary));
            keys.push(null);
          },
        },
        {
          ALT: () => {
            const start = this.start();
            const element = this.SUBRULE(this.element);
            const value = this.OPTION(() => {
              this.CONSUME(t.Colon);
              return this.SUBRULE(this.expression);
            });
            keys.push(value && this.key(element, start));
            values.push(value ?? element);
          },
        },
      ]);
      this.OPTION1(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
    const generators = this.OPTION2(() => this.SUBRULE(this.comprehension));
    this.CONSUME(t.RBrace);
    const loc = this.spanFrom(startOffset);
    const isDict = keys[0] !== undefined || keys.length === 0;
    const odd = keys.findIndex((key) => (key !== undefined) !== isDict);
    if (odd >= 0) this.reportNode("NC2461", values[odd] as Expression, "the items of a dict have keys, those of a set have none");
    if (!generators || this.RECORDING_PHASE) {
      return isDict ? build.Dict({ keys: keys as (Expression | null)[], values }, loc) : build.Set({ elts: values }, loc);
    }
    this.checkComprehension(values, comma, generators);
    const value = values[0] as Expression;
    const key = keys[0];
    if (key === null) this.reportNode("NC2457", value, "a comprehension cannot unpack its element");
    return key ? build.DictComp({ key, value, generators }, loc) : build.SetComp({ elt: value, generators }, loc);
  });

  /** The key of a dict item. */
  private key(key: Expression, start: number): Expression {
    if (key.kind === "Name" && !isParenthesised(key, start)) {
      const hint = `write \`(${key.id}): …\` for the value of ${key.id}, or \`"${key.id}": …\` for the text`;
      this.reportNode("NC2462", key, "a name alone is no key", hint);
    }
    return this.plain(key, start);
  }

  protected readonly comprehension: Rule<Comprehension[]> = this.RULE("comprehension", () => {
    const clauses: Comprehension[] = [];
    this.AT_LEAST_ONE(() => {
      const start = this.start();
      const isAsync = this.OPTION(() => this.CONSUME(t.Async)) !== undefined;
      this.CONSUME(t.For);
      const target = this.SUBRULE(this.loopTargets);
      this.CONSUME(t.In);
      const iter = this.SUBRULE(this.binary);
      const ifs: Expression[] = [];
      this.MANY(() => {
        this.CONSUME(t.If);
        ifs.push(this.SUBRULE1(this.binary));
      });
      clauses.push(build.comprehension({ target, iter, ifs, is_async: isAsync ? 1 : 0 }, this.spanFrom(start)));
    });
    return clauses;
  });

  /** What stands between `for` and `in`: operands only, as `in` would be an operator otherwise. */
  protected readonly loopTargets: Rule<Expression> = this.RULE("loopTargets", () => {
    const start = this.start();
    const elements: Expression[] = [];
    let comma = true;
    let tuple = false;
    this.AT_LEAST_ONE(() => {
      if (!comma) this.failAtNext(t.In);
      comma = false;
      elements.push(this.SUBRULE(this.target));
      this.OPTION1(() => {
        this.CONSUME(t.Comma);
        comma = true;
        tuple = true;
      });
    });
    const target = tuple ? build.Tuple({ elts: elements, ctx: "Load" }, this.spanFrom(start)) : (elements[0] as Expression);
    if (!this.RECORDING_PHASE) markStored(target, this.report);
    return target;
  });

  protected readonly target: Rule<Expression> = this.RULE("target", () => {
    const star = this.OPTION(() => this.CONSUME(t.Star));
    const value = this.SUBRULE(this.operand);
    return star ? build.Starred({ value, ctx: "Load" }, this.spanFrom(star.startOffset)) : value;
  });

  protected readonly yieldExpression: Rule<Expression> = this.RULE("yieldExpression", () => {
    const { startOffset } = this.CONSUME(t.Yield);
    return (
      this.OPTION(() =>
        this.OR([
          {
            ALT: (): Expression => {
              this.CONSUME(t.From);
              const value = this.SUBRULE(this.expression);
              return build.YieldFrom({ value }, this.spanFrom(startOffset));
            },
          },
          {
            ALT: (): Expression => {
              const value = this.SUBRULE(this.expressions);
              return build.Yield({ value }, this.spanFrom(startOffset));
            },
          },
        ]),
      ) ?? build.Yield({ value: null }, this.spanFrom(startOffset))
    );
  });

  // --- calls and subscripts --------------------------------------------------------------------------------------------------

  /** The arguments of a call or a class, with their parentheses. */
  protected readonly callArguments: Rule<CallParts> = this.RULE("callArguments", () => {
    const { startOffset } = this.CONSUME(t.LParen);
    const args: Expression[] = [];
    const keywords: Keyword[] = [];
    let generators: Comprehension[] | undefined;
    let comma = true;
    this.MANY(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      this.OR([
        {
          ALT: () => {
            const { startOffset: star } = this.CONSUME(t.DoubleStar);
            const value = this.SUBRULE(this.expression);
            keywords.push(build.keyword({ arg: null, value }, this.spanFrom(star)));
          },
        },
        {
          ALT: () => {
            const start = this.start();
            const element = this.OR9(this.elementForms);
            if (this.LA(1).tokenType === t.Equal) this.failAtNext(t.Comma);
            const value = this.OPTION(() => {
              this.CONSUME(t.Colon);
              return this.SUBRULE1(this.expression);
            });
            if (value) keywords.push(this.keyword(element, start, value));
            else args.push(this.argument(element, keywords));
          },
        },
      ]);
      this.OPTION1(() => {
        generators = this.SUBRULE(this.comprehension);
      });
      this.OPTION2(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
    this.CONSUME(t.RParen);
    if (generators && !this.RECORDING_PHASE) {
      const loc = this.spanFrom(startOffset);
      const elt = args[0];
      if (args.length !== 1 || keywords.length > 0 || comma || elt?.kind === "Starred" || elt === undefined) {
        this.report("NC2458", loc.start, loc.end, "a generator beside other arguments stands in parentheses");
      } else args[0] = build.GeneratorExp({ elt, generators }, loc);
    }
    return { args, keywords };
  });

  private keyword(name: Expression, start: number, value: Expression): Keyword {
    const loc = this.spanFrom(start);
    if (name.kind === "Name" && !isParenthesised(name, start)) return build.keyword({ arg: name.id, value }, loc);
    this.reportNode("NC2434", name, "only a name can stand before the `:` of an argument");
    return build.keyword({ arg: null, value }, loc);
  }

  private argument(argument: Expression, keywords: readonly Keyword[]): Expression {
    if (keywords.length === 0) return argument;
    const unpacked = keywords.some(({ arg }) => arg === null);
    if (argument.kind === "Starred") {
      if (unpacked) this.reportNode("NC2459", argument, "`*` cannot follow `**` in the arguments of a call");
    } else {
      const before = unpacked ? "`**`" : "a keyword argument";
      this.reportNode(
        "NC2459",
        argument,
        `a positional argument cannot follow ${before}`,
        "move it to the front, or give it a name: `name: value`",
      );
    }
    return argument;
  }

  /** What stands between the brackets of a subscript; with a comma, or a star, a tuple. */
  private readonly slices: Rule<Expression> = this.RULE("slices", () => {
    const start = this.start();
    const elements: Expression[] = [];
    let comma = true;
    let tuple = false;
    this.AT_LEAST_ONE(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      elements.push(
        this.OR([
          {
            ALT: (): Expression => {
              const sliceStart = this.start();
              const lower = this.OR9(this.elementForms);
              const slice = this.OPTION(() => this.SUBRULE(this.sliceEnd, { ARGS: [lower, sliceStart] }));
              if (slice) this.plain(lower, sliceStart);
              return slice ?? lower;
            },
          },
          { ALT: (): Expression => this.SUBRULE1(this.sliceEnd, { ARGS: [null, this.start()] }) },
        ]),
      );
      this.OPTION1(() => {
        this.CONSUME(t.Comma);
        comma = true;
        tuple = true;
      });
    });
    const first = elements[0] as Expression;
    return tuple || first.kind === "Starred" ? build.Tuple({ elts: elements, ctx: "Load" }, this.spanFrom(start)) : first;
  });

  /** A slice from its first `:` on. */
  private readonly sliceEnd: Rule<Slice, [Expression | null, number]> = this.RULE("sliceEnd", (lower: Expression | null, start: number) => {
    this.CONSUME(t.Colon);
    const upper = this.OPTION(() => this.SUBRULE(this.expression)) ?? null;
    const step =
      this.OPTION1(() => {
        this.CONSUME1(t.Colon);
        return this.OPTION2(() => this.SUBRULE1(this.expression));
      }) ?? null;
    return build.Slice({ lower, upper, step }, this.spanFrom(start));
  });

  // --- parameters ------------------------------------------------------------------------------------------------------------

  /** The parameters of a function, or those of a lambda, which have no annotations; without the parentheses. */
  protected readonly parameters: Rule<Arguments, [boolean]> = this.RULE("parameters", (annotated: boolean) => {
    const place = this.end();
    const start = this.start();
    let end = place;
    let comma = true;
    const list = new ParameterList(this.report);
    this.MANY(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      const token = this.LA(1) as NcToken;
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Slash);
            list.slash(token);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Star);
            list.variadic(
              token,
              this.OPTION(() => this.SUBRULE(this.parameter, { ARGS: [annotated, true] })),
            );
            this.refuseDefault("a `*` parameter");
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.DoubleStar);
            list.keyword(token, this.SUBRULE1(this.parameter, { ARGS: [annotated, false] }));
            this.refuseDefault("a `**` parameter");
          },
        },
        {
          ALT: () => {
            const parameter = this.SUBRULE2(this.parameter, { ARGS: [annotated, false] });
            const value = this.OPTION1(() => {
              this.CONSUME(t.Equal);
              return this.SUBRULE(this.expression);
            });
            list.named(token, parameter, value);
          },
        },
      ]);
      end = this.end();
      this.OPTION2(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
    return list.finish(end === place ? span(this.file, place, place) : span(this.file, start, end));
  });

  private refuseDefault(what: string): void {
    const token = this.LA(1);
    if (token.tokenType !== t.Equal) return;
    throw new SyntaxFailure({ code: "NC2460", start: token.startOffset, end: (token as NcToken).end, message: `${what} has no default` });
  }

  /** A name with its annotation, which may be starred after `*` only. */
  private readonly parameter: Rule<Arg, [boolean, boolean]> = this.RULE("parameter", (annotated: boolean, isVariadic: boolean) => {
    const name = this.CONSUME(t.Name) as NcToken;
    const annotation = this.OPTION(() => {
      const colon = this.CONSUME(t.Colon);
      if (!annotated)
        this.reportToken("NC2433", colon, "the parameters of a lambda have no annotations", "a lambda is written `lambda (x) => …`");
      const start = this.start();
      const value = this.SUBRULE(this.element);
      return isVariadic && value.kind === "Starred" ? value : this.plain(value, start);
    });
    return build.arg({ arg: name.value as string, annotation: annotation ?? null }, this.spanFrom(name.startOffset));
  });

  // --- strings and templates -------------------------------------------------------------------------------------------------

  /** Adjacent strings and templates. */
  protected readonly strings: Rule<Expression> = this.RULE("strings", () => {
    const parts: StringPart[] = [];
    this.AT_LEAST_ONE(() => {
      parts.push(this.OR(this.stringForms));
    });
    return this.RECORDING_PHASE
      ? build.Constant({ value: "", prefix: null }, span(this.file, 0, 0))
      : joinParts(parts, this.file, this.report);
  });

  private readonly stringForms = [
    {
      ALT: (): StringPart => {
        const token = this.CONSUME(t.StringLiteral) as NcToken;
        const prefix = token.image.startsWith("u") ? "u" : null;
        return { kind: "string", node: build.Constant({ value: token.value ?? "", prefix }, this.tokenSpan(token)) };
      },
    },
    { ALT: (): StringPart => this.SUBRULE(this.template) },
  ];

  private readonly template: Rule<StringPart> = this.RULE("template", (): StringPart => {
    const opening = this.CONSUME(t.TemplateStart);
    const kind = /t"/.test(opening.image) ? "t" : "f";
    const values: Expression[] = [];
    this.MANY(() => {
      values.push(
        this.OR([
          { ALT: (): Expression => this.templateText(this.CONSUME(t.TemplateText) as NcToken) },
          { ALT: (): Expression => this.SUBRULE(this.interpolation, { ARGS: [kind === "t"] }) },
        ]),
      );
    });
    this.CONSUME(t.TemplateEnd);
    return { kind, start: opening.startOffset, end: this.end(), values };
  });

  private templateText(token: NcToken): Expression {
    return build.Constant({ value: token.value ?? "", prefix: null }, this.tokenSpan(token));
  }

  /** `${x}`, `${x !r}`, `${x : spec}`; `isStructured` when it stands directly in a `t` template. */
  private readonly interpolation: Rule<Expression, [boolean]> = this.RULE("interpolation", (isStructured: boolean) => {
    const { startOffset } = this.CONSUME(t.InterpolationStart);
    const valueStart = this.start();
    // Starred, it is refused by Python's compiler, but not by its grammar.
    const value = this.SUBRULE(this.element);
    const text = this.file.text.slice(valueStart, this.end());
    const spelled = this.OPTION(() => {
      const word = this.CONSUME(t.As);
      if (!isStructured) this.reportToken("NC2423", word, "`as` stands in `t` templates only");
      return this.SUBRULE(this.strings);
    });
    const conversion = this.OPTION1(() => {
      this.CONSUME(t.Bang);
      return this.conversion(this.CONSUME(t.Name) as NcToken);
    });
    const spec = this.OPTION2(() => this.SUBRULE(this.formatSpec));
    this.CONSUME(t.RBrace);
    const loc = this.spanFrom(startOffset);
    const fields = { value, conversion: conversion ?? -1, format_spec: spec ?? null };
    if (!isStructured) return build.FormattedValue(fields, loc);
    return build.Interpolation({ ...fields, str: spelled ? this.spelling(spelled) : text }, loc);
  });

  /** The number that Python has for `!r`, `!s` or `!a`. */
  private conversion(name: NcToken): number {
    if (!/^[rsa]$/.test(name.image))
      this.reportToken("NC2423", name, `\`!${name.image}\` is no conversion`, "the conversions are `!r`, `!s` and `!a`");
    return name.image.charCodeAt(0);
  }

  /** The text after `as` in a `t` template. */
  private spelling(node: Expression): string {
    if (node.kind === "Constant" && typeof node.value === "string") return node.value;
    this.reportNode("NC2423", node, "after `as` stands the text of the expression, as a string");
    return "";
  }

  private readonly formatSpec: Rule<Expression> = this.RULE("formatSpec", () => {
    this.CONSUME(t.Colon);
    const start = this.end();
    const values: Expression[] = [];
    this.MANY(() => {
      values.push(
        this.OR([
          { ALT: (): Expression => this.templateText(this.CONSUME(t.TemplateText) as NcToken) },
          { ALT: (): Expression => this.SUBRULE(this.interpolation, { ARGS: [false] }) },
        ]),
      );
    });
    const end = this.start();
    const merged = mergeTexts([{ kind: "f", start, end, values }], this.file);
    return build.JoinedStr({ values: merged }, span(this.file, start, end));
  });
}
