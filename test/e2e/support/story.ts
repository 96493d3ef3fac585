import type { Parley } from "../../support/parley";
import { call, type Person, person } from "./people";

/** The texts by which the pictures find what they show. */
export const shown = { root: "Then let us ship it today", lastReply: "The tree spans, the loop ends" };

export type Story = {
  readonly ada: Person;
  readonly people: readonly Person[];
  readonly workspace: { readonly id: string; readonly slug: string };
  readonly inviteCode: string;
  /** The addresses of what the pictures show, by name. */
  readonly paths: Readonly<
    Record<"conversation" | "thread" | "direct" | "group" | "empty" | "scripts" | "tables", string>
  >;
  /** Makes unread again for Ada what a picture has read. */
  readonly unread: () => Promise<void>;
};

/** Sets Parley up with a workspace that talks about itself: a team, a bot, and a conversation of each sort. */
export async function tellStory(parley: Parley): Promise<Story> {
  const setUp = { secret: parley.setupSecret, email: "ada@example.org", display_name: "Ada Lovelace" };
  const made = await call(parley, null, "POST /api/setup", { ...setUp, workspace_name: "Analytical Engine" });
  const ada: Person = { token: made.token, id: made.user.id, name: "Ada Lovelace" };
  const { workspace, channel: general } = made;
  const { invite } = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/invites`, {});
  const join = async (email: string, name: string) => {
    const who = await person(parley, `${email}@example.org`, name);
    await call(parley, who.token, `POST /api/invites/${invite.code}/accept`);
    return who;
  };
  const [ben, grace, radia] = [
    await join("ben", "Ben Okafor"),
    await join("grace", "Grace Hopper"),
    await join("radia", "Radia Perlman"),
  ];
  const [keiko, layla, hubert] = [
    await join("keiko", "山田 恵子"),
    await join("layla", "ليلى الحسن"),
    await join("hubert", "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Elder of Philadelphia"),
  ];
  await join("katherine", "Katherine Johnson");
  await call(parley, ada.token, "PATCH /api/me", { status: "Writing the notes" });
  await call(parley, grace.token, "PATCH /api/me", { status: "Compiling until four", time_zone: "America/New_York" });
  const bot = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/bots`, { display_name: "Build bot" });
  await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/bots`, { display_name: "Release notes" });
  const all = [ben, grace, radia, keiko, layla, hubert];

  const channel = async (name: string, fields: object = {}, members: readonly Person[] = all) => {
    const { channel } = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/channels`, {
      name,
      ...fields,
    });
    for (const { id } of members)
      await call(parley, ada.token, `POST /api/channels/${channel.id}/members`, { user_id: id });
    return channel.id;
  };
  const say = async (who: { readonly token: string }, channelId: string, body: string) =>
    (await call(parley, who.token, `POST /api/channels/${channelId}/messages`, { body })).message;
  const react = (who: Person, id: string, emoji: string) =>
    call(parley, who.token, `POST /api/messages/${id}/reactions`, { emoji });
  const pin = (channelId: string, id: string) =>
    call(parley, ada.token, `POST /api/channels/${channelId}/pins`, { message_id: id });

  const engine = await channel("engine", {
    topic: "The mill, the store and everything between · https://example.org/benchmarks",
    purpose: "How the engine works, and what we change about it.",
  });
  const design = await channel("design", { topic: "How it looks, and how it feels" });
  const releases = await channel("releases", { topic: "What went out, and when" });
  await channel("board", { kind: "private", topic: "Plans and money" }, [grace]);
  const empty = await channel("field-trips", { topic: "Where we go next" }, [ben]);
  const tables = await channel("benchmarks", { topic: "Figures, each with the command that gave it" });
  const scripts = await channel("international-coordination-of-translations-and-right-to-left-layouts", {
    topic:
      "Every language that we speak, from right to left and from left to right, with names that are longer than anybody expects",
  });
  for (const name of ["accessibility", "docs", "hiring", "incidents", "random", "sdk"])
    await call(parley, grace.token, `POST /api/workspaces/${workspace.id}/channels`, { name });

  const ask = await say(ben, engine, "Has anybody measured what a *delivery* costs since the framing change?");
  const figures = await say(
    grace,
    engine,
    "Yes, this morning, 1,000 sockets on one core:\n\n| how | CPU per delivery | messages/s |\n| --- | --: | --: |\n| stringify per client | 6.4 µs | 1,210 |\n| framed once | **3.5 µs** | 2,304 |\n| sixteen per write | **0.25 µs** | **31,800** |",
  );
  await react(ben, ask.id, "👀");
  const green = await say(bot.bot_token, engine, "`main` is green: 1,171 passed, 0 failed. Ready to release.");
  for (const who of [ada, ben, grace]) await react(who, green.id, "🎉");
  await react(radia, green.id, "🚀");
  const root = await say(
    ada,
    engine,
    `${shown.root}. @grace-hopper, can you write the notes? We promise:\n\n- [x] no gap in the cursor\n- [x] one message for one nonce\n- [ ] a picture for the README`,
  );
  const reply = (who: Person, body: string) =>
    call(parley, who.token, `POST /api/messages/${root.id}/thread/replies`, { body });
  await reply(grace, "On it. What do we call the thing with the frames?");
  await reply(ben, "“The same bytes to every socket, in batches of sixteen.” Nobody needs to be taught a new word.");
  await reply(radia, `I like it. ${shown.lastReply}.`);
  await say(
    radia,
    engine,
    "The picture is on its way. The reader is this small now:\n\n```ts\nfor await (const batch of stream(viewer, after, signal)) {\n  socket.write(framed(batch));\n}\n```",
  );
  await pin(engine, figures.id);
  await pin(engine, root.id);

  await say(ben, design, "Two new sketches for the sidebar.");
  await say(grace, releases, "@ada-lovelace 1.2 is tagged.");
  await say(ada, general.id, "Good morning.");

  await say(grace, tables, "The whole table, with `npm run bench -- --only delivery`:");
  await say(
    grace,
    tables,
    "| what | how | sockets | CPU per delivery | messages/s | p50 | p95 | memory | remark |\n| --- | --- | --: | --: | --: | --: | --: | --: | --- |\n| one workspace | stringify per client | 1,000 | 6.4 µs | 1,210 | 14 ms | 38 ms | 212 MB | before |\n| one workspace | framed once | 1,000 | 3.5 µs | 2,304 | 9 ms | 21 ms | 188 MB | since the framing change |\n| one workspace | sixteen per write | 1,000 | 0.25 µs | 31,800 | 2 ms | 6 ms | 164 MB | now |",
  );
  await say(
    radia,
    tables,
    "```ts\nexport async function* stream(viewer: Viewer, after: Cursor, signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {\n  // Reads the log after the cursor, and keeps what the viewer may see today.\n  while (!signal.aborted) {\n    const events = await log.read({ after, limit: 16 });\n    yield { after, upto: events.at(-1)?.cursor ?? after, events };\n  }\n}\n```\n\nAnd the query below it:\n\n```sql\nselect cursor, type, payload\nfrom events\nwhere workspace_id = $1 and cursor > $2\norder by cursor\nlimit 16;\n```",
  );
  await say(
    ben,
    tables,
    "The hash is `9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`, and the page is https://example.org/figures/2026/11/30/one-workspace/sixteen-per-write/thousand-sockets?view=full.\n\n> Measure first, then say it.\n\n1. Run it twice.\n2. Keep the slower one.",
  );

  await say(
    hubert,
    scripts,
    "My name does not fit anywhere, and a Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft does not break.",
  );
  await say(keiko, scripts, "おはようございます。今日の会議は十四時から始まります。資料は昨日の夜に更新しました。");
  const arabic = await say(layla, scripts, "صباح الخير! راجعت الترجمة العربية، وبقيت ثلاث جمل فقط. هل ننشرها اليوم؟");
  await react(keiko, arabic.id, "🙏");
  await say(layla, scripts, "القائمة:\n\n- [x] الشريط الجانبي\n- [ ] صفحة الدعوة باستخدام `invite.accept`");
  await say(ben, scripts, "Thank you @layla, and שלום to everybody: ¿qué tal? 谢谢！ Спасибо. ขอบคุณ 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽");

  const direct = async (who: Person, others: readonly Person[], bodies: readonly string[]) => {
    const { conversation } = await call(parley, who.token, "POST /api/dms", {
      workspace_id: workspace.id,
      member_ids: others.map(({ id }) => id),
    });
    for (const body of bodies) await call(parley, who.token, `POST /api/dms/${conversation.id}/messages`, { body });
    return conversation.id;
  };
  const lunch = await direct(radia, [ada], ["Lunch at one?", "The place by the river has a table."]);
  await call(parley, ada.token, `POST /api/dms/${lunch}/messages`, { body: "Gladly. I bring the sketches." });
  await direct(keiko, [ada], ["資料を送りました。"]);
  await direct(hubert, [ada], ["Do you know a shorter name for me?"]);
  const group = await direct(ben, [ada, grace], ["Shall we meet on Thursday?", "I would like an hour for the notes."]);
  await call(parley, grace.token, `POST /api/dms/${group}/messages`, { body: "Thursday is good. Ten o’clock?" });

  const at = `/w/${workspace.slug}`;
  return {
    ada,
    people: all,
    workspace,
    inviteCode: invite.code,
    paths: {
      conversation: `${at}/c/engine`,
      thread: `${at}/c/engine/t/${root.id}`,
      direct: `${at}/d/${lunch}`,
      group: `${at}/d/${group}`,
      empty: `${at}/c/${empty}`,
      scripts: `${at}/c/${scripts}`,
      tables: `${at}/c/${tables}`,
    },
    unread: async () => {
      const mark = (path: string, body: object) => call(parley, ada.token, `POST ${path}/read`, body);
      // `unread` moves the marker back to right before this message.
      for (const [id, seq] of Object.entries({ [engine]: 5, [design]: 1, [releases]: 1 }))
        await mark(`/api/channels/${id}`, { seq, unread: true });
      for (const id of [tables, scripts, general.id]) await mark(`/api/channels/${id}`, { seq: 5 });
      await mark(`/api/dms/${lunch}`, { seq: 3 });
      await mark(`/api/dms/${group}`, { seq: 3 });
    },
  };
}

/** A person who has just made a workspace of their own, with nobody else in it. */
export async function tellBeginning(parley: Parley): Promise<{ readonly who: Person; readonly path: string }> {
  const who = await person(parley, "nora@example.org", "Nora Lindqvist");
  const { workspace } = await call(parley, who.token, "POST /api/workspaces", { name: "Lindqvist Bakery" });
  return { who, path: `/w/${workspace.slug}/c/general` };
}

/** A person of two workspaces, one of which has 300 channels and 40 direct conversations. */
export async function tellCrowd(parley: Parley): Promise<{ readonly who: Person; readonly path: string }> {
  const who = await person(parley, "mira@example.org", "Mira Castellanos");
  await call(parley, who.token, "POST /api/workspaces", { name: "Night Shift" });
  const { workspace } = await call(parley, who.token, "POST /api/workspaces", { name: "Northern Hospitals" });
  const { invite } = await call(parley, who.token, `POST /api/workspaces/${workspace.id}/invites`, { max_uses: 100 });
  const colleagues: Person[] = [];
  for (let index = 0; index < 40; index++) {
    const name = `${firstNames[index % firstNames.length]} ${lastNames[(index * 7) % lastNames.length]}`;
    const colleague = await person(parley, `colleague-${index}@example.org`, name);
    await call(parley, colleague.token, `POST /api/invites/${invite.code}/accept`);
    colleagues.push(colleague);
  }
  const [first] = colleagues;
  if (!first) throw new Error("There are no colleagues.");
  const names = wards.flatMap((ward) => subjects.map((subject) => `${ward}-${subject}`)).slice(0, 299);
  for (let from = 0; from < names.length; from += 20)
    await Promise.all(
      names.slice(from, from + 20).map(async (name, index) => {
        const { channel } = await call(parley, who.token, `POST /api/workspaces/${workspace.id}/channels`, { name });
        if ((from + index) % 30 !== 7) return;
        await call(parley, first.token, `POST /api/channels/${channel.id}/join`);
        const body = index % 2 === 0 ? "The new plan is up." : "@mira-castellanos please look at this.";
        await call(parley, first.token, `POST /api/channels/${channel.id}/messages`, { body });
      }),
    );
  for (const [index, colleague] of colleagues.entries()) {
    const { conversation } = await call(parley, colleague.token, "POST /api/dms", {
      workspace_id: workspace.id,
      member_ids: [who.id],
    });
    await call(parley, colleague.token, `POST /api/dms/${conversation.id}/messages`, { body: "Good morning." });
    if (index % 9 !== 0) await call(parley, who.token, `POST /api/dms/${conversation.id}/read`, { seq: 1 });
  }
  return { who, path: `/w/${workspace.slug}/c/general` };
}

const firstNames = ["Amara", "Bjørn", "Chloé", "Dmitri", "Esther", "Farid", "Giulia", "Hana", "Ifeoma", "Jonas"];
const lastNames = ["Abe", "Brandt", "Costa", "Diallo", "Eriksen", "Fischer", "Grant", "Haddad", "Ivanova", "Jensen"];
const subjects = ["rota", "handover", "supplies", "training", "notices", "research", "equipment", "meals", "transport"];
const wards = Array.from(
  { length: 34 },
  (_, index) => `${["north", "south", "east", "west"][index % 4]}-${Math.floor(index / 4) + 1}`,
);
