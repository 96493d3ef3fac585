import { Counter, type Registry } from "prom-client";

export type BellResult = "sent" | "received" | "failed";

export type MessengerMetrics = {
  mail(result: "sent" | "failed" | "held_back"): void;
  /** A bell between processes. */
  bell(carrier: "postgres" | "redis", result: BellResult): void;
};

export function createMessengerMetrics(registry: Registry): MessengerMetrics {
  const registers = [registry];
  const mails = new Counter({
    name: "parley_mails_total",
    help: "Mails handed to the mail server, by result.",
    labelNames: ["result"],
    registers,
  });
  const bells = new Counter({
    name: "parley_bells_total",
    help: "Bells between processes: sent, received, or failed to leave.",
    labelNames: ["carrier", "result"],
    registers,
  });
  return {
    mail: (result) => mails.inc({ result }),
    bell: (carrier, result) => bells.inc({ carrier, result }),
  };
}
