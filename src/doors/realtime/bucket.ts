/** A token bucket: holds at most `max` and refills by `perSecond`. */
export class Bucket {
  private left: number;
  private countedAt = performance.now();
  private readonly max: number;
  private readonly perSecond: number;

  constructor(max: number, perSecond: number) {
    this.max = max;
    this.perSecond = perSecond;
    this.left = max;
  }

  /** Takes an amount; returns false if the budget does not cover it. */
  take(amount: number): boolean {
    const now = performance.now();
    this.left = Math.min(this.max, this.left + ((now - this.countedAt) / 1_000) * this.perSecond) - amount;
    this.countedAt = now;
    return this.left >= 0;
  }
}
