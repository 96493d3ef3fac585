import {
  type ConsumerState,
  listConsumers,
  retryParkedEvents,
  rewindConsumer,
  type Trouble,
} from "../../server/operator/consumers";
import { UsageFault } from "../running/usage-fault";
import { say, withPlace } from "./opening";

/** `consumers`, `consumers retry [NAME [WORKSPACE [CURSOR]]]`, `consumers rewind NAME WORKSPACE CURSOR`. */
export function consumers([request, ...words]: readonly string[]): Promise<void> {
  if (request === undefined) return list();
  if (request === "retry") return retry(words);
  if (request === "rewind") return rewind(words);
  throw new UsageFault(`consumers knows retry and rewind, not "${request}"`);
}

function list(): Promise<void> {
  return withPlace(async ({ database }) => {
    const found = await listConsumers(database.pool);
    for (const consumer of found.consumers) say(lineOf(consumer));
    for (const trouble of found.troubles) say(`  ${describeTrouble(trouble)}`);
  });
}

function lineOf({ name, lag, parked }: ConsumerState): string {
  return `${name}: ${lag} ${lag === 1 ? "event" : "events"} behind, ${parked} parked`;
}

function describeTrouble({ consumer, workspace, cursor, attempts, error, parked_at }: Trouble): string {
  if (attempts === 0) return `${consumer} ${workspace} ${cursor} cannot be read, waiting: ${error}`;
  const state = parked_at === null ? "will be tried again" : `parked ${parked_at.slice(0, 16).replace("T", " ")}`;
  return `${consumer} ${workspace} ${cursor} ${state}, ${attempts} attempts: ${error}`;
}

function retry([consumer, workspace, cursor, ...rest]: readonly string[]): Promise<void> {
  if (rest.length > 0) throw new UsageFault(`consumers retry takes no "${rest[0]}"`);
  return withPlace(async ({ database }) => {
    const count = await retryParkedEvents(database.pool, { consumer, workspace, cursor });
    say(count === 0 ? "Nothing is parked." : `${count} parked ${count === 1 ? "event is" : "events are"} tried again.`);
  });
}

function rewind([consumer, workspace, cursor, ...rest]: readonly string[]): Promise<void> {
  if (consumer === undefined || workspace === undefined || cursor === undefined || rest.length > 0)
    throw new UsageFault("consumers rewind needs a consumer, a workspace and a cursor");
  return withPlace(async ({ database }) => {
    const isBack = await rewindConsumer(database.pool, { consumer, workspace, cursor });
    say(isBack ? `${consumer} will continue after ${cursor} in ${workspace}.` : `${consumer} is not past that cursor.`);
  });
}
