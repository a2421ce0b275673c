/** Small things that every message is made of. */
import { exitCodeFor } from "../../compiler/cli/exit-codes.js";
import { count, duration, jsonDiagnostic, wantsColor } from "../../compiler/cli/terminal.js";
import { type Diagnostic, NoodleError, placeName } from "../../compiler/remarks/diagnostic.js";
import { internalError } from "../../compiler/remarks/internal-error.js";
import { visible } from "../../compiler/remarks/sinks/visible.js";

const error: Diagnostic = { code: "NC2101", severity: "error", message: "bad" };
const warning: Diagnostic = { code: "NC2552", severity: "warning", message: "stale" };

test("exit codes follow the worst diagnostic", () => {
  expect(exitCodeFor([])).toBe(0);
  expect(exitCodeFor([warning])).toBe(0);
  expect(exitCodeFor([warning, error])).toBe(2);
  expect(exitCodeFor([error, internalError(new Error("oops"), "app.py")])).toBe(3);
});

test("an internal error says whose mistake it is, and keeps the stack for a report", () => {
  expect(internalError(new TypeError("x is not a function"), "app.py")).toEqual({
    code: "NC2000",
    severity: "error",
    message: "internal error: x is not a function",
    hint: "this is a mistake in noodle-opt; please report it together with the file",
    file: "app.py",
    detail: expect.stringContaining("terminal.test"),
  });
  expect(internalError("text")).toMatchObject({ message: "internal error: text" });
});

test("places", () => {
  expect(placeName({ place: { file: "a.py", line: 3, column: 7 } })).toBe("a.py:3:7");
  expect(placeName({ place: { file: "a.ipynb", cell: 2, line: 3, column: 7 } })).toBe("a.ipynb:cell 2:3:7");
  expect(placeName({ file: "a.py" })).toBe("a.py");
  expect(new NoodleError([error, { ...error, file: "a.py" }]).message).toBe("NC2101: bad\na.py: NC2101: bad");
});

test("colours are for terminals, unless the environment says otherwise", () => {
  const before = { ...process.env };
  const under = (env: Record<string, string>, isTTY: boolean): boolean => {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) delete process.env[name];
    Object.assign(process.env, env);
    return wantsColor({ isTTY });
  };
  try {
    expect(under({}, true)).toBe(true);
    expect(under({}, false)).toBe(false);
    expect(under({ TERM: "dumb" }, true)).toBe(false);
    expect(under({ NO_COLOR: "1" }, true)).toBe(false);
    expect(under({ NO_COLOR: "" }, true)).toBe(true);
    expect(under({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(under({ FORCE_COLOR: "0" }, true)).toBe(false);
    expect(under({ FORCE_COLOR: "1", NO_COLOR: "1" }, false)).toBe(false);
  } finally {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test("texts", () => {
  expect(visible("a\tb\x1b[1m\x7f\u202e\n")).toBe("a\tb␛[1m\uFFFD\uFFFD\n");
  expect([duration(12.4), duration(99), duration(100), duration(12345)]).toEqual(["12 ms", "99 ms", "0.10 s", "12.35 s"]);
  expect([count(1, "file"), count(0, "file"), count(2, "file")]).toEqual(["1 file", "0 files", "2 files"]);
  expect(jsonDiagnostic({ ...error, sourceText: "long" })).toEqual(error);
});
