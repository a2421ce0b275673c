/** Usage metrics as `analyze --json` prints them: docs/schemas/analysis.schema.json. */
import type { UsageSummary } from "../analysis/usage/summary.js";
import type { ModuleUsage, UsedCall, UsedPattern, UsedTransfer } from "../analysis/usage/usage.js";

export function usageJson(
  modules: readonly ModuleUsage[],
  summary: UsageSummary,
  diagnostics: readonly { readonly severity: string }[],
): object {
  return {
    success: diagnostics.every(({ severity }) => severity !== "error"),
    files: modules.map(({ file, lines, calls, patterns, transfers }) => ({
      file,
      lines,
      calls: calls.map(callJson),
      patterns: patterns.map(patternJson),
      transfers: transfers.map(transferJson),
    })),
    totals: {
      files: summary.files,
      lines: summary.lines,
      calls: summary.calls,
      resolved: summary.resolved,
      typed: summary.typed,
      resolved_by_facts: summary.resolvedByFacts,
      typed_by_facts: summary.typedByFacts,
      libraries: summary.libraries,
      functions: summary.functions,
      bottlenecks: summary.bottlenecks.slice(0, 50).map((call) => ({ file: call.file, ...callJson(call) })),
      unresolved: summary.unresolved,
    },
    diagnostics,
  };
}

const placeJson = ({ line, column, cell }: UsedCall | UsedPattern | UsedTransfer) => ({ line, column, cell: cell ?? null });

const callJson = (call: UsedCall) => ({
  ...placeJson(call),
  library: call.library,
  name: call.name,
  resolved: call.resolved,
  name_expected: call.isExpected,
  type: call.type ?? null,
  type_expected: call.hasExpectedType,
  reason: call.reason ?? null,
  loop_depth: call.depth,
  growth: call.growth,
  weight: call.weight,
  measured: call.measured
    ? {
        count: call.measured.count,
        count_error: call.measured.countError,
        self_ns: call.measured.selfNs,
        total_ns: call.measured.totalNs,
      }
    : null,
});

const patternJson = (pattern: UsedPattern) => ({
  ...placeJson(pattern),
  id: pattern.id,
  title: pattern.title,
  advice: pattern.advice,
  loop_depth: pattern.depth,
  count: pattern.count,
});

const transferJson = (transfer: UsedTransfer) => ({
  ...placeJson(transfer),
  kind: transfer.kind,
  name: transfer.name,
  detail: transfer.detail,
  loop_depth: transfer.depth,
});
