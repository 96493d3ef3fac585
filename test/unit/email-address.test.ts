import { expect, test } from "vitest";
import { normalEmail } from "../../src/domain/accounts/email-address";
import { createChannelInput } from "../../src/domain/channels/schema";
import { requiredLine } from "../../src/domain/core/text";

test("no address holds anything that cannot be seen, so that none looks like somebody else's", () => {
  for (let code = 1; code < 0xe01f0; code += 1) {
    const char = String.fromCodePoint(code);
    if (!/[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC]/u.test(char)) continue;
    // White space around an address is trimmed, and composing makes other characters of some.
    for (const address of [`ol${char}ga@example.org`, `olga${char}@example.org`, `olga@exam${char}ple.org`])
      if (normalEmail(address) !== null) expect(normalEmail(address)).toMatch(/^[!-~]+$/u);
  }
  for (const address of ["olga\u3164@example.org", "olga\uFFA0@example.org", "olga\u2800@example.org"])
    expect(normalEmail(address)).toBe(null);
  for (const address of ["olga\u034F@example.org", "olga\u17B4@example.org", "olga\u{E0100}@example.org"])
    expect(normalEmail(address)).toBe(null);
  expect(normalEmail("\u0301olga@example.org")).toBe(null);
  expect(normalEmail(`olga${"\u0323".repeat(20)}@example.org`)).toBe(null);
  for (const address of ["olga+tag@example.org", "żółć@example.org", "田中@example.org", "हिन्दी@example.org"])
    expect(normalEmail(address)).toBe(address.normalize("NFKC"));
});

test("a name shows at least one letter, digit or sign of its own, and nothing that stands for something else", () => {
  const name = requiredLine(80);
  for (const nameless of ["\u0301", "\u0301 \u20DD", "\uFFFC", "\uFFFCOlga", "\u3164", "\uE000"])
    expect([nameless, name.safeParse(nameless).success]).toEqual([nameless, false]);
  for (const named of ["Olga", "हिन्दी", "e\u0301", "1️⃣", "-"])
    expect([named, name.safeParse(named).success]).toEqual([named, true]);
});

test("a topic or purpose that shows nothing is none", () => {
  for (const nothing of ["\u200B\u200B", " \n", "\u202E", "\u3164", "\uFFFC"])
    expect(createChannelInput.parse({ name: "one", topic: nothing, purpose: nothing })).toMatchObject({
      topic: "",
      purpose: "",
    });
  expect(createChannelInput.parse({ name: "one", topic: " Ships\n" }).topic).toBe(" Ships\n");
});
