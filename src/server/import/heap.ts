/** A binary heap: `pop` gives the smallest item first. */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (a: Item, b: Item) => number;

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfSmaller(at, parent)) return;
      at = parent;
    }
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    this.#sink(0);
    return first;
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#items.length) return;
      const child = left + 1 < this.#items.length && this.#isSmaller(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfSmaller(child, at)) return;
      at = child;
    }
  }

  #isSmaller(a: number, b: number): boolean {
    const [first, second] = [this.#items[a], this.#items[b]];
    return first !== undefined && second !== undefined && this.#compare(first, second) < 0;
  }

  #swapIfSmaller(child: number, parent: number): boolean {
    const [small, large] = [this.#items[child], this.#items[parent]];
    if (small === undefined || large === undefined || this.#compare(small, large) >= 0) return false;
    this.#items[child] = large;
    this.#items[parent] = small;
    return true;
  }
}
