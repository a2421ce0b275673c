/** The readable page of the scoreboard. */
import type { Scoreboard, Section } from "./scoreboard.js";

export function scoreboardPage(board: Scoreboard): string {
  const parts = [
    "# Scoreboard",
    "",
    "Made from `scoreboard.json` by the benchmarks; see the first comment of each program in this folder for what is measured and how to repeat it.",
    ...(board.conformance ? conformance(board.conformance) : []),
    ...(board.fuzz ? fuzz(board.fuzz) : []),
    ...(board.cpythonTests ? cpythonTests(board.cpythonTests) : []),
    ...(board.speed ? speed(board.speed) : []),
  ];
  return `${parts.join("\n")}\n`;
}
