/** Controls that could steer the terminal or disguise the text, as pictures of the same width (`␛` for escape). */
export function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    character < " " ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : "\uFFFD",
  );
}
