import { expect, test } from "../support/e2e";

test("pages run under a policy that allows no inline script but their own", async ({ context }) => {
  const violations: string[] = [];
  context.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  for (const path of ["/", "/sign-in", "/w/some/where", "/there-is-no-such-page"]) {
    // Each in a page of its own: some lead on to others by themselves.
    const page = await context.newPage();
    const response = await page.goto(path, { waitUntil: "networkidle" });
    expect(response?.headers()["content-security-policy"]).toMatch(/script-src 'self' ('sha256-[^']+' ?)+; style-src/);
    expect(response?.headers()["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
  }
  expect(violations).toEqual([]);
});
