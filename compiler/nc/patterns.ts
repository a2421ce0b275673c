/** The grammar of the patterns of `match`. */

import type { Span } from "../ir/location.js";
import { build, type Expression, type Pattern } from "../ir/nodes.js";
import type { TokenType } from "./chevrotain.js";
import { ExpressionParser } from "./expressions.js";
import type { Rule } from "./parser-base.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

export abstract class PatternParser extends ExpressionParser {
  /** What stands after `case`: one pattern, or a sequence without brackets. */
  protected readonly patterns: Rule<Pattern> = this.RULE("patterns", () => {
    const start = this.start();
    const elements: Pattern[] = [];
    const isSequence = this.sequence(elements);
    const first = elements[0] as Pattern;
    if (isSequence) return build.MatchSequence({ patterns: elements }, this.spanFrom(start));
    if (first.kind === "MatchStar")
      this.reportPattern(first, "a `*` pattern stands in a sequence", "a sequence of one has a comma: `*rest,`");
    return first;
  });

  private reportPattern(pattern: Pattern, message: string, hint?: string): void {
    const { start, end } = pattern.loc as Span;
    this.report("NC2466", start, end, message, hint);
  }

  /** Patterns with commas between them; whether there was a comma. */
  private sequence(elements: Pattern[]): boolean {
    let comma = true;
    let isSequence = false;
    this.AT_LEAST_ONE({
      GATE: () => elements.length === 0 || !this.startsGuard(),
      DEF: () => {
        if (!comma) this.failAtNext(t.Comma);
        comma = false;
        elements.push(this.SUBRULE(this.starPattern));
        this.OPTION(() => {
          this.CONSUME(t.Comma);
          comma = true;
          isSequence = true;
        });
      },
    });
    return isSequence;
  }

  /** Whether the next word is the `when` of a guard; it is the name of a pattern when the pattern goes on after it. */
  protected startsGuard(): boolean {
    return this.LA(1).image === "when" && !afterName.has(this.LA(2).tokenType);
  }

  private readonly starPattern: Rule<Pattern> = this.RULE("starPattern", () =>
    this.OR([
      {
        ALT: (): Pattern => {
          const { startOffset } = this.CONSUME(t.Star);
          const name = this.CONSUME(t.Name) as NcToken;
          return build.MatchStar({ name: captured(name) }, this.spanFrom(startOffset));
        },
      },
      { ALT: (): Pattern => this.SUBRULE(this.pattern) },
    ]),
  );

  /** Alternatives, perhaps with a name for what matched. */
  private readonly pattern: Rule<Pattern> = this.RULE("pattern", () => {
    const start = this.start();
    const first = this.SUBRULE(this.closedPattern);
    let alternatives: Pattern[] | undefined;
    this.MANY(() => {
      this.CONSUME(t.Bar);
      alternatives ??= [first];
      alternatives.push(this.SUBRULE1(this.closedPattern));
    });
    const pattern = alternatives ? build.MatchOr({ patterns: alternatives }, this.spanFrom(start)) : first;
    return (
      this.OPTION(() => {
        this.CONSUME(t.As);
        const name = this.CONSUME(t.Name) as NcToken;
        if (captured(name) === null) this.reportToken("NC2466", name, "`_` keeps nothing, so it is no name for what matched");
        return build.MatchAs({ pattern, name: captured(name) }, this.spanFrom(start));
      }) ?? pattern
    );
  });

  private readonly closedPattern: Rule<Pattern> = this.RULE("closedPattern", () => this.OR(this.closedForms));

  private readonly closedForms = [
    { ALT: (): Pattern => this.SUBRULE(this.namedPattern) },
    {
      ALT: (): Pattern => {
        const value = this.SUBRULE(this.signedNumber);
        return build.MatchValue({ value }, value.loc);
      },
    },
    {
      ALT: (): Pattern => {
        const value = this.SUBRULE(this.strings);
        return build.MatchValue({ value }, value.loc);
      },
    },
    { ALT: (): Pattern => build.MatchSingleton({ value: null }, this.tokenSpan(this.CONSUME(t.NoneWord))) },
    { ALT: (): Pattern => build.MatchSingleton({ value: true }, this.tokenSpan(this.CONSUME(t.TrueWord))) },
    { ALT: (): Pattern => build.MatchSingleton({ value: false }, this.tokenSpan(this.CONSUME(t.FalseWord))) },
    { ALT: (): Pattern => this.SUBRULE(this.groupPattern) },
    { ALT: (): Pattern => this.SUBRULE(this.listPattern) },
    { ALT: (): Pattern => this.SUBRULE(this.mappingPattern) },
  ];

  /** A name that captures, `_`, the value of a dotted name, or a class with its arguments. */
  private readonly namedPattern: Rule<Pattern> = this.RULE("namedPattern", () => {
    const first = this.CONSUME(t.Name) as NcToken;
    const { startOffset } = first;
    let name: Expression = build.Name({ id: first.value as string, ctx: "Load" }, this.tokenSpan(first));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      const attr = (this.CONSUME1(t.Name) as NcToken).value as string;
      name = build.Attribute({ value: name, attr, ctx: "Load" }, this.spanFrom(startOffset));
    });
    const patterns: Pattern[] = [];
    const keywordNames: string[] = [];
    const keywordPatterns: Pattern[] = [];
    const isClass = this.OPTION(() => {
      this.CONSUME(t.LParen);
      this.classPatterns(patterns, keywordNames, keywordPatterns);
      this.CONSUME(t.RParen);
      return true;
    });
    const loc = this.spanFrom(startOffset);
    if (isClass) return build.MatchClass({ cls: name, patterns, kwd_attrs: keywordNames, kwd_patterns: keywordPatterns }, loc);
    return name.kind === "Name" ? build.MatchAs({ pattern: null, name: captured(first) }, loc) : build.MatchValue({ value: name }, loc);
  });

  private classPatterns(patterns: Pattern[], keywordNames: string[], keywordPatterns: Pattern[]): void {
    let comma = true;
    this.MANY1(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      const name = this.LA(1) as NcToken;
      const pattern = this.SUBRULE(this.pattern);
      const value = this.OPTION1(() => {
        this.CONSUME(t.Colon);
        if (!this.RECORDING_PHASE && (name !== this.LA(-1) || name.tokenType !== t.Name))
          this.reportPattern(pattern, "only a name can stand before the `:` of a keyword pattern");
        keywordNames.push(name.value as string);
        return this.SUBRULE1(this.pattern);
      });
      if (value) keywordPatterns.push(value);
      else {
        if (keywordNames.length > 0) this.reportPattern(pattern, "a positional pattern cannot follow a keyword pattern");
        patterns.push(pattern);
      }
      this.OPTION2(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
  }

  /** `-1`, `2.5`, `1 + 2j`. */
  private readonly signedNumber: Rule<Expression> = this.RULE("signedNumber", () => {
    const start = this.start();
    const minus = this.OPTION(() => this.CONSUME(t.Minus));
    const number = this.CONSUME(t.NumberLiteral);
    const constant = this.number(number);
    const left = minus ? build.UnaryOp({ op: "USub", operand: constant }, this.spanFrom(start)) : constant;
    return (
      this.OPTION1(() => {
        const sign = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME1(t.Minus) }]);
        const op = sign.tokenType === t.Plus ? "Add" : "Sub";
        const imaginary = this.CONSUME1(t.NumberLiteral);
        if (number.image.endsWith("j")) this.reportToken("NC2466", number, "the first part of a complex number is real");
        if (!imaginary.image.endsWith("j"))
          this.reportToken("NC2466", imaginary, "only an imaginary number can be added in a pattern", "write it with `j`: `1 + 2j`");
        return build.BinOp({ left, op, right: this.number(imaginary) }, this.spanFrom(start));
      }) ?? left
    );
  });

  /** `(p)`, which is `p`, or a sequence in parentheses. */
  private readonly groupPattern: Rule<Pattern> = this.RULE("groupPattern", () => {
    const { startOffset } = this.CONSUME(t.LParen);
    const elements: Pattern[] = [];
    const isSequence = this.OPTION1(() => this.sequence(elements));
    this.CONSUME(t.RParen);
    const first = elements[0];
    if (first?.kind === "MatchStar" && !isSequence) {
      this.reportPattern(first, "a `*` pattern stands in a sequence", "a sequence of one has a comma: `(*rest,)`");
    } else if (first && !isSequence) return first;
    return build.MatchSequence({ patterns: elements }, this.spanFrom(startOffset));
  });

  private readonly listPattern: Rule<Pattern> = this.RULE("listPattern", () => {
    const { startOffset } = this.CONSUME(t.LBracket);
    const elements: Pattern[] = [];
    this.OPTION1(() => this.sequence(elements));
    this.CONSUME(t.RBracket);
    return build.MatchSequence({ patterns: elements }, this.spanFrom(startOffset));
  });

  private readonly mappingPattern: Rule<Pattern> = this.RULE("mappingPattern", () => {
    const { startOffset } = this.CONSUME(t.LBrace);
    const keys: Expression[] = [];
    const patterns: Pattern[] = [];
    let rest: NcToken | undefined;
    let comma = true;
    this.MANY(() => {
      if (!comma) this.failAtNext(t.Comma);
      comma = false;
      if (rest) this.reportToken("NC2466", this.LA(1), "nothing can follow `**` in a mapping pattern");
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.DoubleStar);
            rest = this.CONSUME(t.Name) as NcToken;
            if (captured(rest) === null) this.reportToken("NC2466", rest, "`**_` has no use: a mapping pattern ignores other keys anyway");
          },
        },
        {
          ALT: () => {
            keys.push(this.SUBRULE(this.patternKey));
            this.CONSUME(t.Colon);
            patterns.push(this.SUBRULE(this.pattern));
          },
        },
      ]);
      this.OPTION(() => {
        this.CONSUME(t.Comma);
        comma = true;
      });
    });
    this.CONSUME(t.RBrace);
    return build.MatchMapping({ keys, patterns, rest: rest ? (rest.value as string) : null }, this.spanFrom(startOffset));
  });

  private readonly patternKey: Rule<Expression> = this.RULE("patternKey", () =>
    this.OR([
      { ALT: (): Expression => this.SUBRULE(this.signedNumber) },
      { ALT: (): Expression => this.SUBRULE(this.strings) },
      { ALT: (): Expression => build.Constant({ value: null, prefix: null }, this.tokenSpan(this.CONSUME(t.NoneWord))) },
      { ALT: (): Expression => build.Constant({ value: true, prefix: null }, this.tokenSpan(this.CONSUME(t.TrueWord))) },
      { ALT: (): Expression => build.Constant({ value: false, prefix: null }, this.tokenSpan(this.CONSUME(t.FalseWord))) },
      {
        ALT: (): Expression => {
          const first = this.CONSUME(t.Name) as NcToken;
          let key: Expression = build.Name({ id: first.value as string, ctx: "Load" }, this.tokenSpan(first));
          this.MANY(() => {
            this.CONSUME(t.Dot);
            const attr = (this.CONSUME1(t.Name) as NcToken).value as string;
            key = build.Attribute({ value: key, attr, ctx: "Load" }, this.spanFrom(first.startOffset));
          });
          if (key.kind === "Name") this.reportNode("NC2466", key, "a name alone is no key", `write \`"${key.id}": …\` for the text`);
          return key;
        },
      },
    ]),
  );
}

/** What follows a name in a pattern, and cannot start an expression. */
const afterName: ReadonlySet<TokenType> = new Set([t.Comma, t.Colon, t.Bar, t.As, t.Dot]);

/** The name that a pattern captures; `_` captures nothing. */
const captured = (name: NcToken): string | null => (name.value === "_" ? null : (name.value as string));
