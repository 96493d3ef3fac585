import { describe, expect, test } from "vitest";
import { registrations } from "../../../src/domain/accounts/registration";
import { whereComing, whereSent } from "../../../src/ui/entrance/where-sent";
import strings from "../../../src/ui/strings/en-later.json" with { type: "json" };

const ways = (["mail", "console", "operator"] as const).flatMap((links) =>
  [true, false].map((mailbox) => ({ links, mailbox })),
);

describe.each(ways)("after asking for a link, where links reach people so: %o", (delivery) => {
  const text = (registration: Parameters<typeof whereSent>[1]) => strings.entrance[whereSent(delivery, registration)];

  test.each([undefined, ...registrations.filter((one) => one !== "open")])(
    "nobody is told whether there is one while registration is %s",
    (registration) => {
      expect(text(registration)).toContain("If <address></address> may sign in here, ");
      expect(text(registration)).not.toMatch(/link for <address>|link to <address>/);
    },
  );

  if (delivery.links !== "operator")
    test("everybody is told that there is one while registration is open", () => {
      expect(text("open")).toMatch(/link (?:for|to) <address><\/address>/);
      expect(text("open")).not.toContain("If <address>");
    });
});

test.each([undefined, ...registrations])(
  "nobody is promised a mail where none is sent, while registration is %s",
  (registration) => {
    for (const delivery of [undefined, ...ways])
      if (delivery?.links !== "mail")
        expect(strings.entrance[whereComing(delivery, registration)]).not.toMatch(/we send/i);
    const promised = strings.entrance[whereComing({ links: "mail", mailbox: false }, registration)];
    expect(/^If you have an account, /.test(promised)).toBe(registration !== "open");
  },
);
