import { expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { publishableTypes, refuseMalformedEphemeral } from "../../src/domain/ephemerals/rules";
import { refusalOf } from "./support/acme";

const typing = { workspace_id: "wsp_test", type: "typing.started" as const, channel_id: "chn_1", payload: {} };

test("an ephemeral names one conversation, not two", () => {
  refusalOf(
    () => refuseMalformedEphemeral({ ...typing, direct_conversation_id: "dm_1" }),
    "invalid_input",
    "direct_conversation_id",
  );
  refuseMalformedEphemeral(typing);
  const { channel_id: _, ...rest } = typing;
  refuseMalformedEphemeral({ ...rest, direct_conversation_id: "dm_1" });
});

test("only presence names no conversation", () => {
  const { channel_id: _, ...nowhere } = typing;
  const conversational = publishableTypes.filter((type) => type !== "presence.changed");
  expect(conversational).toHaveLength(publishableTypes.length - 1);
  for (const type of conversational)
    refusalOf(() => refuseMalformedEphemeral({ ...nowhere, type }), "invalid_input", "channel_id");
  refuseMalformedEphemeral({ ...nowhere, type: "presence.changed" });
});

test(`the payload of an ephemeral holds at most ${limits.ephemeralPayloadLengthMax} characters`, () => {
  const around = JSON.stringify({ text: "" }).length;
  const payloadOf = (length: number) => ({ ...typing, payload: { text: "x".repeat(length - around) } });
  refusalOf(
    () => refuseMalformedEphemeral(payloadOf(limits.ephemeralPayloadLengthMax + 1)),
    "invalid_input",
    "payload",
  );
  refuseMalformedEphemeral(payloadOf(limits.ephemeralPayloadLengthMax));
});
