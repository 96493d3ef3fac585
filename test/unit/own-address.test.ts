import { describe, expect, test } from "vitest";
import { ownAddress } from "../../src/domain/wire/own-address";
import { parsePlace } from "../../src/ui/navigation/place";

const origin = "https://chat.example.org";

describe("an address to return to", () => {
  test.each([
    ["/", "/"],
    ["/w/acme/c/general/t/msg_1?m=msg_2#here", "/w/acme/c/general/t/msg_1?m=msg_2#here"],
    ["/invite/a%2Fb", "/invite/a%2Fb"],
    ["/w/z\u00fcrich", "/w/z%C3%BCrich"],
    ["w/acme", "/w/acme"],
    ["?q=//evil.test", "/?q=//evil.test"],
    ["/@evil.test", "/@evil.test"],
    ["/%5Cevil.test", "/%5Cevil.test"],
    ["/%2Fevil.test", "/%2Fevil.test"],
    ["https://chat.example.org/w/acme", "/w/acme"],
    ["//chat.example.org/w/acme", "/w/acme"],
    ["https:evil.test:80", "/evil.test:80"],
    ["\u2215\u2215evil.test", "/%E2%88%95%E2%88%95evil.test"],
  ])("%j leads to a page of ours", (address, path) => {
    expect(ownAddress(address, origin)).toBe(origin + path);
  });

  test.each([
    ...[
      "//evil.test",
      "///evil.test",
      "/\\evil.test",
      "\\\\evil.test",
      "\\/evil.test",
      "/\t//evil.test",
      "/\t/evil.test",
    ],
    ...[
      "/\n/evil.test",
      "/\r\n/evil.test",
      "\t//evil.test",
      " //evil.test",
      "\u0000//evil.test",
      "h\tttps://evil.test",
    ],
    ...["https://evil.test", "https:\\\\evil.test", "http://chat.example.org", "//chat.example.org:8443"],
    ...["https://chat.example.org.evil.test", "https://chat.example.org@evil.test", "https://a:b@chat.example.org/w"],
    ...["javascript:alert(1)", "JaVa\nScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"],
    ...["blob:https://chat.example.org/1", "filesystem:https://chat.example.org/x", "//[", "//", "https://"],
    ...["\uff0f\uff0fevil.test".normalize("NFKC"), "//evil\u3002test", "//chat.example.org\uff20evil.test"],
  ])("%j leads nowhere", (address) => {
    expect(ownAddress(address, origin)).toBeNull();
  });

  test("keeps a path that begins with two slashes on our host", () => {
    const address = ownAddress("/.//evil.test", origin);
    expect(address).toBe(`${origin}//evil.test`);
  });
});

test("no address bar breaks the reading of a place, and none names another host's", () => {
  for (const address of ["//", "///", "//evil.test/w/acme", "/\\evil.test/w/acme", "/w/%E0%A4%A", "", "/%"])
    expect(parsePlace(address)?.slug ?? null).toBe(address === "/w/%E0%A4%A" ? "%E0%A4%A" : null);
});
