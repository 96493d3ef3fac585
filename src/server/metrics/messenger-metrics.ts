import type { Registry } from "prom-client";
import { createCounter } from "./known-labels";

const bellCarriers = ["postgres", "redis"] as const;
const bellResults = ["sent", "received", "failed"] as const;
const mailResults = ["sent", "failed", "held_back"] as const;

export type BellResult = (typeof bellResults)[number];

export type MessengerMetrics = {
  mail(result: (typeof mailResults)[number]): void;
  /** A bell between processes. */
  bell(carrier: (typeof bellCarriers)[number], result: BellResult): void;
};

export function createMessengerMetrics(registry: Registry): MessengerMetrics {
  const registers = [registry];
  const mails = createCounter(
    { name: "parley_mails_total", help: "Mails handed to the mail server, by result.", registers },
    { result: mailResults },
  );
  const bells = createCounter(
    { name: "parley_bells_total", help: "Bells between processes: sent, received, or failed to leave.", registers },
    { carrier: bellCarriers, result: bellResults },
  );
  return {
    mail: (result) => mails.inc({ result }),
    bell: (carrier, result) => bells.inc({ carrier, result }),
  };
}
