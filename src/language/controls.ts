/** What changes the order or the look of other characters and cannot be seen itself: directions of text and control characters. */
const controls = /\p{Bidi_Control}|(?![\t\n])\p{Cc}/gu;
/** Those, and all others that leave no trace on a screen. */
const traceless = /[\p{Bidi_Control}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;

/** A text of one line without what cannot be seen and changes how the rest looks. */
export function withoutControls(text: string): string {
  return text.replace(controls, "");
}

/** An address with what cannot be seen in it written out, as its link has it. */
export function encodeControls(address: string): string {
  return address.replace(traceless, (character) => encodeURIComponent(character));
}

/** Code with the characters in it that change its order, each by its number: `[U+202E]`. */
export function showControls(code: string): string {
  return code.replace(/\p{Bidi_Control}/gu, (character) => {
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
