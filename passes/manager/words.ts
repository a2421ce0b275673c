/** Sets of names that are written as one text. */
export const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
