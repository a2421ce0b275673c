/** Where conditions stand: in front of a nest, and those that are the same in all iterations of loops around it in front of these. */
import { build, type Expression, type For, type Statement } from "../../../compiler/ir/nodes.js";
import { GuardSet } from "../../guards/guard.js";
import type { Editor } from "../../manager/editor.js";
import { NotVectorizable } from "./nest.js";
import { boundIn } from "./surroundings.js";
import type { Builder } from "./tree.js";

export class Placement {
  /** Conditions that stand in front of loops. */
  private readonly fits: { readonly around: For; readonly key: string; readonly name: string }[] = [];

  constructor(
    private readonly editor: Editor,
    /** Whether a variable certainly has a value in front of a statement. */
    private readonly isSet: (name: string, statement: Statement) => boolean,
  ) {}

  /**
   * The condition in front of a nest. What is the same in all iterations of loops around it is checked once, when there first are
   * enough iterations; where there never can be, nothing is asked at all.
   */
  test(
    around: For | undefined,
    enough: GuardSet,
    guards: GuardSet,
    most: (() => GuardSet) | undefined,
    b: Builder,
  ): (runtime: string) => Expression {
    const { editor, isSet } = this;
    const all = (...sets: readonly GuardSet[]): GuardSet => new GuardSet().add(...sets.flatMap((set) => set.all));
    if (!around) return (runtime) => all(enough, guards).test(runtime, "vectorization");
    const bound = boundIn(around);
    const isFixed = (name: string): boolean => !bound.has(name) && isSet(name, around);
    const sizesAreFixed = enough.split(isFixed)[1].isEmpty;
    const [fixed, varying] = (sizesAreFixed ? all(enough, guards) : guards.without(enough)).split(isFixed);
    if (fixed.size < 2) return (runtime) => all(enough, guards).test(runtime, "vectorization");
    const possible = sizesAreFixed ? undefined : fixedOnly(most, isFixed);
    return (runtime) => {
      const once = fixed.test(runtime, "vectorization");
      const key = `${possible?.texts.join(" and ")}: ${fixed.texts.join(" and ")}`;
      const known = this.fits.find((fit) => fit.around === around && fit.key === key);
      const name = known?.name ?? editor.freshName("fit");
      if (!known) {
        const start = possible
          ? build.IfExp({ test: possible.test(runtime, "vectorization"), body: b.none(), orelse: b.constant(false) }, b.loc)
          : b.none();
        editor.insertBefore(around, [b.assign(name, start)]);
        this.fits.push({ around, key, name });
      }
      const ask = build.NamedExpr({ target: build.Name({ id: name, ctx: "Store" }, b.loc), value: once }, b.loc);
      const and = (...values: Expression[]): Expression =>
        build.BoolOp(
          { op: "And", values: values.flatMap((each) => (each.kind === "BoolOp" && each.op === "And" ? each.values : [each])) },
          b.loc,
        );
      const isOpen = b.compare(b.name(name), "Is", b.none());
      const fits = build.BoolOp({ op: "Or", values: [b.name(name), and(isOpen, ask)] }, b.loc);
      const parts: Expression[] = [];
      if (!sizesAreFixed) {
        if (possible) parts.push(b.compare(b.name(name), "IsNot", b.constant(false)));
        parts.push(enough.test(runtime, "vectorization"));
      }
      parts.push(fits);
      if (!varying.isEmpty) parts.push(varying.test(runtime, "vectorization"));
      return parts.length === 1 ? fits : and(...parts);
    };
  }
}

/** Conditions, if they can be made and ask for nothing that changes. */
function fixedOnly(make: (() => GuardSet) | undefined, isFixed: (name: string) => boolean): GuardSet | undefined {
  try {
    const made = make?.();
    return made?.split(isFixed)[1].isEmpty ? made : undefined;
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined;
    throw error;
  }
}
