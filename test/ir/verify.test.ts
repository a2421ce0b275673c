/** The verifier accepts every program that Python compiles, and names what is wrong with a damaged tree. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { synthetic } from "../../compiler/ir/location.js";
import { type Assign, build, type Expr, type FunctionDef, type Module, type Node } from "../../compiler/ir/nodes.js";
import { verify } from "../../compiler/ir/verify.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

const messages = (node: Node): string[] => verify(node).map(({ message }) => message);
const loc = synthetic("test");
const name = (id: string, ctx: "Load" | "Store" | "Del" = "Load") => build.Name({ id, ctx }, loc);

test("programs of every construct are fine", async () => {
  const folder = join(packageRoot, "bench/new-syntax");
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  for (const text of texts) expect(messages((await parseValid(text)).module)).toEqual([]);
  expect(texts.length).toBeGreaterThan(20);
});

const damages: readonly [string, string, (module: Module) => void, string][] = [
  ["x = 1", "a list that may not be empty", ({ body: [node] }) => put(node, { targets: [] }), "Assign.targets is empty"],
  ["x = 1", "a missing field", ({ body: [node] }) => put(node, { value: undefined as never }), "Assign.value is missing"],
  ["x = 1", "a null field", ({ body: [node] }) => put(node, { value: null as never }), "Assign.value is missing"],
  ["x = 1", "a wrong context", ({ body: [node] }) => put(node, { targets: [name("x")] }), "Name is Load, but its place is Store"],
  ["x", "a wrong context", ({ body: [node] }) => put(node, { value: name("x", "Del") }), "Name is Del, but its place is Load"],
  [
    "x = 1",
    "a target",
    ({ body: [node] }) => put(node, { targets: [build.Constant({ value: 1n, prefix: null }, loc)] }),
    "Assign cannot bind a Constant",
  ],
  ["x = y = 1", "a shared node", ({ body: [node] }) => twice(node as Assign), "Name stands in the tree twice"],
  [
    "x",
    "a statement for an expression",
    ({ body: [node] }) => put(node, { value: build.Pass(loc) as never }),
    "Expr.value is no Expression",
  ],
  ["x", "no location", ({ body: [node] }) => put(node, { loc: undefined as never }), "Expr has no location"],
  ["x", "a location outside of the file", ({ body: [node] }) => outOfFile(node as Expr), "Expr has no location"],
  [
    "x",
    "return outside of a function",
    (module) => void module.body.push(build.Return({ value: null }, loc)),
    "Return outside of a function",
  ],
  ["x", "break outside of a loop", (module) => void module.body.push(build.Break(loc)), "Break outside of a loop"],
  ["while x:\n def f(): pass", "break in a function in a loop", breakInFunction, "Break outside of a loop"],
  ["if x: pass", "an empty block", ({ body: [node] }) => put(node, { body: [] }), "If.body is empty"],
  ["x", "no name", ({ body: [node] }) => put(node, { value: name("a b") }), "Name.id is no name: a b"],
  ["def f(): pass", "no name", ({ body: [node] }) => put(node, { name: "" }), "FunctionDef.name is no name: "],
  ["x", "an operator", ({ body: [node] }) => badOperator(node as Expr), "UnaryOp.op is no UnaryOperator"],
];

function put(node: Node | undefined, fields: object): void {
  Object.assign(node as Node, fields);
}
function twice(node: Assign): void {
  node.targets[1] = node.targets[0] as (typeof node.targets)[0];
}
function outOfFile(node: Expr): void {
  if (node.loc.kind === "span") node.loc = { ...node.loc, end: 999 };
}
function breakInFunction({ body: [loop] }: Module): void {
  ((loop as Extract<Node, { kind: "While" }>).body[0] as FunctionDef).body = [build.Break(loc)];
}
function badOperator(node: Expr): void {
  node.value = build.UnaryOp({ op: "Minus" as never, operand: node.value }, loc);
}

test.each(damages)("%s: %s", async (text, _, damage, message) => {
  const { module } = await parseValid(text);
  expect(messages(module)).toEqual([]);
  damage(module);
  expect(messages(module)).toEqual([message]);
});

test("a tree of Python that does not compile is refused", async () => {
  expect(messages((await parseValid("return 1")).module)).toEqual(["Return outside of a function"]);
  expect(messages((await parseValid("for i in x:\n  pass\nelse:\n  break")).module)).toEqual(["Break outside of a loop"]);
});
