/** What all parts of the grammar share: the file, the places of tokens, and how a mistake is reported. */
import { EmbeddedActionsParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import { span, type Span } from "../ir/location.js";
import type { Expression, Node } from "../ir/nodes.js";
import { noComments, noTokens, SourceFile } from "../ir/source-file.js";
import type { NcCode } from "./codes.js";
import { OperatorStack } from "./operators.js";
import { explain } from "./explain.js";
import type { Problem, Report } from "./problem.js";
import { reportNode } from "./targets.js";
import { type NcToken, tokenTypes } from "./tokens.js";

/** A rule of the grammar that gives an `R`. */
export type Rule<R, A extends unknown[] = []> = ParserMethod<A, R>;

/** Ends the statement that is being read; what is wrong with it has been said. */
export class SyntaxFailure extends Error {
  override readonly name = "SyntaxFailure";
}

const emptyFile = new SourceFile("", "nc", "", noTokens, noComments);

export abstract class ParserBase extends EmbeddedActionsParser {
  protected file = emptyFile;
  protected problems: Problem[] = [];
  /** Whether the statement that is being read has a mistake, apart from the statements in its blocks. */
  protected isBad = false;
  protected operators = new OperatorStack(emptyFile);

  /** @param skipValidations leaves out the checks of the grammar itself, which take time and are part of the tests */
  constructor(skipValidations: boolean) {
    super([...tokenTypes], {
      // Every rule can be told by its next token.
      maxLookahead: 1,
      skipValidations,
      // What a person reads is found by `explain`; the message only carries the name of the token that was expected.
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.name,
        buildNoViableAltMessage: () => "",
        buildEarlyExitMessage: () => "",
        buildNotAllInputParsedMessage: () => "",
      },
    });
  }

  // --- places --------------------------------------------------------------------------------------------------------------

  /** Where the next token starts. */
  protected start(): number {
    return this.LA(1).startOffset;
  }

  /** Where the last token ended; inside of a statement. */
  protected end(): number {
    return (this.LA(0) as NcToken).end;
  }

  protected spanFrom(start: number): Span {
    return span(this.file, start, (this.LA(0) as NcToken).end);
  }

  protected tokenSpan(token: IToken): Span {
    return span(this.file, token.startOffset, (token as NcToken).end);
  }

  // --- mistakes ------------------------------------------------------------------------------------------------------------

  /** Reports a mistake in the statement that is being read, which goes on. */
  protected readonly report: Report = (code, start, end, message, hint) => {
    this.isBad = true;
    this.problems.push({ code, start, end, message, hint });
  };

  protected reportToken(code: NcCode, token: IToken, message: string, hint?: string): void {
    this.report(code, token.startOffset, (token as NcToken).end, message, hint);
  }

  protected reportNode(code: NcCode, node: Expression, message: string, hint?: string): void {
    reportNode(this.report, code, node, message, hint);
  }

  /** Reports that the next token does not fit, and ends the statement. `expected` is the name of a token type, or empty. */
  protected failAtNext(expected: string): never {
    this.isBad = true;
    const problem = explain(this.input as NcToken[], this.exportLexerPosition(), expected, this.ruleName());
    if (problem) this.problems.push(problem);
    throw new SyntaxFailure();
  }
}

export function isRecognitionError(error: unknown): error is IRecognitionException {
  return error instanceof Error && "token" in error && "context" in error;
}

/** Whether a node stands in parentheses that are not its own, when `start` is where its first token starts. */
export const isParenthesised = (node: Node, start: number): boolean => (node.loc as Span).start !== start;
