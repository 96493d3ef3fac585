import fc from "fast-check";
import { test } from "vitest";
import { ownAddress } from "../../src/domain/wire/own-address";
import { repetitions, report } from "../support/trials";

const origin = "https://chat.example.org";

test("an address to return to never leads a browser to another origin, whatever it is made of", () => {
  const numRuns = repetitions({ once: 2_000, trials: 300_000 });
  const pieces = ["/", "\\", "\t", "\n", "\r", " ", "@", ":", ".", "..", "?", "#", "%09", "%2F", "%5C", "evil.test"];
  const more = ["https:", "http:", "javascript:", "blob:", "\uff0f", "\u2215", "[", "]", "chat.example.org", "\u0000"];
  const crafted = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 10 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(crafted, fc.webUrl(), fc.string({ unit: "binary" })), (address) => {
      const own = ownAddress(address, origin);
      return own === null || (own.startsWith(`${origin}/`) && new URL(own, "https://elsewhere.test").origin === origin);
    }),
    { numRuns },
  );
  report(`${numRuns} addresses, none led away`);
});
