/** Plots whose result depends on what is plotted. */
import type { RuleCall } from "../../rule.js";
import { array, join, list, object, type Type, tupleOf, unknown } from "../../type.js";

const instanceOf = (name: string): Type => ({ ...object(name), subclass: true });

/** Counts, edges and patches: one of each for one set of values, lists for several. */
export function histogram(call: RuleCall): Type {
  const drawn = join(instanceOf("matplotlib.container.BarContainer"), list(instanceOf("matplotlib.patches.Polygon")));
  const edges = array(null, [null], "maybe");
  if (isOneSet(call.argument("x"))) return tupleOf([array("float64", [null]), edges, drawn]);
  const bars = { ...object("matplotlib.cbook.silent_list"), subclass: true };
  return tupleOf([
    join(array("float64", null), list(array("float64", null))),
    edges,
    join(drawn, bars, list(unknown("one group of patches for each set of values"))),
  ]);
}

function isOneSet(values: Type | undefined): boolean {
  const isNumeric = (dtype: string | null): boolean => dtype !== null && /^(u?int|float|bool|Int|Float)/.test(dtype);
  if (values?.kind === "array") return values.shape?.length === 1 && isNumeric(values.dtype);
  return values?.kind === "series" && isNumeric(values.dtype);
}

/** Wedges and texts, and texts of the values with `autopct`; an object that holds them from version 3.11 on. */
export function pie(call: RuleCall): Type {
  const isContainer = call.targets.satisfies("matplotlib", ">=3.11");
  if (isContainer === true) return object("matplotlib.container.PieContainer");
  const texts = list(instanceOf("matplotlib.text.Text"));
  const wedges = list(instanceOf("matplotlib.patches.Wedge"));
  const plain = tupleOf([wedges, texts]);
  const labelled = tupleOf([wedges, texts, texts]);
  const autopct = call.argument("autopct");
  const isPlain = autopct === undefined || autopct.kind === "none";
  const tuples = isPlain ? plain : autopct.kind === "scalar" ? labelled : join(plain, labelled);
  return isContainer === false ? tuples : join(object("matplotlib.container.PieContainer"), tuples);
}
