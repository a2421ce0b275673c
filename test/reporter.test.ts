/** The closing line of a test run is what tells a reader, and the server that builds every change, how it went. */
import { closingLine } from "./reporter.js";

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

test("passed and failed tests are counted, skipped ones only when there are any", () => {
  expect(closingLine({ ...none, numPassedTests: 412 })).toBe("412 passed, 0 failed");
  expect(closingLine({ ...none, numPassedTests: 7, numFailedTests: 2, numPendingTests: 2, numTodoTests: 1 })).toBe(
    "7 passed, 2 failed, 3 skipped",
  );
});

test("a test file that cannot run is a failure", () => {
  expect(closingLine({ ...none, numPassedTests: 1, numRuntimeErrorTestSuites: 1 })).toBe("1 passed, 1 failed");
});
