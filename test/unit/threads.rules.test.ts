import { test } from "vitest";
import { Acme, ann, ben, inChannel, owner, replyTo } from "./support/acme";

test("a reply has no replies of its own; its root takes more of them", () => {
  const acme = new Acme();
  const root = acme.given(ann, "message.create", inChannel(acme.general));
  const reply = acme.given(ben, "thread.reply", replyTo(root));
  acme.when(ann, "thread.reply", replyTo(reply)).thenRefused("nested_reply");
  acme.when(ann, "thread.reply", replyTo(root)).thenHappens("thread.reply_created", "thread.state_updated");
});

test("a reply quotes what is in its own thread, and nothing beside it", () => {
  const acme = new Acme();
  const root = acme.given(ann, "message.create", inChannel(acme.general));
  const reply = acme.given(ben, "thread.reply", replyTo(root));
  const beside = acme.given(ben, "message.create", inChannel(acme.general));
  acme
    .when(owner, "thread.reply", replyTo(root, { quoted_message_id: beside }))
    .thenRefused("invalid_input", "quoted_message_id");
  for (const quoted_message_id of [reply, root])
    acme
      .when(owner, "thread.reply", replyTo(root, { quoted_message_id }))
      .thenHappens("thread.reply_created", "thread.state_updated");
});
