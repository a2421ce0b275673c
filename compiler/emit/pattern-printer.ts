/** Prints the patterns of `match` statements. */
import type { Expression, MatchSequence, Pattern } from "../ir/nodes.js";
import { ExpressionPrinter } from "./expression-printer.js";
import { Level } from "./printer-base.js";

export abstract class PatternPrinter extends ExpressionPrinter {
  /** @param place what may stand here without parentheses: an open sequence, an `as` pattern, an `or` pattern, or neither */
  protected pattern(node: Pattern, place: "open" | "as" | "or" | "closed"): void {
    const { w } = this;
    w.within(node.loc, () => {
      if (w.openGroup(node.loc)) {
        this.patternIn(node, "as");
        return w.closeGroup();
      }
      const needs =
        (node.kind === "MatchAs" && node.pattern && place !== "as" && place !== "open") || (node.kind === "MatchOr" && place === "closed");
      if (!needs) return this.patternIn(node, place);
      w.arrive(node.loc);
      w.open("(", "");
      this.patternIn(node, "as");
      w.close(")");
    });
  }

  private patternIn(node: Pattern, place: "open" | "as" | "or" | "closed"): void {
    const { w } = this;
    switch (node.kind) {
      case "MatchValue":
        return this.expression(node.value, Level.Arith);
      case "MatchSingleton":
        return w.leaf(this.constantWord(node.value), node.loc);
      case "MatchSequence":
        return this.sequencePattern(node, place === "open");
      case "MatchMapping":
        w.open("{");
        this.list([...node.keys.keys(), ...(node.rest === null ? [] : ["rest" as const])], (index) => {
          if (index === "rest") {
            w.token("**");
            w.word(this.name(node.rest as string), node.rest as string);
            return;
          }
          this.expression(node.keys[index] as Expression, Level.Arith);
          w.token(":");
          w.space();
          this.pattern(node.patterns[index] as Pattern, "as");
        });
        return w.close("}");
      case "MatchClass": {
        this.expression(node.cls, Level.Primary);
        w.open("(");
        const attributes = node.kwd_attrs.map((name, index) => [name, node.kwd_patterns[index] as Pattern] as const);
        this.list([...node.patterns, ...attributes], (item) => {
          if (!isPair(item)) return this.pattern(item, "as");
          w.word(this.name(item[0]), item[0]);
          this.keywordSeparator();
          this.pattern(item[1], "as");
        });
        return w.close(")");
      }
      case "MatchStar":
        w.token("*");
        return w.word(node.name === null ? "_" : this.name(node.name), node.name ?? "_");
      case "MatchAs":
        if (node.pattern) {
          this.pattern(node.pattern, "or");
          this.infix("as");
          return w.word(this.name(node.name as string), node.name as string);
        }
        return w.word(node.name === null ? "_" : this.name(node.name), node.name ?? "_");
      case "MatchOr":
        return this.separated(
          node.patterns,
          () => this.infix("|"),
          (pattern) => this.pattern(pattern, "closed"),
        );
    }
  }

  private sequencePattern(node: MatchSequence, mayBeOpen: boolean): void {
    const { w } = this;
    const items = (): void => this.list(node.patterns, (pattern) => this.pattern(pattern, "as"));
    if (w.placeOf(node.loc) && !this.hasOwnParentheses(node.loc, "[")) {
      if (this.hasOwnParentheses(node.loc)) {
        w.open("(");
        items();
        if (node.patterns.length === 1) this.singleComma();
        return w.close(")");
      }
      if (mayBeOpen) {
        items();
        if (node.patterns.length === 1) this.singleComma();
        return;
      }
    }
    w.open("[");
    items();
    w.close("]");
  }
}

const isPair = <T>(item: T | readonly [string, T]): item is readonly [string, T] => Array.isArray(item);
