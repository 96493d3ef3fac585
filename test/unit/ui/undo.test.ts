import { beforeEach, expect, test } from "vitest";
import { endUndo, noteWriting, offerUndo, undoLast } from "../../../src/ui/kit/undo";

const done: string[] = [];
const act = (name: string) => offerUndo(() => done.push(name));
const field = () => ({ element: new EventTarget(), isEmpty: false });

beforeEach(() => {
  done.length = 0;
  endUndo();
});

test("the last action is undone, once", () => {
  act("first");
  act("second");
  expect([undoLast(null), undoLast(null)]).toEqual([true, false]);
  expect(done).toEqual(["second"]);
});

test("after another action there is nothing to undo", () => {
  act("first");
  endUndo();
  expect(undoLast(null)).toBe(false);
});

test("what is undone may be done again", () => {
  offerUndo(() => act("again"));
  undoLast(null);
  expect(undoLast(null)).toBe(true);
  expect(done).toEqual(["again"]);
});

test("a field with a text that was written in it comes first, and so does what was written after the action", () => {
  const { element } = field();
  noteWriting(element);
  act("first");
  expect(undoLast({ element, isEmpty: false })).toBe(false);
  noteWriting(element);
  expect(undoLast({ element, isEmpty: true })).toBe(false);
  expect(done).toEqual([]);
});

test("a field that is empty, or whose text was there before, has nothing to undo", () => {
  const { element } = field();
  noteWriting(element);
  act("sent");
  expect(undoLast({ element, isEmpty: true })).toBe(true);
  act("with a draft");
  expect(undoLast(field())).toBe(true);
  expect(done).toEqual(["sent", "with a draft"]);
});
