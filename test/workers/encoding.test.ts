/** Encodings that Python texts name for themselves, as PEP 263 has them. */
import { NoodleError } from "../../compiler/remarks/diagnostic.js";
import { decodeUtf8, namedEncoding } from "../../compiler/workers/encoding.js";

test.each([
  ["# -*- coding: latin-1 -*-\n", "latin-1"],
  ["#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n", "cp1252"],
  ["\n  # coding=iso8859_15\n", "iso8859_15"],
  ["# coding: utf-8\n", undefined],
  ["# coding: UTF_8\n", undefined],
  ["# coding: utf8\n", undefined],
  ["# coding: utf-8-sig\n", undefined],
  ["x = 1\n# coding: latin-1\n", undefined],
  ["\n\n# coding: latin-1\n", undefined],
  ["x = '# coding: latin-1'\n", undefined],
  ["", undefined],
])("%j names %s", (text, name) => {
  expect(namedEncoding(text)).toBe(name);
});

test("bytes that are not UTF-8 have a place", () => {
  const place = (bytes: Buffer): unknown => {
    try {
      return decodeUtf8(bytes, "app.nc");
    } catch (error) {
      return (error as NoodleError).diagnostics[0]?.place;
    }
  };
  expect(place(Buffer.from("x = 'é'\n"))).toBe("x = 'é'\n");
  expect(place(Buffer.from("é = 1\nab\xe9c\n", "latin1").subarray(2))).toMatchObject({ line: 2, column: 3 });
  expect(place(Buffer.from([0xff]))).toMatchObject({ line: 1, column: 1 });
  expect(place(Buffer.concat([Buffer.from("é"), Buffer.from([0xe2, 0x82])]))).toMatchObject({ line: 1, column: 2 });
  expect(() => decodeUtf8(Buffer.from([0xff]), "app.nc")).toThrow(NoodleError);
});
