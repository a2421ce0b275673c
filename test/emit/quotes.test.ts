import { expect, test } from "@jest/globals";
import { planQuotes } from "../../compiler/emit/quotes.js";
import { synthetic } from "../../compiler/ir/location.js";
import { build, type Expression, type FormattedValue, type JoinedStr } from "../../compiler/ir/nodes.js";

const loc = synthetic("test");
const text = (value: string): Expression => build.Constant({ value, prefix: null }, loc);
const braces = (value: Expression): FormattedValue => build.FormattedValue({ value, conversion: -1, format_spec: null }, loc);
const template = (...values: Expression[]): JoinedStr => build.JoinedStr({ values }, loc);

test("a string in braces gets the other quotes", () => {
  const inner = text("key");
  const plan = planQuotes([braces(inner)], false);
  expect(plan.quote).toBe('"');
  expect(plan.inside.get(inner)).toBe("'");
});

test("a text with an apostrophe gets quotes in which it needs no backslash", () => {
  const inner = text("it's");
  const plan = planQuotes([braces(inner)], false);
  expect([plan.quote, plan.inside.get(inner)]).toEqual(['"', "'''"]);
});

test("nesting uses up the kinds of quotes, outer ones first", () => {
  const deepest = text("c");
  const middle = template(braces(deepest));
  const plan = planQuotes([braces(template(braces(middle)))], false);
  const kinds = [plan.quote, ...plan.inside.values()];
  expect(new Set(kinds).size).toBe(kinds.length);
});

test("a backslash in braces needs a newer Python anyway: no plan", () => {
  expect(planQuotes([braces(text("\\"))], false).inside.size).toBe(0);
});

test("a line end in braces needs triple quotes outside and inside", () => {
  const inner = text("a\nb");
  const plan = planQuotes([braces(inner)], true);
  expect([plan.quote, plan.inside.get(inner)]).toEqual(['"""', "'''"]);
});
