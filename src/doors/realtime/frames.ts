// Reader → frame. In: batches. Out: WebSocket frames, made once for all readers that receive the same batch.
import { type Batch, rangeJson } from "./reading";

/** One unmasked, uncompressed WebSocket text frame (RFC 6455 §5.2), as bytes that can be written to any number of sockets. */
export function textFrame(text: string): Buffer {
  return textFrames([text]);
}

/** The same for several texts, one frame each, in one buffer. */
function textFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes(length) + length, 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    at = writeHeader(frames, at, lengths[index] ?? 0);
    at += frames.write(text, at);
  }
  return frames;
}

function headerBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Returns the offset at which the text begins. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = 0x81;
  if (length < 126) frames[at + 1] = length;
  else if (length < 65_536) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(length, at + 2);
  } else {
    frames[at + 1] = 127;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + headerBytes(length);
}

/** A batch as bare events, one frame each, in one buffer; empty when the batch has no events. */
export function bareFrames(batch: Batch): Buffer {
  return bare.get(batch) ?? remember(bare, batch, textFrames(batch.events.map(({ wire }) => wire)));
}

/** A batch as one range-covered frame. */
export function rangeFrame(batch: Batch): Buffer {
  return ranges.get(batch) ?? remember(ranges, batch, textFrame(rangeJson(batch)));
}

const bare = new WeakMap<Batch, Buffer>();
const ranges = new WeakMap<Batch, Buffer>();

function remember(known: WeakMap<Batch, Buffer>, batch: Batch, frames: Buffer): Buffer {
  known.set(batch, frames);
  return frames;
}
