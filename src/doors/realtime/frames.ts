import { type Batch, type Delivered, rangeJson } from "./reading";

/** One unmasked, uncompressed WebSocket text frame (RFC 6455 §5.2), as bytes that any number of sockets can be given. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = 0x81;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerBytes);
  return frame;
}

/**
 * A batch as bare events, one frame each, in one piece, since what came into sight has no place of its own to resume from;
 * empty when there is nothing to say.
 */
export function bareFrames(batch: Batch): Buffer {
  return bare.get(batch) ?? remember(bare, batch, Buffer.concat(batch.events.map(eventFrame)));
}

/** A batch as one range-covered frame. */
export function rangeFrame(batch: Batch): Buffer {
  return ranges.get(batch) ?? remember(ranges, batch, textFrame(rangeJson(batch)));
}

function eventFrame(delivered: Delivered): Buffer {
  return events.get(delivered) ?? remember(events, delivered, textFrame(delivered.wire));
}

const bare = new WeakMap<Batch, Buffer>();
const ranges = new WeakMap<Batch, Buffer>();
const events = new WeakMap<Delivered, Buffer>();

function remember<K extends object>(frames: WeakMap<K, Buffer>, key: K, frame: Buffer): Buffer {
  frames.set(key, frame);
  return frame;
}
