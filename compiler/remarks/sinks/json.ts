/** Remarks as JSON; docs/schemas/remarks.schema.json describes it. */
import type { Remark } from "../remark.js";

export interface RemarksDocument {
  /** Of the format. It grows when a reader of the old format could misread the new one. */
  readonly version: 1;
  readonly remarks: readonly Remark[];
}

export function jsonRemarks(remarks: readonly Remark[]): string {
  const document: RemarksDocument = { version: 1, remarks: remarks.map(inOrder) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The keys in the same order, however the remark was put together. */
function inOrder(remark: Remark): Remark {
  const { kind, pass, code, file, place, message, reason, suggest, exactness, obligations, metrics, related } = remark;
  return {
    kind,
    pass,
    code,
    file,
    ...(place ? { place } : {}),
    function: remark.function,
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(suggest === undefined ? {} : { suggest }),
    ...(exactness === undefined ? {} : { exactness }),
    obligations,
    metrics,
    related,
  };
}
