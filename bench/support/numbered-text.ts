const mark = Buffer.from("bench-");
const digits = 8;
const bodyBytes = 200;

/** The text of a 200-byte message that contains its number. */
export function numberedText(number: number): string {
  return `${mark}${String(number).padStart(digits, "0")}-`.padEnd(bodyBytes, "the quick brown fox ");
}

/** Calls back with each message number in the bytes `[start, end)`, in order. Parses digits itself: it runs a million times. */
export function eachNumberIn(bytes: Buffer, start: number, end: number, tell: (number: number) => void): void {
  for (let at = bytes.indexOf(mark, start); at !== -1 && at < end; at = bytes.indexOf(mark, at + bodyBytes)) {
    let number = 0;
    const first = at + mark.length;
    for (let index = first; index < first + digits; index += 1) number = number * 10 + (bytes[index] ?? 0) - zero;
    tell(number);
  }
}

const zero = "0".charCodeAt(0);
