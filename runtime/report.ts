// What a runtime did, as data.
import type { Capabilities } from "./capabilities.js";
import { callsOf } from "./dispatch.js";
import type { RuntimeModule } from "./module.js";
import { classBytesMax } from "./plugin.js";

/** Something that did not go as hoped; the caller saw nothing of it. */
export interface Incident {
  readonly module: string;
  readonly method: string;
  readonly what: string;
  readonly why: string;
  readonly count: number;
}

export interface MethodReport {
  readonly method: string;
  /** Of sampled calls, in nanoseconds; off by at most 3.2 %. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Of logarithms of nanoseconds. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of one sample. */
  readonly variance: number;
}

/** One operation for one class of sizes: who answers, and what is known of the others. */
export interface ChoiceReport {
  readonly bytesMax: number;
  readonly calls: number;
  readonly bytes: number;
  readonly chosen: string;
  /** Logarithms of nanoseconds of sampled calls, in the order that was measured at build time. */
  readonly evidence: readonly (Moments & { readonly method: string })[];
}

export interface OperationReport {
  readonly module: string;
  readonly operation: string;
  readonly calls: number;
  readonly bytes: number;
  readonly methods: readonly MethodReport[];
  readonly choices: readonly ChoiceReport[];
}

export interface ModuleReport {
  readonly module: string;
  readonly package: string;
  readonly version: string;
  readonly memoryBytes: number;
  readonly methods: Readonly<Record<string, string>>;
}

export interface Report {
  readonly schema: 1;
  readonly runtime: string;
  readonly capabilities: Capabilities;
  readonly modules: readonly ModuleReport[];
  readonly memory: { readonly bytes: number; readonly bytesMax: number };
  readonly operations: readonly OperationReport[];
  readonly incidents: readonly Incident[];
}

export const sum = <T>(values: Iterable<T>, of: (value: T) => number): number => Array.from(values, of).reduce((total, value) => total + value, 0);

export function makeReport(runtime: string, capabilities: Capabilities, modules: readonly RuntimeModule[], incidents: readonly Incident[], bytesMax: number): Report {
  const reports = modules.map(({ plugin, memoryBytes, implementations }) => ({
    module: plugin.name,
    package: plugin.package,
    version: plugin.version,
    memoryBytes: memoryBytes(),
    methods: Object.fromEntries(implementations.map(({ method, state }) => [method, state])),
  }));
  return {
    schema: 1,
    runtime,
    capabilities,
    modules: reports,
    memory: { bytes: sum(reports, ({ memoryBytes }) => memoryBytes), bytesMax },
    operations: modules.flatMap(operationsOf).filter(({ calls }) => calls > 0),
    incidents: incidents.map((incident) => ({ ...incident })),
  };
}

const operationsOf = ({ plugin: { name: module }, operations }: RuntimeModule): OperationReport[] =>
  Array.from(operations, ([operation, { cells, histograms }]) => ({
    module,
    operation,
    calls: sum(cells, callsOf),
    bytes: sum(cells, ({ bytes }) => bytes),
    methods: Array.from(histograms, ([{ method }, { quantile }]) => ({ method, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) })),
    choices: cells
      .map((cell, sizeClass) => ({
        bytesMax: classBytesMax[sizeClass] ?? Infinity,
        calls: callsOf(cell),
        bytes: cell.bytes,
        chosen: cell.chosen?.from.method ?? "none",
        evidence: cell.candidates.map(({ from: { method }, count, mean, variance }) => ({ method, count, mean, variance })),
      }))
      .filter(({ calls }) => calls > 0),
  }));
