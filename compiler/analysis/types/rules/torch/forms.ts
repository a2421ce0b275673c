/** Names of the parts of a tensor's type that rules hand around. */
export type { Dim } from "../../type.js";

/** `cpu`, `cuda:0`, `cuda` for any of them, `null` when it is not known. */
export type Device = string | null;
