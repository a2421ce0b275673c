/** Which encoding a Python text names for itself (PEP 263), and the text of bytes that have to be UTF-8. */
import { isUtf8 } from "node:buffer";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";

const cookie = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const blankOrComment = /^[ \t\f]*(#|$)/;

/** The name in the coding cookie of the first two lines, or `undefined` when the file is UTF-8. */
export function namedEncoding(text: string): string | undefined {
  const [first = "", second = ""] = text.split(/\r\n|\r|\n/, 2);
  const name = (cookie.exec(first) ?? (blankOrComment.test(first) ? cookie.exec(second) : null))?.[1];
  return name === undefined || /^utf-?8(-|$)/.test(name.toLowerCase().replaceAll("_", "-")) ? undefined : name;
}

/** @throws NoodleError when the bytes are not UTF-8, with the place of the first wrong one. */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  throw new NoodleError([notUtf8(bytes, path)]);
}

function notUtf8(bytes: Uint8Array, path: string): Diagnostic {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1;
    line++;
  }
  // The decoder puts U+FFFD in place of the wrong byte; what stands before it was right.
  const row = new TextDecoder().decode(bytes.subarray(start));
  return {
    code: "NC2010",
    severity: "error",
    message: "this file is not UTF-8, the only encoding of `.nc` files",
    hint: "save it as UTF-8",
    place: { file: path, line, column: row.indexOf("\uFFFD") + 1 },
  };
}
