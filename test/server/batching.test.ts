import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { batched } from "../../src/server/db/batching";

test("a request during a look-up, or while it rests, shares the next one", async () => {
  const asked: (readonly string[])[] = [];
  const find = batched(
    async (keys) => {
      asked.push(keys);
      await nextTurn();
      return new Map(keys.filter((key) => key !== "nobody").map((key) => [key, key.toUpperCase()]));
    },
    { pauseMs: 50 },
  );

  const alone = find("a");
  expect(asked).toEqual([["a"]]);
  const during = [find("b"), find("nobody")];
  expect(await alone).toBe("A");
  const resting = find("b");
  expect(await Promise.all([...during, resting])).toEqual(["B", undefined, "B"]);
  expect(asked).toEqual([["a"], ["b", "nobody"]]);

  await setTimeout(100);
  void find("c");
  expect(asked.at(-1)).toEqual(["c"]);
});

test("a look-up that fails fails for whoever shares it, and for nobody after it", async () => {
  let isDown = true;
  const find = batched(async (keys) => {
    if (isDown) throw new Error("down");
    return new Map(keys.map((key) => [key, key]));
  });

  await expect(Promise.all([find("a"), find("b")])).rejects.toThrow("down");
  isDown = false;
  expect(await find("a")).toBe("a");
});
