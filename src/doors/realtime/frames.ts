// Reader → frame. In: frames. Out: their bytes on a WebSocket, made once for all readers of the same frame.
import { type Frame, frameJson } from "./reading";

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

/** The events of a frame, bare, one text frame each, in one buffer; empty when it has none. */
export function eventBytes(frame: Frame): Buffer {
  return bare.get(frame) ?? remember(bare, frame, textFrames(frame.events.map(({ wire }) => wire)));
}

/** A frame as one text frame. */
export function frameBytes(frame: Frame): Buffer {
  return ranges.get(frame) ?? remember(ranges, frame, textFrame(frameJson(frame)));
}

const bare = new WeakMap<Frame, Buffer>();
const ranges = new WeakMap<Frame, Buffer>();

function remember(known: WeakMap<Frame, Buffer>, frame: Frame, frames: Buffer): Buffer {
  known.set(frame, frames);
  return frames;
}
