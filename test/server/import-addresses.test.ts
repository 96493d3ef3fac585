import { describe, expect, test } from "vitest";
import { compose } from "../../src/server/import/compose";
import { toMarkdown } from "../../src/server/import/mrkdwn";
import { readSlackMessage } from "../../src/server/import/slack-shapes";

const names = { handleOf: () => undefined, channelNameOf: () => undefined };
const host = "https://files.slack.com/files-pri/T0-F1/plan.png";

/** What is published of a message. */
function published(fields: object): string {
  const message = readSlackMessage({ ts: "1767312000.000100", ...fields });
  if (message === null) throw new Error("this is no message");
  return compose(message)
    .parts.map(({ text }) => toMarkdown(text, names))
    .join("\n\n");
}

const ofFile = (fields: object) => published({ files: [{ name: "plan.png", ...fields }] });

describe("a file's address", () => {
  test.each([
    ["token", `${host}?token=xoxe-000-EXAMPLE`],
    ["t", `${host}?t=xoxe-000-EXAMPLE`],
    ["a name in capitals", `${host}?TOKEN=xoxe-000-EXAMPLE`],
    ["a name that is percent-encoded", `${host}?%74oken=xoxe-000-EXAMPLE`],
    ["a secret of another name", `${host}?pub_secret=0123456789`],
    ["a fragment", `${host}#token=xoxe-000-EXAMPLE`],
    ["a host with a dot at its end", "https://files.slack.com./files-pri/T0-F1/plan.png?token=xoxe-000-EXAMPLE"],
    ["who signs in", "https://ana:xoxe-000-EXAMPLE@files.slack.com/files-pri/T0-F1/plan.png"],
    ["a host in capitals", "https://FILES.SLACK.COM/files-pri/T0-F1/plan.png?token=xoxe-000-EXAMPLE"],
  ])("comes without what opens it: %s", (_kind, url_private) => {
    for (const field of ["url_private", "permalink", "external_url"])
      expect(
        ofFile({ [field]: url_private })
          .toLowerCase()
          .replace(".com./", ".com/"),
      ).toBe(`[plan.png](${host})`.toLowerCase());
  });

  test.each([
    ["its path", "https://files.slack.com/files-pri/T0-F1/xoxe-000-EXAMPLE/plan.png"],
    ["its path, percent-encoded", "https://files.slack.com/files-pri/%78oxe%2D000/plan.png"],
    ["its path, percent-encoded twice", "https://files.slack.com/files-pri/%2578oxe-000/plan.png"],
    ["the path of a public link", "https://slack-files.com/T0-F1-0123456789"],
    ["the path of a public link whose host ends in a dot", "https://slack-files.com./T0-F1-0123456789"],
    [
      "the end of a redirect",
      `https://slack-redir.net/link?url=${encodeURIComponent("https://slack-files.com/T0-F1-01")}`,
    ],
    ["what is encoded too often to be read", "https://e.example/%2525252578oxe-000/plan.png"],
  ])("is left out when a secret is in %s", (_kind, url_private) => {
    expect(ofFile({ url_private })).toBe("plan.png");
  });

  test("elsewhere keeps what finds the file, and nothing else", () => {
    const drive = "https://drive.google.com/open?id=1abc&resourcekey=0-x&authuser=3&X-Amz-Signature=abc";
    expect(ofFile({ external_url: drive })).toBe("[plan.png](https://drive.google.com/open?id=1abc&resourcekey=0-x)");
    expect(ofFile({ external_url: "https://drive.google.com/open?id=xoxp-1-2" })).toBe(
      "[plan.png](https://drive.google.com/open)",
    );
  });

  test("goes with a title that holds no token", () => {
    expect(ofFile({ title: "plan xoxb-1-abc and xoxq-2", permalink: "https://acme.slack.com/files/U1/F1/plan" })).toBe(
      "[plan xox… and xox…](https://acme.slack.com/files/U1/F1/plan)",
    );
  });
});

describe("an address of Slack's in", () => {
  const secret = `${host}?pub_secret=s3cret&token=xoxe-000-EXAMPLE`;
  const escaped = secret.replace("&", "&amp;");
  const link = (fields: object) => ({
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [fields] }],
  });
  test.each([
    ["a text", { text: `see <${escaped}>` }],
    ["a text with a label", { text: `see <${escaped}|${escaped}>` }],
    ["a text without brackets", { text: `see ${escaped} there` }],
    ["code", { text: `\`curl ${escaped}\`` }],
    ["a block of code", { text: `\`\`\`curl ${escaped}\`\`\`` }],
    ["a link of a block", { blocks: [link({ type: "link", url: secret })] }],
    ["the text of a block", { blocks: [link({ type: "text", text: secret })] }],
    ["a section", { blocks: [{ type: "section", text: { type: "mrkdwn", text: `<${escaped}>` } }] }],
    ["a picture of a block", { blocks: [{ type: "image", image_url: secret, alt_text: "plan" }] }],
    ["a video of a block", { blocks: [{ type: "video", video_url: secret, title: { text: "plan" } }] }],
    ["an attachment's picture", { attachments: [{ image_url: secret, fallback: "plan" }] }],
    ["an attachment's title", { attachments: [{ title: "plan", title_link: secret }] }],
    ["an attachment's text", { attachments: [{ text: `<${escaped}|plan>`, pretext: escaped }] }],
    ["an attachment's fallback", { attachments: [{ fallback: `[${escaped}]` }] }],
    ["a field", { attachments: [{ fields: [{ title: "plan", value: `<${escaped}>` }] }] }],
    ["a shared message", { attachments: [{ is_share: true, from_url: secret, text: escaped }] }],
    ["a redirect", { text: `<https://slack-redir.net/link?url=${encodeURIComponent(secret)}>` }],
  ])("%s comes without its secrets", (_kind, fields) => {
    const body = published(fields);
    expect(body).toContain("files.slack.com/files-pri/T0-F1/plan.png");
    expect(body).not.toMatch(/xox|s3cret|token/i);
  });

  test("a text that names the export's token by itself is told without it", () => {
    expect(published({ text: "the token is xoxe-1-My0xLjE, keep it" })).toBe("the token is xox…, keep it");
  });

  test("an address elsewhere that carries a token loses its query", () => {
    expect(published({ text: "<https://proxy.example/get?u=a&amp;k=%78oxe-1>" })).toBe("https://proxy.example/get");
  });

  test.each([
    [
      "<https://acme.slack.com/archives/C1/p1?thread_ts=1.2&amp;cid=C1|there>",
      "[there](https://acme.slack.com/archives/C1/p1?thread_ts=1.2&cid=C1)",
    ],
    [
      "<https://docs.example/a?token=of-the-example&amp;b=1#top>",
      "https://docs.example/a?token=of-the-example&b=1#top",
    ],
    [
      "<https://api.slack.com/methods/chat.postMessage#arguments>",
      "https://api.slack.com/methods/chat.postMessage#arguments",
    ],
    ["xoxo-hugs https://cards.example/xoxo-1?a=b", "xoxo-hugs https://cards.example/xoxo-1?a=b"],
  ])("what holds no secret stays as it was: %s", (text, markdown) => {
    expect(published({ text })).toBe(markdown);
  });
});

test("the secret of a public file comes in where somebody wrote it, and not where a program showed its picture", () => {
  const secret = "https://slack-files.com/T0-F1-0123456789";
  expect(published({ text: `<${secret}>` })).toBe(secret);
  expect(published({ attachments: [{ image_url: secret, fallback: "plan" }] })).toBe("> plan");
  expect(published({ blocks: [{ type: "image", image_url: secret, alt_text: "plan" }] })).toBe("plan");
});

describe("what nests and repeats without end is read in time that grows with its length", () => {
  const redirect = (times: number, end: string): string =>
    times === 0 ? end : redirect(times - 1, `https://slack-redir.net/link?url=${encodeURIComponent(end)}`);
  const nested = (depth: number): object => {
    let element: object = { type: "rich_text_section", elements: [{ type: "text", text: "deep" }] };
    for (let level = 0; level < depth; level++) element = { type: "rich_text_list", elements: [element] };
    return { blocks: [{ type: "rich_text", elements: [element] }] };
  };

  test("a percent sign encoded 80,000 times", () => {
    const address = `https://e.example/%${"25".repeat(80_000)}`;
    const before = process.cpuUsage();
    expect(published({ text: `<${address}> end` })).toBe("https://e.example/ end");
    expect(ofFile({ url_private: address })).toBe("plan.png");
    // Decoding to the end took seconds of CPU.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(1);
  });

  test("an address that redirects to itself thousands of times", () => {
    const flat = "https://slack-redir.net/link?url=".repeat(5_000);
    expect(published({ text: `${flat} end` })).toBe("https://slack-redir.net/link end");
    expect(published({ text: `${redirect(3, "https://end.example/a?b=c")} end` })).toBe(
      "https://end.example/a?b=c end",
    );
    expect(published({ text: `${redirect(7, "https://end.example/a?token=xoxe-1")} end` })).toBe(
      "https://slack-redir.net/ end",
    );
  });

  test("an address of more than 8 kB, which loses its query", () => {
    expect(published({ text: `https://e.example/a?b=${"c".repeat(8 * 1024)} end` })).toBe("https://e.example/a end");
  });

  test("lists in lists, of which the deepest are told by an ellipsis", () => {
    expect(published(nested(8))).toContain("deep");
    expect(published(nested(100_000))).toContain("…");
  });

  test("attachments of which each is looked for in a long text", () => {
    const attachments = Array.from({ length: 5_000 }, () => ({ from_url: "https://e.example/x", fallback: "shown" }));
    expect(published({ text: "a ".repeat(50_000), attachments })).toContain("a a a");
  });
});
