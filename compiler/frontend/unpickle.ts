/**
 * Reads the part of Python's pickle format (protocol 5, PEP 574 and `pickletools`) that the front end's messages use.
 * A plain loop over a stack: depth of the data costs no JavaScript stack.
 */
import { type SurrogateString, stringOfCodePoints } from "../ir/constants.js";

/** Python `float`s, kept apart from `int`s while a message is read. */
export class PyFloat {
  constructor(readonly value: number) {}
}

/** Python tuples, kept apart from lists. */
export class PyTuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** A class or another global, by its name. */
export class PyGlobal {
  constructor(readonly name: string) {}
}

/** A `dict` as the flat list of its keys and values. */
export class PyDict {
  readonly entries: unknown[] = [];
}

/** Makes values of classes: `reduce` when the class is called, `state` when attributes are set afterwards. */
export interface ObjectFactory {
  reduce(global: PyGlobal, args: readonly unknown[]): unknown;
  state(object: unknown, state: PyDict): void;
}

const mark = Symbol("mark");

/** @throws Error when the bytes are no pickle, or use an operation that the front end never writes */
export function unpickle(bytes: Uint8Array, factory: ObjectFactory): unknown {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo: unknown[] = [];
  let at = 0;

  const popToMark = (): unknown[] => stack.splice(stack.lastIndexOf(mark)).slice(1);
  const text = (length: number): string | SurrogateString => {
    at += length;
    return decodeText(data, at - length, at);
  };
  const long = (length: number): number | bigint => {
    let value = 0n;
    for (let index = at + length - 1; index >= at; index--) value = (value << 8n) | BigInt(data[index] as number);
    if (length > 0 && (data[at + length - 1] as number) >= 0x80) value -= 1n << BigInt(8 * length);
    at += length;
    return value;
  };
  const bytesOf = (length: number): Uint8Array => {
    at += length;
    return data.subarray(at - length, at);
  };

  for (;;) {
    const opcode = data[at++];
    switch (opcode) {
      case 0x80: // PROTO
        at++;
        break;
      case 0x95: // FRAME
        at += 8;
        break;
      case 0x94: // MEMOIZE
        memo.push(stack[stack.length - 1]);
        break;
      case 0x68: // BINGET
        stack.push(memo[data[at++] as number]);
        break;
      case 0x6a: // LONG_BINGET
        stack.push(memo[data.readUInt32LE(at)]);
        at += 4;
        break;
      case 0x4b: // BININT1
        stack.push(data[at++]);
        break;
      case 0x4d: // BININT2
        stack.push(data.readUInt16LE(at));
        at += 2;
        break;
      case 0x4a: // BININT
        stack.push(data.readInt32LE(at));
        at += 4;
        break;
      case 0x8a: // LONG1
        stack.push(long(data[at++] as number));
        break;
      case 0x8b: // LONG4
        at += 4;
        stack.push(long(data.readUInt32LE(at - 4)));
        break;
      case 0x47: // BINFLOAT
        stack.push(new PyFloat(data.readDoubleBE(at)));
        at += 8;
        break;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(text(data[at++] as number));
        break;
      case 0x58: // BINUNICODE
        at += 4;
        stack.push(text(data.readUInt32LE(at - 4)));
        break;
      case 0x43: // SHORT_BINBYTES
        stack.push(bytesOf(data[at++] as number));
        break;
      case 0x42: // BINBYTES
        at += 4;
        stack.push(bytesOf(data.readUInt32LE(at - 4)));
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
        stack.push(true);
        break;
      case 0x89: // NEWFALSE
        stack.push(false);
        break;
      case 0x28: // MARK
        stack.push(mark);
        break;
      case 0x5d: // EMPTY_LIST
        stack.push([]);
        break;
      case 0x61: {
        // APPEND
        const item = stack.pop();
        (stack[stack.length - 1] as unknown[]).push(item);
        break;
      }
      case 0x65: {
        // APPENDS
        const items = popToMark();
        const list = stack[stack.length - 1] as unknown[];
        for (const item of items) list.push(item);
        break;
      }
      case 0x7d: // EMPTY_DICT
        stack.push(new PyDict());
        break;
      case 0x73: {
        // SETITEM
        const value = stack.pop();
        const key = stack.pop();
        (stack[stack.length - 1] as PyDict).entries.push(key, value);
        break;
      }
      case 0x75: {
        // SETITEMS
        const from = stack.lastIndexOf(mark);
        const { entries } = stack[from - 1] as PyDict;
        for (let index = from + 1; index < stack.length; index++) entries.push(stack[index]);
        stack.length = from;
        break;
      }
      case 0x29: // EMPTY_TUPLE
        stack.push(emptyTuple);
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(new PyTuple(stack.splice(stack.length - (opcode - 0x84))));
        break;
      case 0x74: // TUPLE
        stack.push(new PyTuple(popToMark()));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const name = stack.pop();
        stack.pop();
        stack.push(new PyGlobal(name as string));
        break;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const args = stack.pop() as PyTuple;
        const global = stack.pop() as PyGlobal;
        stack.push(factory.reduce(global, args.items));
        break;
      }
      case 0x62: {
        // BUILD
        const state = stack.pop() as PyDict;
        factory.state(stack[stack.length - 1], state);
        break;
      }
      case 0x2e: // STOP
        return stack.pop();
      default:
        throw new Error(`pickle operation 0x${(opcode ?? 0).toString(16)} at byte ${at - 1} is not expected`);
    }
  }
}

const emptyTuple = new PyTuple([]);

/** UTF-8 as Python's `surrogatepass` writes it: three bytes `ED A0 80`…`ED BF BF` are surrogates. */
function decodeText(data: Buffer, start: number, end: number): string | SurrogateString {
  const decoded = data.toString("utf8", start, end);
  if (!decoded.includes("\ufffd") || !hasSurrogate(data, start, end)) return decoded;
  const points: number[] = [];
  for (let at = start; at < end; ) {
    const first = data[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let point = length === 1 ? first : first & (0xff >> (length + 1));
    for (let index = 1; index < length; index++) point = (point << 6) | ((data[at + index] as number) & 0x3f);
    points.push(point);
    at += length;
  }
  return stringOfCodePoints(points);
}

function hasSurrogate(data: Buffer, start: number, end: number): boolean {
  for (let at = data.indexOf(0xed, start); at !== -1 && at < end; at = data.indexOf(0xed, at + 1)) {
    if ((data[at + 1] as number) >= 0xa0) return true;
  }
  return false;
}
