/**
 * Chevrotain from the one-file build in its package. The module that its `exports` name loads several hundred files of a
 * utility library and costs every `run` and `decompile` a quarter of a second.
 */
import type * as Chevrotain from "chevrotain";

const bundle = new URL("../chevrotain.mjs", import.meta.resolve("chevrotain"));
const library = (await import(bundle.href)) as typeof Chevrotain;

export const { createToken, EmbeddedActionsParser, EOF, isRecognitionException, Lexer } = library;
export type { IToken, ParserMethod, TokenType } from "chevrotain";
