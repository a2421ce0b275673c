/** Bytes to text: encodings, byte order marks and line ends are read as Python reads them. */
import { parseValid, refusal } from "../support/frontend.js";

/** Strings give their characters' Latin-1 bytes. */
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

const byteOrderMark = [0xef, 0xbb, 0xbf];

test.each([
  ["UTF-8", Buffer.from('s = "é😀"\n'), 's = "é😀"\n', "utf-8"],
  ["UTF-8 with a byte order mark", bytes(byteOrderMark, "x = 1\n"), "x = 1\n", "utf-8-sig"],
  ["a byte order mark and a cookie that agree", bytes(byteOrderMark, "# coding: utf-8\n"), "# coding: utf-8\n", "utf-8-sig"],
  ["Latin-1", bytes('# -*- coding: latin-1 -*-\ns = "\xe9"\n'), '# -*- coding: latin-1 -*-\ns = "é"\n', "iso-8859-1"],
  [
    "a cookie in the second line",
    bytes('#!/usr/bin/python\n# coding=latin-1\ns = "\xe9"\n'),
    '#!/usr/bin/python\n# coding=latin-1\ns = "é"\n',
    "iso-8859-1",
  ],
  ["Windows' code page", bytes('# vim: set fileencoding=cp1252 :\ns = "\x80"\n'), '# vim: set fileencoding=cp1252 :\ns = "€"\n', "cp1252"],
  ["Shift JIS", bytes('# coding: shift_jis\ns = "\x82\xa0"\n'), '# coding: shift_jis\ns = "あ"\n', "shift_jis"],
])("%s", async (_, source, text, encoding) => {
  const parsed = await parseValid(source);
  expect(parsed.file.text).toBe(text);
  expect(parsed.encoding).toBe(encoding);
});

test.each([
  ["a byte that is not UTF-8", bytes('x = 1\ns = "a\xff"\n'), "byte 0xff is not valid utf-8", 2, 7],
  ["UTF-8 that is cut off", bytes('x = 1\ns = "a\xc3'), "byte 0xc3 is not valid utf-8", 2, 7],
  ["a cookie in the third line", bytes('#\n#\n# coding: latin-1\ns = "\xe9"\n'), "byte 0xe9 is not valid utf-8", 4, 6],
  ["a byte that the code page has no character for", bytes('# coding: cp1252\ns = "\x81"\n'), "byte 0x81 is not valid cp1252", 2, 6],
  ["a cookie that nobody knows", bytes("# coding: nope\n"), "unknown encoding: nope", 1, 1],
  ["a cookie that cannot be true", bytes("# coding: utf-16\nx = 1\n"), "invalid or missing encoding declaration", 1, 1],
  ["a cookie that is no text encoding", bytes("# coding: rot13\nk = 1\n"), "'rot13' is not a text encoding", 1, 1],
  ["a byte order mark and a cookie that differ", bytes(byteOrderMark, "# coding: latin-1\n"), "encoding problem: utf-8", 1, 1],
  ["UTF-16", Buffer.from("\ufeffx = 1\n", "utf16le"), "byte 0xff is not valid utf-8", 1, 1],
  ["a byte that is not UTF-8 in the first line", bytes("# caf\xe9\n"), "byte 0xe9 is not valid utf-8", 1, 6],
  ["a null character", bytes('s = "\0"\n'), "source code cannot contain null bytes", 1, 1],
])("refused: %s", async (_, source, message, line, column) => {
  const diagnostic = await refusal(source);
  expect(diagnostic.code).toBe("NC2102");
  expect(diagnostic.message).toContain(message);
  expect(diagnostic.place).toEqual({ file: "test.py", line, column });
});

test("line ends become \\n, inside strings too", async () => {
  const { module, file } = await parseValid(Buffer.from('x = 1\r\ny = """a\r\nb"""\rz = 3\n'));
  expect(file.text).toBe('x = 1\ny = """a\nb"""\nz = 3\n');
  expect(module.body).toMatchObject([{}, { value: { kind: "Constant", value: "a\nb" } }, {}]);
  expect(file.position(file.text.indexOf("z"))).toEqual({ line: 4, column: 1 });
});

test("a text that is decoded already is read alike", async () => {
  const { file } = await parseValid("\ufeffx = 1\r\ny = 2\r");
  expect(file.text).toBe("x = 1\ny = 2\n");
});

test("a cookie is looked for in lines as Python ends them", async () => {
  expect((await parseValid(bytes("#\rx(coding=x)\n"))).encoding).toBe("utf-8");
});

test("a name that only becomes None is refused by Python's tree, not by an encoding", async () => {
  const diagnostic = await refusal("\u{1d40d}\u{1d428}\u{1d427}\u{1d41e} = 1\n");
  expect([diagnostic.code, diagnostic.message, diagnostic.file]).toEqual([
    "NC2101",
    "Python cannot parse this file: identifier field can't represent 'None' constant",
    "test.py",
  ]);
});
