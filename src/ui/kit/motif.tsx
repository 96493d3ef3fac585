export type MotifProps = {
  columns: number;
  /** The number of cells, the lit one among them. */
  count: number;
  className?: string;
};

/** The drawn motif: the log itself. An unbroken row of cells that ends with the newest one, lit, and nothing after it. */
export function Motif({ columns, count, className }: MotifProps) {
  const rows = Math.ceil(count / columns);
  const cells = Array.from({ length: count - 1 }, (_, index) => index);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${columns * pitch - gap} ${rows * pitch - gap}`}
      preserveAspectRatio="xMinYMin meet"
      className={className}
    >
      {shades.map((opacity, shade) => (
        <path
          key={opacity}
          opacity={opacity}
          className="fill-cell"
          d={cells
            .filter((index) => shadeOf(index) === shade)
            .map((index) => cellAt(index, columns))
            .join("")}
        />
      ))}
      <path className="fill-cell-lit" d={cellAt(count - 1, columns)} />
    </svg>
  );
}

const side = 26;
const gap = 8;
const pitch = side + gap;
const radius = 7;

/** How strongly the cells show. Every log looks alike: the pattern is the same in each place and at each time. */
const shades = [0.45, 0.65, 0.8, 1];

/** Chosen so that no rows or columns show. */
function shadeOf(index: number): number {
  return ((index * index * 7 + index * 13) % 31) % shades.length;
}

/** A square with round corners. */
function cellAt(index: number, columns: number): string {
  const [x, y] = [(index % columns) * pitch + radius, Math.floor(index / columns) * pitch];
  const inner = side - 2 * radius;
  const turn = (dx: number, dy: number) => `a${radius} ${radius} 0 0 1 ${dx * radius} ${dy * radius}`;
  return `M${x} ${y}h${inner}${turn(1, 1)}v${inner}${turn(-1, 1)}h-${inner}${turn(-1, -1)}v-${inner}${turn(1, -1)}z`;
}
