import { expect, test } from "vitest";
import { createDrafts } from "../../src/client/drafts";
import { memoryStorage } from "../../src/client/storage";
import { waitingKey } from "../../src/ui/conversation/waiting-text";

function page(storage = memoryStorage()) {
  const drafts = createDrafts({ storage, touch: () => {} });
  drafts.open("usr_ann/wsp_one");
  return drafts;
}

test("a draft is kept in the tick in which it is written, and is there as soon as the next page opens", () => {
  const storage = memoryStorage();
  page(storage).set("chn_one", "half a thought");
  expect(page(storage).get("chn_one")).toBe("half a thought");
  page(storage).set("chn_one", "");
  expect(page(storage).has("chn_one")).toBe(false);
  expect(storage.list("")).toEqual([]);
});

test("what is written stands when the workspace begins anew, and nobody else is shown it", () => {
  const storage = memoryStorage();
  const drafts = page(storage);
  drafts.set("chn_one", "first");
  page(storage).set("chn_one", "in another tab");
  drafts.open("usr_ann/wsp_one");
  expect(drafts.get("chn_one")).toBe("first");
  const others = createDrafts({ storage, touch: () => {} });
  others.open("usr_ben/wsp_one");
  expect(others.get("chn_one")).toBe("");
});

test("whoever watches is told of every text at once", () => {
  const drafts = page();
  const seen: string[] = [];
  const stop = drafts.watch(() => seen.push(drafts.get("chn_one")));
  drafts.set("chn_one", "a");
  drafts.set("chn_one", "ab");
  stop();
  drafts.set("chn_one", "abc");
  expect(seen).toEqual(["a", "ab"]);
});

test("what waits for a conversation waits under one name, whichever part of it the address shows", () => {
  for (const address of ["/w/acme/c/general", "/w/acme/c/general/", "/w/acme/c/general/t/msg_1?m=msg_2"])
    expect(waitingKey(address)).toBe("/w/acme/c/general");
  expect(waitingKey("/sign-in")).toBe("");
});
