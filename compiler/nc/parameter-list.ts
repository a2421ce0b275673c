/** Collects the parameters of a function as they are read, and says what is wrong with their order. */
import type { Span } from "../ir/location.js";
import { type Arg, type Arguments, build, type Expression } from "../ir/nodes.js";
import type { Report } from "./problem.js";
import type { NcToken } from "./tokens.js";

export class ParameterList {
  private readonly positionalOnly: Arg[] = [];
  private readonly positional: Arg[] = [];
  private readonly defaults: Expression[] = [];
  private readonly keywordOnly: Arg[] = [];
  private readonly keywordDefaults: (Expression | null)[] = [];
  private variable: Arg | null = null;
  private keywords: Arg | null = null;
  private slashSeen = false;
  /** The `*`, alone or with a name. */
  private star: NcToken | undefined;

  constructor(private readonly report: Report) {}

  slash(token: NcToken): void {
    this.mayFollow(token);
    if (this.slashSeen) this.complain(token, "`/` stands once among the parameters");
    else if (this.star) this.complain(token, "`/` stands before `*`");
    else if (this.positional.length === 0) this.complain(token, "a parameter is missing before `/`");
    this.slashSeen = true;
    this.positionalOnly.push(...this.positional.splice(0));
  }

  /** `*` alone, or `*name`. */
  variadic(token: NcToken, parameter: Arg | undefined): void {
    this.mayFollow(token);
    if (this.star) this.complain(token, "`*` stands once among the parameters");
    this.star = token;
    this.variable = parameter ?? null;
  }

  /** `**name`. */
  keyword(token: NcToken, parameter: Arg): void {
    this.mayFollow(token);
    this.keywords = parameter;
  }

  named(token: NcToken, parameter: Arg, value: Expression | undefined): void {
    this.mayFollow(token);
    if (this.star) {
      this.keywordOnly.push(parameter);
      this.keywordDefaults.push(value ?? null);
      return;
    }
    if (value) this.defaults.push(value);
    else if (this.defaults.length > 0) {
      this.complain(
        token,
        `\`${parameter.arg}\` has no default, but a parameter before it has one`,
        "move the parameters with defaults to the end",
      );
    }
    this.positional.push(parameter);
  }

  finish(loc: Span): Arguments {
    if (this.star && !this.variable && this.keywordOnly.length === 0) this.complain(this.star, "a named parameter is missing after `*`");
    return build.arguments(
      {
        posonlyargs: this.positionalOnly,
        args: this.positional,
        vararg: this.variable,
        kwonlyargs: this.keywordOnly,
        kw_defaults: this.keywordDefaults,
        kwarg: this.keywords,
        defaults: this.defaults,
      },
      loc,
    );
  }

  private mayFollow(token: NcToken): void {
    if (this.keywords) this.complain(token, "no parameter can follow `**`");
  }

  private complain(token: NcToken, message: string, hint?: string): void {
    this.report("NC2460", token.startOffset, token.end, message, hint);
  }
}
