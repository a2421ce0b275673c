/** What all parts of the grammar share: the file, the places of tokens, and how a mistake is reported. */

import { type Span, span } from "../ir/location.js";
import type { Expression, Node } from "../ir/nodes.js";
import { noComments, noTokens, SourceFile } from "../ir/source-file.js";
import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from "./chevrotain.js";
import type { NcCode } from "./codes.js";
import { explain } from "./explain.js";
import { OperatorStack } from "./operators.js";
import type { Problem, Report } from "./problem.js";
import { reportNode } from "./targets.js";
import { EOF, type NcToken, tokenTypes } from "./tokens.js";

/** A rule of the grammar that gives an `R`. */
export type Rule<R, A extends unknown[] = []> = ParserMethod<A, R>;

/** Ends the statement that is being read. */
export class SyntaxFailure extends Error {
  override readonly name = "SyntaxFailure";
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

const emptyFile = new SourceFile("", "nc", "", noTokens, noComments);

export abstract class ParserBase extends EmbeddedActionsParser {
  protected file = emptyFile;
  protected problems: Problem[] = [];
  protected operators = new OperatorStack(emptyFile);
  /** Whether the statement that is being read has a mistake, apart from the statements in its blocks. */
  protected isBad = false;
  /** First token of the statement, or of the `else`, `case`, … that is being read. */
  protected leader: IToken = { image: "", startOffset: 0, tokenTypeIdx: EOF.tokenTypeIdx as number, tokenType: EOF };

  /** @param skipValidations leaves out the checks of the grammar itself, which take time and belong to the tests */
  constructor(skipValidations: boolean) {
    super([...tokenTypes], {
      // The next token alone decides everywhere.
      maxLookahead: 1,
      skipValidations,
      // What a person reads is found by `explain`; here the message carries what the grammar wanted: the name of a token
      // type, or the name of a rule after `:`.
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.name,
        buildNoViableAltMessage: ({ ruleName }) => `:${ruleName}`,
        buildEarlyExitMessage: ({ ruleName }) => `:${ruleName}`,
        buildNotAllInputParsedMessage: () => "",
      },
    });
  }

  // --- places --------------------------------------------------------------------------------------------------------------

  /** Where the next token starts. */
  protected start(): number {
    return this.LA(1).startOffset;
  }

  /** Where the last token ended; inside of a line. */
  protected end(): number {
    return (this.LA(0) as NcToken).end;
  }

  /** From an offset to the end of the last token; inside of a line. */
  protected spanFrom(start: number): Span {
    return span(this.file, start, (this.LA(0) as NcToken).end);
  }

  protected tokenSpan(token: IToken): Span {
    return span(this.file, token.startOffset, (token as NcToken).end);
  }

  // --- mistakes ------------------------------------------------------------------------------------------------------------

  /** Reports a mistake in the statement that is being read, which goes on. */
  protected readonly report: Report = (code, start, end, message, hint) => {
    if (this.RECORDING_PHASE) return;
    this.isBad = true;
    this.problems.push({ code, start, end, message, hint });
  };

  protected reportToken(code: NcCode, token: IToken, message: string, hint?: string): void {
    this.report(code, token.startOffset, (token as NcToken).end, message, hint);
  }

  protected reportNode(code: NcCode, node: Expression, message: string, hint?: string): void {
    if (!this.RECORDING_PHASE) reportNode(this.report, code, node, message, hint);
  }

  /** The next token does not fit: ends the statement. Without `expected` an expression is missing. */
  protected failAtNext(expected?: TokenType): never {
    // There are no tokens while Chevrotain records the grammar, and every path through a rule is taken.
    if (this.RECORDING_PHASE) return undefined as never;
    throw new SyntaxFailure(this.explainNext(expected?.name ?? ":expression"));
  }

  /** @param expected what the grammar wants, as in `Unexpected` */
  protected explainNext(expected: string): Problem {
    return explain({ at: (offset) => this.LA(offset) as NcToken, leader: this.leader as NcToken, expected });
  }
}

/** Whether a node stands in parentheses that are not its own; `start` is where its first token starts. */
export const isParenthesised = (node: Node, start: number): boolean => (node.loc as Span).start !== start;
