import { expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { parseJson, refuseOutsizedJson } from "../../src/domain/wire/json";
import { parseParameters } from "../../src/domain/wire/parameters";
import { refusalOf } from "./support/acme";

test("a body is JSON", () => {
  for (const text of ["", "{", "[1,]", "no"]) refusalOf(() => parseJson(text), "malformed");
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
});

test("a body is nested no deeper than is allowed, whatever its strings hold", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  for (const depthMax of [1, limits.jsonDepthMax]) {
    refusalOf(() => refuseOutsizedJson(nested(depthMax + 1), depthMax), "malformed");
    refuseOutsizedJson(nested(depthMax), depthMax);
  }
  refusalOf(() => parseJson(nested(limits.jsonDepthMax + 1)), "malformed");
  expect(parseJson(`["${"[".repeat(limits.jsonDepthMax)}"]`)).toHaveLength(1);
  // What lies side by side is not deep.
  expect(parseJson(`[${Array(limits.jsonDepthMax).fill("[]").join()}]`)).toHaveLength(limits.jsonDepthMax);
});

test(`a body holds at most ${limits.jsonMarksMax} keys and values`, () => {
  // One bracket and a comma between each two.
  const list = (count: number) => `[${Array(count).fill(1).join()}]`;
  refusalOf(() => parseJson(list(limits.jsonMarksMax + 1)), "malformed");
  expect(parseJson(list(limits.jsonMarksMax))).toHaveLength(limits.jsonMarksMax);
});

test(`a query has at most ${limits.parametersMax} parameters`, () => {
  const query = (count: number) => Array(count).fill("a=1").join("&");
  refusalOf(() => parseParameters(query(limits.parametersMax + 1)), "malformed");
  expect(parseParameters(query(limits.parametersMax)).get("a")).toHaveLength(limits.parametersMax);
});
