/** Copies of estimators, and whether estimators run code of the program. */
import type { RuleContext } from "../../rule.js";
import { type Type, unknown } from "../../type.js";

/** A parameter that can bring no code of the program with it. */
export function runsOwnCodeOnly(type: Type): boolean {
  switch (type.kind) {
    case "scalar":
    case "numpy-scalar":
    case "none":
    case "array":
    case "range":
    case "slice":
    case "series":
    case "index":
    case "library-function":
    case "library-class":
      return true;
    case "list":
    case "tuple":
    case "set":
      return runsOwnCodeOnly(type.element);
    case "dict":
      return runsOwnCodeOnly(type.key) && runsOwnCodeOnly(type.value);
    case "union":
      return type.members.every(runsOwnCodeOnly);
    case "never":
      return true;
    case "object":
      return type.class.startsWith("sklearn.") && !type.subclass && (type.parts?.["own"] ? isOwn(type) : !takesCode(type.class));
    default:
      return false;
  }
}

/** Classes that run functions or estimators of the program when they are made of them. */
const takesCode = (name: string): boolean =>
  /\.(\w*(Pipeline|Union|ColumnTransformer|FunctionTransformer|SearchCV|Threshold\w*|Selector|SelectFromModel|Imputer)|RFE|RFECV|_Scorer|(Voting|Stacking|Bagging|AdaBoost|Calibrated|MultiOutput|SelfTraining|OneVs|OutputCode|Frozen|TransformedTarget|RANSAC)\w*|\w+Chain)$/.test(
    name,
  );

/** Whether all code that an estimator runs is the library's. */
export const isOwn = (type: Type | undefined): boolean => {
  const own = type?.kind === "object" ? type.parts?.["own"] : undefined;
  return own?.kind === "scalar" && own.value === true;
};

/** An unfitted estimator of the same class, with copies of the same parameters. */
export function copyOf(type: Type | undefined, context?: RuleContext): Type {
  // Its class is made anew with its parameters, unless it says how it wants to be copied.
  if (type?.kind === "instance" && context && !context.programCalls("sklearn.base.BaseEstimator.__sklearn_clone__"))
    return { kind: "instance", definition: type.definition, name: type.name, attributes: [] };
  if (type?.kind !== "object" || !type.class.startsWith("sklearn.")) return unknown("a copy of an estimator that is not known");
  // Parts are objects that the copy does not share.
  return {
    kind: "object",
    class: type.class,
    ...(type.subclass ? { subclass: true } : {}),
    ...(type.parts?.["own"] && !type.subclass ? { parts: { own: type.parts["own"] } } : {}),
  };
}
