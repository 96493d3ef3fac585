const mark = Buffer.from("bench-");
const digits = 8;
const bodyBytes = 200;

/** The text of a message of 200 bytes that says which one it is. */
export function numberedText(number: number): string {
  return `${mark}${String(number).padStart(digits, "0")}-`.padEnd(bodyBytes, "the quick brown fox ");
}

/** Which messages lie in these bytes, in order. */
export function numbersIn(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length))
    found.push(Number(bytes.toString("latin1", at + mark.length, at + mark.length + digits)));
  return found;
}
