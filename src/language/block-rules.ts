import type { MarkdownIt, StateBlock } from "markdown-it";

/** For quotes; lists take two levels each. Deeper ones would leave their text no room on a small screen, so they are text. */
const nestingMax = 16;

/** Keeps very deeply nested text visible, and tables from becoming much larger than what was written. */
export function addBlockRules(parser: MarkdownIt) {
  const { ruler } = parser.block;
  const [table] = ruler.getRules("");
  if (!table) throw new Error("the parser has no rule for tables");
  ruler.at("table", boundedTable(table), { alt: ["paragraph", "reference"] });
  ruler.before("table", "plain", plainWhereDeep);
}

/** Lines that are too deep for another quote or list form a paragraph, whatever they begin with. */
function plainWhereDeep(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (silent || state.level < nestingMax) return false;
  let end = startLine + 1;
  while (end < endLine && !state.isEmpty(end) && !isOutside(state, end)) end += 1;
  state.line = end;
  state.push("paragraph_open", "p", 1).map = [startLine, end];
  const inline = state.push("inline", "", 0);
  inline.content = state.getLines(startLine, end, state.blkIndent, false).trim();
  inline.map = [startLine, end];
  inline.children = [];
  state.push("paragraph_close", "p", -1);
  return true;
}

/** Lines that continue a paragraph without the marks of its quote have an indentation of -1. */
function isOutside(state: StateBlock, line: number): boolean {
  const indentation = state.sCount[line] ?? 0;
  return indentation >= 0 && indentation < state.blkIndent;
}

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

/**
 * The parser fills up short rows, so a wide head with many short rows would become very many cells. A fully written table has two
 * characters per cell; rows beyond one character per cell are text.
 */
function boundedTable(table: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    const columns = state.getLines(startLine + 1, startLine + 2, 0, false).split("|").length;
    if (startLine + 1 >= endLine || columns < 2) return table(state, startLine, endLine, silent);
    const cells = typeof state.env.cells === "number" ? state.env.cells : 0;
    const rowsMax = Math.floor((state.src.length - cells) / columns);
    const isTable = table(state, startLine, Math.min(endLine, startLine + 2 + rowsMax), silent);
    if (isTable && !silent) state.env.cells = cells + columns * (state.line - startLine);
    return isTable;
  };
}
