// The choice of an implementation for each operation and class of sizes, and the function
// that users call: it looks at the size of its arguments, takes that class's cell and calls
// what the cell holds now. Every sixteenth call (every call, when calls are long) goes the
// slow way: it is timed, and now and then another implementation answers in its place, so
// that the choice is held against this machine.
//
// The order that was measured at build time is the beginning; measuring.ts says when another
// implementation takes over.
import { breaksInstance, refuse } from "./errors.js";
import { callOf, type Implementation } from "./implementation.js";
import type { Histogram } from "./measuring.js";
import { classBytesMax, type Callable, type OperationPlan } from "./plugin.js";

// Calls between two samples: few while little is known, for a sample costs ten calls.
const intervalAfter = (samples: number): number => (samples < 256 ? 16 : samples < 2048 ? 64 : 256);
const never = 2 ** 29; // calls between two samples that nobody wants; engines keep it as a small integer
const longCallNs = 20_000; // from here on every call is sampled

export type Measuring = typeof import("./measuring.js");

export interface DispatchOptions {
  /** Always the first of the order that can answer; nothing is tried. */
  readonly deterministic: boolean;
  readonly monitor: boolean;
  /** Once it is loaded. */
  readonly measuring: () => Measuring | undefined;
  readonly now: () => number;
  /** Whether arguments of so many bytes fit into the memory that instances may have. */
  readonly fits: (bytes: number) => boolean;
}

export interface Candidate {
  readonly from: Implementation;
  samples: number;
  // Of the logarithm of the nanoseconds of those that count.
  count: number;
  mean: number;
  variance: number;
}

/** One operation in one class of sizes. */
export interface Cell {
  readonly candidates: readonly Candidate[];
  call: Callable;
  /** Calls until the next sample. */
  left: number;
  /** Calls up to the last sample, and the distance to the next. */
  counted: number;
  span: number;
  sampled: number;
  /** Of arguments; those of calls that were not sampled are taken to be like those that were. */
  bytes: number;
  chosen: Candidate | undefined;
}

export interface Answered {
  readonly result: unknown;
  readonly method: string;
}

/** One operation of a module: its cells, its public function, and what to do when a call fails. */
export interface Operation {
  readonly cells: readonly Cell[];
  /** Measuring may change who answers. */
  readonly isAdaptive: boolean;
  readonly histograms: ReadonlyMap<Implementation, Histogram>;
  readonly run: Callable;
  /** Takes the best that can be called now. */
  choose(): void;
  cellOf(values: readonly unknown[]): Cell;
  /** One call with its method, for those who ask. */
  perform(values: readonly unknown[]): Answered;
}

export const callsOf = ({ counted, span, left }: Cell): number => counted + span - 1 - left;

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return (value as { length?: number } | null | undefined)?.length ?? 0;
}

/** `decided` hears when measuring has changed a choice. */
export function makeOperation(
  where: string,
  name: string,
  { isStateful, weights, orders }: OperationPlan,
  implementations: readonly Implementation[],
  { deterministic, monitor, measuring, now, fits }: DispatchOptions,
  decided: (sizeClass: number, method: string) => void,
): Operation {
  const isAdaptive = !deterministic && !isStateful;
  const isSampled = isAdaptive || monitor;
  const histograms = new Map<Implementation, Histogram>();
  const unavailable = (): never => refuse("unavailable", `no implementation of ${where} is loaded`, where, "see report().incidents");
  const callable = ({ from }: Candidate): Callable | undefined => callOf(from, name);
  const cells = orders.map((order): Cell => {
    const first = order.flatMap((index) => implementations[index] ?? []);
    const candidates = [...new Set([...first, ...implementations])].map((from) => ({ from, samples: 0, count: 0, mean: 0, variance: 0 }));
    return { candidates, call: unavailable, left: 0, counted: 0, span: 1, sampled: 0, bytes: 0, chosen: undefined };
  });
  const [small, middle, large, huge] = cells as [Cell, Cell, Cell, Cell];
  const [smallMax, middleMax, largeMax] = classBytesMax;
  const larger = (size: number): Cell => (size <= middleMax ? middle : size <= largeMax ? large : huge);

  const choose = (cell: Cell): void => {
    const able = cell.candidates.filter(callable);
    const holder = isStateful ? able.find(({ from }) => from.hasState) : undefined;
    const best = holder ?? (isAdaptive && able.length > 1 ? measuring()?.fastest(able) : undefined) ?? able[0];
    cell.chosen = best;
    cell.call = (best && callable(best)) ?? unavailable;
  };

  const sizeOf = (values: readonly unknown[]): number => {
    let size = 0;
    for (let index = 0; index < weights.length; index++) size += lengthOf(values[index]) * (weights[index] as number);
    return size;
  };
  const cellOf = (values: readonly unknown[]): Cell => {
    const size = sizeOf(values);
    return size <= smallMax ? small : larger(size);
  };
  /** Whether the arguments have room in the memory of an instance: strings are given that of the longest UTF-8. */
  const haveRoom = (values: readonly unknown[]): boolean =>
    fits(weights.reduce((sum, weight, index) => sum + lengthOf(values[index]) * weight * (typeof values[index] === "string" ? 3 : 1), 0));

  const record = (cell: Cell, candidate: Candidate, ns: number): void => {
    const isTime = measuring()?.record(candidate, ns);
    if (monitor && isTime !== undefined) {
      const histogram = histograms.get(candidate.from) ?? measuring()?.makeHistogram();
      if (histogram !== undefined) histograms.set(candidate.from, histogram);
      histogram?.add(ns);
    }
    if (!isAdaptive || isTime !== true) return;
    const before = cell.chosen;
    choose(cell);
    if (before !== cell.chosen) decided(cells.indexOf(cell), cell.chosen?.from.method ?? "");
  };

  /**
   * The call failed. If that is its result, it is thrown on; if the instance is lost or full,
   * the next implementation answers the same arguments.
   */
  const rescue = (cell: Cell, failed: Candidate | undefined, error: unknown, values: readonly unknown[]): Answered => {
    const untried = new Set(cell.candidates);
    let cause = error;
    for (let current = failed; current !== undefined; ) {
      const broken = breaksInstance(cause);
      if (broken === undefined) throw cause;
      const { from } = current;
      if (broken === "dead") from.die(cause);
      else from.told("out_of_memory", cause);
      untried.delete(current);
      current = [...untried].find(callable);
      if (current === undefined) break;
      try {
        return { result: callable(current)?.(...values), method: current.from.method };
      } catch (next) {
        cause = next;
      }
    }
    throw error;
  };

  /** The slow way: times the call, and may let another implementation answer it. */
  const sample = (cell: Cell, values: readonly unknown[]): Answered => {
    const calls = cell.span - 1 - cell.left; // since the last sample
    cell.counted += calls;
    cell.bytes += sizeOf(values) * calls; // those in between are taken to be like this one
    // The first call of all does not count, and some hosts load their clock on its first use.
    const isTimed = cell.sampled++ > 0;
    let candidate = (isAdaptive ? measuring()?.challenger(cell, callable) : undefined) ?? cell.chosen;
    if (cell === huge && candidate?.from.isWasm === true && !haveRoom(values)) {
      candidate.from.told("memory_limit", "arguments of a call are over the memory limit");
      candidate = cell.candidates.find((other) => !other.from.isWasm && callable(other)) ?? candidate;
    }
    const call = (candidate && callable(candidate)) ?? unavailable;
    cell.span = 1;
    cell.left = 0;
    const begin = isTimed ? now() : 0;
    let result: unknown;
    try {
      result = call(...values);
    } catch (error) {
      return rescue(cell, candidate, error, values);
    }
    const ns = isTimed ? (now() - begin) * 1e6 : Infinity;
    // The largest arguments always come this way: here it is seen whether they fit.
    if (cell !== huge && !(isSampled && ns > longCallNs)) cell.span = isSampled ? intervalAfter(cell.sampled) : never;
    cell.left = cell.span - 1;
    if (candidate !== undefined && isTimed) record(cell, candidate, ns);
    return { result, method: candidate?.from.method ?? "" };
  };

  const sampled = (cell: Cell, values: readonly unknown[]): unknown => sample(cell, values).result;
  const rescued = (cell: Cell, error: unknown, values: readonly unknown[]): unknown => rescue(cell, cell.chosen, error, values).result;
  const [first = 0, second = 0] = weights;

  /** The fast way, without a loop for the usual numbers of arguments: that costs twice as much. */
  const ofTwo: Callable = (a, b) => {
    const size = lengthOf(a) * first + lengthOf(b) * second;
    const cell = size <= 256 ? small : larger(size);
    if (--cell.left < 0) return sampled(cell, [a, b]);
    try {
      return cell.call(a, b);
    } catch (error) {
      return rescued(cell, error, [a, b]);
    }
  };
  const ofMany: Callable = (...values) => {
    const cell = cellOf(values);
    if (--cell.left < 0) return sampled(cell, values);
    try {
      return cell.call(...values);
    } catch (error) {
      return rescued(cell, error, values);
    }
  };
  /** State stays with one implementation until that is lost, and a lost call is not repeated elsewhere. */
  const withState: Callable = (...values) => {
    const holder = small.chosen?.from;
    if (holder !== undefined) holder.hasState = true;
    small.counted++;
    try {
      return small.call(...values);
    } catch (error) {
      if (breaksInstance(error) === "dead") holder?.die(error);
      throw error;
    }
  };
  const run = isStateful ? withState : weights.length <= 2 ? ofTwo : ofMany;

  const perform = (values: readonly unknown[]): Answered => {
    const cell = cellOf(values);
    if (!isStateful) return cell.left--, sample(cell, values);
    const method = small.chosen?.from.method ?? "";
    return { result: run(...values), method };
  };
  return { cells, isAdaptive, histograms, run, choose: () => cells.forEach(choose), cellOf, perform };
}
