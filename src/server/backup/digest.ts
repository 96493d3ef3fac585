import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";

export type Digest = { readonly bytes: number; readonly sha256: string };

export type DigestingOptions = {
  /** Called with the number of bytes in each chunk. */
  readonly onBytes: (count: number) => void;
  /** An error thrown here ends the stream, instead of its normal end. */
  readonly check?: (digest: Digest) => void;
};

/** Passes its input through. Once that has ended, `digest` describes it. */
export class Digesting extends Transform {
  readonly #hash = createHash("sha256");
  readonly #options: DigestingOptions;
  #bytes = 0;
  #sha256 = "";

  constructor(options: DigestingOptions) {
    super();
    this.#options = options;
  }

  get digest(): Digest {
    return { bytes: this.#bytes, sha256: this.#sha256 };
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    this.#options.onBytes(chunk.length);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.#sha256 = this.#hash.digest("hex");
    try {
      this.#options.check?.(this.digest);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
