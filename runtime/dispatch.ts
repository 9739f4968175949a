// The choice of an implementation for each operation and class of sizes, and the function
// that users call: it looks at the size of its arguments, takes that class's cell and calls
// what the cell holds now. Every sixteenth call (every call, when calls are long) goes the
// slow way: it is timed, and now and then another implementation answers in its place, so
// that the choice is held against this machine.
//
// The order that was measured at build time is the beginning. Another implementation takes
// over when it is faster by a tenth or more and the difference is worth 4 standard errors.
import { breaksInstance, SinterError } from "./errors.js";
import type { Implementation } from "./implementation.js";
import { classBytesMax, classCount, type Callable, type OperationPlan } from "./plugin.js";
import { Histogram, standardErrorsAbove, Tally } from "./statistics.js";

// Calls between two samples: few while little is known, for a sample costs ten calls.
const intervalAfter = (samples: number): number => (samples < 256 ? 16 : samples < 2048 ? 64 : 256);
const never = 2 ** 30; // calls between two samples that nobody wants
const longCallNs = 20_000; // from here on every call is sampled
const exploreEvery = 8; // sampled calls, while something is not known yet
const exploreRarely = 256;
const enoughSamples = 24;
const warmUp = 3; // samples of each implementation that do not count: engines compile
const noTime = (): number => 0;
const betterBy = Math.log(1.1);
const hopelessBy = Math.log(3);
const standardErrorsMin = 4;

export interface DispatchOptions {
  /** Always the first of the order that can answer; nothing is tried. */
  readonly isDeterministic: boolean;
  readonly isMonitored: boolean;
  readonly now: () => number;
  /** Whether arguments of so many bytes fit into the memory that instances may have. */
  readonly fits: (bytes: number) => boolean;
}

interface Candidate {
  readonly implementation: Implementation;
  readonly tally: Tally;
  samples: number;
}

/** One operation in one class of sizes. */
export class Cell {
  call: Callable;
  left: number;
  /** Of arguments; those of calls that were not sampled are taken to be like those that were. */
  bytes = 0;
  chosen: Candidate | undefined;
  /** Calls up to the last sample, and the distance to the next. */
  counted = 0;
  span = 1;
  sampled = 0;

  constructor(
    readonly operation: OperationDispatch,
    readonly sizeClass: number,
    readonly candidates: readonly Candidate[],
  ) {
    this.call = operation.unavailable;
    this.left = 0;
  }

  get calls(): number {
    return this.counted + (this.span - 1 - this.left);
  }

  /** Takes the best that can be called now. */
  choose(): void {
    const able = this.candidates.filter(({ implementation }) => implementation.call(this.operation.name) !== undefined);
    const holder = this.operation.plan.isStateful ? able.find(({ implementation }) => implementation.hasState) : undefined;
    const best = holder ?? (this.operation.isAdaptive ? this.fastest(able) : able[0]);
    this.chosen = best;
    this.call = best?.implementation.call(this.operation.name) ?? this.operation.unavailable;
  }

  /** The first, unless another is surely and clearly faster. */
  private fastest(able: readonly Candidate[]): Candidate | undefined {
    let best = able[0];
    for (const other of able.slice(1)) {
      if (best === undefined || other.tally.count < enoughSamples) continue;
      const isClear = best.tally.mean - other.tally.mean > betterBy;
      if (isClear && standardErrorsAbove(best.tally, other.tally) > standardErrorsMin) best = other;
    }
    return best;
  }

  /** Who answers this sampled call: mostly the chosen one, at times another that may be as good. */
  turn(): Candidate | undefined {
    this.sampled++;
    if (!this.operation.isAdaptive || this.sampled % exploreEvery !== 0) return this.chosen;
    const isRare = this.sampled % exploreRarely === 0;
    return this.candidates.find((other) => other !== this.chosen && (isRare || this.isOpen(other)) && other.implementation.call(this.operation.name) !== undefined) ?? this.chosen;
  }

  private isOpen(other: Candidate): boolean {
    if (other.tally.count >= enoughSamples) return false;
    const ahead = this.chosen?.tally.mean ?? 0;
    return other.tally.count < 4 || other.tally.mean - ahead < hopelessBy;
  }
}

/** One operation of a module: its cells, its public function, and what to do when a call fails. */
export class OperationDispatch {
  readonly cells: readonly Cell[];
  readonly histograms = new Map<Implementation, Histogram>();
  readonly isAdaptive: boolean;
  readonly run: Callable;
  private readonly isSampled: boolean;

  constructor(
    readonly module: string,
    readonly name: string,
    readonly plan: OperationPlan,
    implementations: readonly Implementation[],
    private readonly options: DispatchOptions,
    readonly unavailable: Callable,
  ) {
    this.isAdaptive = !options.isDeterministic && !plan.isStateful;
    this.isSampled = this.isAdaptive || options.isMonitored;
    this.cells = Array.from({ length: classCount }, (_, sizeClass) => {
      const order = plan.orders[sizeClass] ?? [];
      const first = order.flatMap((index) => implementations[index] ?? []);
      const rest = implementations.filter((implementation) => !first.includes(implementation));
      const candidates = [...first, ...rest].map((implementation) => ({ implementation, tally: new Tally(), samples: 0 }));
      return new Cell(this, sizeClass, candidates);
    });
    this.run = plan.isStateful ? this.statefulFunction() : this.pureFunction();
  }

  choose(): void {
    for (const cell of this.cells) cell.choose();
  }

  sizeOf(values: readonly unknown[]): number {
    let size = 0;
    for (const [index, weight] of this.plan.weights.entries()) size += lengthOf(values[index]) * weight;
    return size;
  }

  /** What arguments need in the memory of an instance: strings are given room for the longest UTF-8. */
  private roomOf(values: readonly unknown[]): number {
    return values.reduce<number>((sum, value, index) => sum + lengthOf(value) * (this.plan.weights[index] ?? 0) * (typeof value === "string" ? 3 : 1), 0);
  }

  cellOf(values: readonly unknown[]): Cell {
    return this.cells[classOf(this.sizeOf(values))] as Cell;
  }

  /**
   * The fast way, written once for each usual number of arguments, and with the limits
   * of the classes in it: as a loop and a table it costs twice as much.
   */
  private pureFunction(): Callable {
    const [small, middle, large, huge] = this.cells as readonly [Cell, Cell, Cell, Cell];
    const larger = (size: number): Cell => (size <= 8192 ? middle : size <= 524288 ? large : huge);
    const sample = (cell: Cell, values: readonly unknown[]): unknown => this.sample(cell, values).result;
    const rescue = (cell: Cell, error: unknown, values: readonly unknown[]): unknown => this.rescue(cell, cell.chosen, error, values).result;
    const [first = 0, second = 0] = this.plan.weights;
    if (this.plan.weights.length === 1) {
      return (a) => {
        const size = lengthOf(a) * first;
        const cell = size <= 256 ? small : larger(size);
        if (--cell.left < 0) return sample(cell, [a]);
        try {
          return cell.call(a);
        } catch (error) {
          return rescue(cell, error, [a]);
        }
      };
    }
    if (this.plan.weights.length === 2) {
      return (a, b) => {
        const size = lengthOf(a) * first + lengthOf(b) * second;
        const cell = size <= 256 ? small : larger(size);
        if (--cell.left < 0) return sample(cell, [a, b]);
        try {
          return cell.call(a, b);
        } catch (error) {
          return rescue(cell, error, [a, b]);
        }
      };
    }
    return (...values) => {
      const cell = this.cellOf(values);
      if (--cell.left < 0) return sample(cell, values);
      try {
        return cell.call(...values);
      } catch (error) {
        return rescue(cell, error, values);
      }
    };
  }

  /** State stays with one implementation until that is lost, and a lost call is not repeated elsewhere. */
  private statefulFunction(): Callable {
    const cell = this.cells[0] as Cell;
    return (...values) => {
      const implementation = cell.chosen?.implementation;
      if (implementation !== undefined) implementation.hasState = true;
      cell.counted++;
      try {
        return cell.call(...values);
      } catch (error) {
        if (implementation !== undefined && breaksInstance(error) === "dead") implementation.die(error);
        throw error;
      }
    };
  }

  /** One call with its method, for those who ask. */
  perform(values: readonly unknown[]): { result: unknown; method: string } {
    if (!this.plan.isStateful) return this.sample(this.cellOf(values), values);
    const method = this.cells[0]?.chosen?.implementation.method ?? "";
    return { result: this.run(...values), method };
  }

  /** The slow way: times the call, and may let another implementation answer it. */
  private sample(cell: Cell, values: readonly unknown[]): { result: unknown; method: string } {
    cell.counted += cell.span;
    cell.bytes += this.sizeOf(values) * cell.span; // those in between are taken to be like this one
    let candidate = cell.turn();
    if (cell.sizeClass === classCount - 1 && candidate?.implementation.isWasm === true && !this.options.fits(this.roomOf(values))) {
      candidate.implementation.isOver();
      candidate = cell.candidates.find(({ implementation }) => !implementation.isWasm && implementation.call(this.name) !== undefined) ?? candidate;
    }
    const { implementation } = candidate ?? { implementation: undefined };
    const call = implementation?.call(this.name) ?? this.unavailable;
    // The first call of all does not count, and some hosts load their clock on its first use.
    const isTimed = cell.sampled > 1;
    const now = isTimed ? this.options.now : noTime;
    const begin = now();
    let result: unknown;
    try {
      result = call(...values);
    } catch (error) {
      cell.span = 1;
      cell.left = 0;
      return this.rescue(cell, candidate, error, values);
    }
    const ns = (now() - begin) * 1e6;
    // The largest arguments always come this way: here it is seen whether they fit.
    const isHuge = cell.sizeClass === classCount - 1;
    cell.span = isHuge || (this.isSampled && (ns > longCallNs || !isTimed)) ? 1 : this.isSampled ? intervalAfter(cell.sampled) : never;
    cell.left = cell.span - 1;
    if (candidate !== undefined && implementation !== undefined && isTimed) this.record(cell, candidate, ns);
    return { result, method: implementation?.method ?? "" };
  }

  private record(cell: Cell, candidate: Candidate, ns: number): void {
    const { implementation } = candidate;
    if (++candidate.samples <= warmUp) return;
    candidate.tally.add(ns);
    if (this.options.isMonitored) {
      let histogram = this.histograms.get(implementation);
      if (histogram === undefined) this.histograms.set(implementation, (histogram = new Histogram()));
      histogram.add(ns);
    }
    if (this.isAdaptive && candidate.tally.count % enoughSamples === 0) {
      const before = cell.chosen;
      cell.choose();
      if (before !== cell.chosen) this.decided?.(cell);
    }
  }

  /** Called when measuring has changed a choice. */
  decided: ((cell: Cell) => void) | undefined;

  /**
   * The call failed. If that is its result, it is thrown on; if the instance is lost or full,
   * the next implementation answers the same arguments.
   */
  private rescue(cell: Cell, failed: Candidate | undefined, error: unknown, values: readonly unknown[]): { result: unknown; method: string } {
    let broken = breaksInstance(error);
    if (broken === undefined || failed === undefined) throw error;
    let cause = error;
    const tried = new Set<Candidate>([failed]);
    for (let current: Candidate | undefined = failed; current !== undefined; ) {
      if (broken === "dead") current.implementation.die(cause);
      else current.implementation.isFull(cause);
      current = cell.candidates.find((other) => !tried.has(other) && other.implementation.call(this.name) !== undefined);
      if (current === undefined) break;
      tried.add(current);
      try {
        return { result: current.implementation.call(this.name)?.(...values), method: current.implementation.method };
      } catch (next) {
        broken = breaksInstance(next);
        if (broken === undefined) throw next;
        cause = next;
      }
    }
    throw error;
  }
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return (value as { length?: number } | null | undefined)?.length ?? 0;
}

function classOf(size: number): number {
  return size <= classBytesMax[0] ? 0 : size <= classBytesMax[1] ? 1 : size <= classBytesMax[2] ? 2 : 3;
}

/** What an operation is until something can answer it. */
export function unavailable(module: string, operation: string): Callable {
  return () => {
    throw new SinterError("unavailable", `nothing can answer ${module}.${operation}: no implementation is loaded`, `${module}.${operation}`, { next: "see report().incidents" });
  };
}
