import { test } from "vitest";
import { Acme, ann, bot, inChannel } from "./support/acme";

test("only bots post agent activity", () => {
  const acme = new Acme();
  for (const kind of ["agent_commentary", "agent_tool"] as const) {
    acme.when(ann, "message.create", inChannel(acme.general, { kind })).thenRefused("invalid_input", "kind");
    acme.when(bot, "message.create", inChannel(acme.general, { kind })).thenHappens("message.created");
  }
  acme.when(ann, "message.create", inChannel(acme.general)).thenHappens("message.created");
  acme.when(bot, "message.create", inChannel(acme.general)).thenHappens("message.created");
});

test("only agent activity belongs to a turn", () => {
  const acme = new Acme();
  const turn_id = "turn-1";
  acme.when(bot, "message.create", inChannel(acme.general, { turn_id })).thenRefused("invalid_input", "turn_id");
  acme
    .when(bot, "message.create", inChannel(acme.general, { kind: "agent_tool", turn_id }))
    .thenHappens("message.created");
});
