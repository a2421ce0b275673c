export type NcCode = `NC24${number}`;
export const ncCodes = [];
