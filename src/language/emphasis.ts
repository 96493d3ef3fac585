import type { MarkdownIt, StateInline } from "markdown-it";

const space = /\s/u;
const mark = /[\p{P}\p{S}]/u;
const ideograph =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u;
const ascii = /^[\0-\x7f]?$/;

/**
 * Lets `**「テスト」**です` be bold. CommonMark judges by the spaces around a mark, which Chinese, Japanese and Korean do without. Here,
 * their punctuation counts as a letter and their letters count as a space, as in the CommonMark amendment for CJK.
 */
export function addEmphasis(parser: MarkdownIt) {
  parser.inline.State = class extends parser.inline.State {
    override scanDelims(start: number, canSplitWord: boolean) {
      const scanned = super.scanDelims(start, canSplitWord);
      const before = characterBefore(this.src, start);
      const after = characterAt(this, start + scanned.length);
      if (ascii.test(before) && ascii.test(after)) return scanned;
      return { ...scanned, ...flanking(before, after, canSplitWord) };
    }
  };
}

function flanking(before: string, after: string, canSplitWord: boolean) {
  const isMarkBefore = mark.test(before);
  const isMarkAfter = mark.test(after);
  const isIdeographBefore = ideograph.test(before);
  const isIdeographAfter = ideograph.test(after);
  const endsBefore = isSpace(before) || isMarkBefore || isIdeographBefore;
  const endsAfter = isSpace(after) || isMarkAfter || isIdeographAfter;
  const isLeft = !isSpace(after) && (!isMarkAfter || isIdeographAfter || endsBefore);
  const isRight = !isSpace(before) && (!isMarkBefore || isIdeographBefore || endsAfter);
  return {
    can_open: isLeft && (canSplitWord || !isRight || isMarkBefore),
    can_close: isRight && (canSplitWord || !isLeft || isMarkAfter),
  };
}

/** The beginning and the end of a text count as space. */
function isSpace(character: string): boolean {
  return character === "" || space.test(character);
}

function characterBefore(text: string, at: number): string {
  return [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
}

function characterAt({ src, posMax }: StateInline, at: number): string {
  return [...src.slice(at, Math.min(at + 2, posMax))][0] ?? "";
}
