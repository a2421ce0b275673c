/** What libraries pass to functions of the program: to methods of classes that derive from theirs, and to functions that they are handed. */

/** Classes of what is passed, by position, without `self`; `more` of what comes behind them. */
export interface Handed {
  readonly classes: readonly string[];
  readonly more?: string;
}

const array = "numpy.ndarray";
const number = "builtins.float";
const tensor = "torch.Tensor";
const flowTensor = "tensorflow.Tensor";

/** Methods by the base class. */
export const calledMethods: Readonly<Record<string, Readonly<Record<string, Handed>>>> = {
  "torch.nn.Module": { forward: { classes: [], more: tensor } },
  "torch.utils.data.Dataset": { __getitem__: { classes: ["builtins.int"] } },
  "keras.Layer": { call: { classes: [flowTensor] }, build: { classes: ["tensorflow.TensorShape"] } },
  "keras.losses.Loss": { call: { classes: [flowTensor, flowTensor] } },
};

/** Functions of libraries that call what they are handed. */
const callers: readonly (readonly [pattern: RegExp, handed: Handed])[] = [
  [/^scipy\.optimize\.curve_fit$/, { classes: [array], more: number }],
  [/^scipy\.optimize\.(brent\w*|bisect|ridder|newton|toms748|golden|fminbound|minimize_scalar|root_scalar)$/, { classes: [number] }],
  [/^scipy\.optimize\./, { classes: [array] }],
  [/^scipy\.integrate\.quad$/, { classes: [number] }],
  [/^scipy\.integrate\.(dblquad|tplquad|nquad)$/, { classes: [], more: number }],
  [/^scipy\.integrate\.solve_ivp$/, { classes: [number, array] }],
  [/^scipy\.integrate\.odeint$/, { classes: [array, number] }],
  [/^numpy\.apply_along_axis$/, { classes: [array] }],
  [/^numpy\.fromfunction$/, { classes: [], more: array }],
  [/^torch\.(vmap|func\.\w+|autograd\.functional\.\w+)$/, { classes: [], more: tensor }],
  [/^tensorflow\.(map_fn|vectorized_map|while_loop|py_function|custom_gradient)$/, { classes: [], more: flowTensor }],
];

/** What a function of a library passes to functions that it is handed. */
export const passedBy = (name: string): Handed | undefined => callers.find(([pattern]) => pattern.test(name))?.[1];

/** The class of the parameter at a position. */
export const classAt = ({ classes, more }: Handed, position: number): string | undefined => classes[position] ?? more;
