import { describeHolder, type Holder } from "../claims";

/** Thrown when a data folder is in use in namespaces that cannot be reached from here, such as another container. */
export class ElsewhereError extends Error {
  override readonly name = "ElsewhereError";

  constructor(holder: Holder) {
    super(
      `The Parley of this data folder runs in another container or namespace (${describeHolder(holder)}). ` +
        `To use one of its tools, run it there, for example: docker exec ${holder.host} deploy/start.sh backup /data/parley.zip. ` +
        "To start another Parley here, stop that one first.",
    );
  }
}
