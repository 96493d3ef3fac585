import { expect, test } from "vitest";
import type { Needs } from "../../src/domain/core/commands";
import { pairKey } from "../../src/domain/state";
import { Acme, ann, inChannel, owner } from "./support/acme";
import { loadedState } from "./support/loaded-state";

test("a decision that looks at what its command's needs do not name fails in every rule test", () => {
  const acme = new Acme();
  const channel_id = acme.general;
  const message_id = acme.given(ann, "message.create", inChannel(channel_id));
  acme.given(ann, "pin.add", { channel_id, message_id });
  const by = (needs: Needs) => loadedState(acme.server.store, needs);
  const key = pairKey(channel_id, message_id);
  const found: Needs = { found: [{ kind: "pin", index: "channel_id", value: channel_id }] };

  expect(by(found).find("pin", "channel_id", channel_id)).toHaveLength(1);
  expect(by(found).get("pin", key)).toBeDefined();
  expect(() => by(found).find("pin", "message_id", message_id)).toThrow("needs do not name the pin");
  expect(() => by({}).find("pin", "channel_id", channel_id)).toThrow("needs do not name the pin");
  expect(() => by({}).get("pin", key)).toThrow("needs do not name the pin");
  expect(() => by({}).get("pin", "none")).toThrow("needs do not name the pin");

  expect(by({ message_ids: [message_id] }).get("message", message_id)).toBeDefined();
  expect(() => by({}).get("message", message_id)).toThrow("needs do not name the message");
  expect([...by({ quotations_of: [message_id] }).keys("message", "quoted", message_id)]).toEqual([]);
  expect(() => by({}).keys("message", "quoted", message_id)).toThrow("needs do not name the message");

  expect(by({}).get("member", owner)).toBeDefined();
});
