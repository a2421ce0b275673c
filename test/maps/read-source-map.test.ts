import { describe, expect, test } from "@jest/globals";
import { type RawSourceMap, SourceMapConsumer } from "source-map";
import { originalPositionFor, readSourceMap, SourceMapError } from "../../compiler/maps/read-source-map.js";

const valid = { version: 3, file: "a.nc", sources: ["a.py"], sourcesContent: ["x = 1\n"], names: ["x"], mappings: "AAAAA" };
const index = { version: 3, sections: [{ offset: { line: 0, column: 0 }, map: valid }] };

const text = (changes: object, base: object = valid): string => JSON.stringify({ ...base, ...changes });
const section = (offset: unknown, map: unknown = valid): object => ({ offset, map });

describe("valid maps are read", () => {
  test.each([
    ["one of ours", text({})],
    ["without names, texts and file", JSON.stringify({ version: 3, sources: ["a.py"], mappings: "A,CAAA;;CACA" })],
    ["sources that are left out", text({ sources: [null], sourcesContent: [null] })],
    ["members of others", text({ debugId: "x", x_google_ignoreList: [0] })],
    ["an ignore list", text({ ignoreList: [0] })],
    ["empty mappings and empty lines", text({ mappings: ";;;" })],
    ["a number of many digits", text({ mappings: "ggggggggA" })],
    ["the largest column", text({ mappings: "+/////D" })],
    ["sections", JSON.stringify(index)],
    ["no sections", text({ sections: [] }, { version: 3 })],
    ["the line against inclusion", `)]}'\n${text({})}`],
  ])("%s", (_, map) => {
    expect(readSourceMap(map).version).toBe(3);
  });
});

describe("damaged maps are refused with what is wrong", () => {
  test.each([
    ["no JSON", "{", "not JSON"],
    ["no object", "[]", "not an object"],
    ["no version", text({ version: undefined }), "version"],
    ["another version", text({ version: 4 }), "version is 4"],
    ["a version as text", text({ version: "3" }), 'version is "3"'],
    ["no mappings", text({ mappings: undefined }), "`mappings`"],
    ["mappings as a list", text({ mappings: [] }), "`mappings`"],
    ["no sources", text({ sources: undefined }), "`sources` is missing"],
    ["sources as text", text({ sources: "a.py" }), "`sources` is not a list"],
    ["a source as number", text({ sources: [1] }), "`sources` holds"],
    ["texts as text", text({ sourcesContent: "x" }), "`sourcesContent`"],
    ["a text as number", text({ sourcesContent: [1] }), "`sourcesContent`"],
    ["names as text", text({ names: "x" }), "`names`"],
    ["a name as null", text({ names: [null] }), "`names`"],
    ["file as number", text({ file: 1 }), "`file`"],
    ["source root as list", text({ sourceRoot: [] }), "`sourceRoot`"],
    ["an ignore list as number", text({ ignoreList: 0 }), "`ignoreList`"],
    ["an ignored text", text({ ignoreList: ["a.py"] }), "`ignoreList`"],
    ["an ignored source out of bounds", text({ ignoreList: [1] }), "`ignoreList`"],
    ["an ignored negative index", text({ ignoreList: [-1] }), "`ignoreList`"],
    ["a character that is no digit", text({ mappings: "AAAA." }), 'invalid character "."'],
    ["padding", text({ mappings: "AAAA=" }), 'invalid character "="'],
    ["a number that does not end", text({ mappings: "AAAg" }), "middle of a number"],
    ["two fields", text({ mappings: "AA" }), "2 fields"],
    ["three fields", text({ mappings: "AAA" }), "3 fields"],
    ["six fields", text({ mappings: "AAAAAA" }), "more than 5"],
    ["an empty segment", text({ mappings: "AAAA,,AAAA" }), "empty segment"],
    ["an empty segment at the end", text({ mappings: "AAAA," }), "empty segment"],
    ["a source that is not there", text({ mappings: "ACAA" }), "a source that it does not have"],
    ["a name that is not there", text({ mappings: "AAAAC" }), "a name that it does not have"],
    ["a negative column", text({ mappings: "DAAA" }), "column out of range"],
    ["a negative source", text({ mappings: "ADAA" }), "source index out of range"],
    ["a negative line", text({ mappings: "AADA" }), "original line out of range"],
    ["a negative original column", text({ mappings: "AAAD" }), "original column out of range"],
    ["a negative name", text({ mappings: "AAAAD" }), "name index out of range"],
    ["a sum below zero", text({ mappings: "CAAC,AAAF" }), "original column out of range"],
    ["a column of more than 31 bits", text({ mappings: "ggggggE" }), "column out of range"],
    ["both sections and mappings", text({ sections: [] }), "both"],
    ["sections as object", text({ sections: {} }, { version: 3 }), "`sections`"],
    ["a section without offset", JSON.stringify({ version: 3, sections: [{ map: valid }] }), "offset"],
    ["a section without map", JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 } }] }), "not an object"],
    ["an offset without line", JSON.stringify({ version: 3, sections: [section({ column: 0 })] }), "offset"],
    ["an offset without column", JSON.stringify({ version: 3, sections: [section({ line: 0 })] }), "offset"],
    ["an offset as text", JSON.stringify({ version: 3, sections: [section({ line: "0", column: 0 })] }), "offset"],
    [
      "sections out of order",
      JSON.stringify({ version: 3, sections: [section({ line: 1, column: 0 }), section({ line: 0, column: 0 })] }),
      "order",
    ],
    [
      "sections at one place",
      JSON.stringify({ version: 3, sections: [section({ line: 0, column: 0 }), section({ line: 0, column: 0 })] }),
      "one place",
    ],
    ["a section that holds sections", JSON.stringify({ version: 3, sections: [section({ line: 0, column: 0 }, index)] }), "index map"],
    [
      "a damaged section",
      JSON.stringify({ version: 3, sections: [section({ line: 0, column: 0 }, { ...valid, mappings: "AA" })] }),
      "2 fields",
    ],
  ])("%s", (_, map, message) => {
    expect(() => readSourceMap(map)).toThrow(SourceMapError);
    expect(() => readSourceMap(map)).toThrow(message);
  });
});

test("a source that the map leaves out has no name", async () => {
  const map = readSourceMap(text({ sources: [null], sourcesContent: ["x = 1\n"] }));
  await SourceMapConsumer.with(map as RawSourceMap, null, (consumer) => {
    const found = originalPositionFor(consumer, map, { line: 1, column: 0 });
    expect([found.source, found.line, found.column, found.name]).toEqual([null, 1, 0, "x"]);
  });
});
