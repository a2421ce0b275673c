/** The phases that `speed.ts` tells apart, in their order. */

export const forthPhases = ["parse in Python", "decode", "print .nc", "write the map"] as const;
export const backPhases = ["parse .nc", "print Python", "write the map"] as const;
