/** Invisible characters that change the order or the look of others: directions of text and control characters. */
const controls = /\p{Bidi_Control}|(?![\t\n])\p{Cc}/gu;
/** These, and all others that leave no trace on a screen. */
const traceless = /[\p{Bidi_Control}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;

/** A text of one line without invisible characters that change how the rest looks. */
export function withoutControls(text: string): string {
  return text.replace(controls, "");
}

/** An address with its invisible characters percent-encoded, as its link has it. */
export function encodeControls(address: string): string {
  return address.replace(traceless, (character) => encodeURIComponent(character));
}

/** Code with each character that changes its order shown by its number: `[U+202E]`. */
export function showControls(code: string): string {
  return code.replace(/\p{Bidi_Control}/gu, (character) => {
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
