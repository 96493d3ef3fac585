/** A budget that fills up again as time passes: at most `max`, `perSecond` more each second. */
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

  /** Takes so much; false when it is not there. */
  take(amount: number): boolean {
    const now = performance.now();
    this.left = Math.min(this.max, this.left + ((now - this.countedAt) / 1_000) * this.perSecond) - amount;
    this.countedAt = now;
    return this.left >= 0;
  }
}
