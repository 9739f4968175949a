// What a runtime did, as data.
import type { Capabilities } from "./capabilities.js";
import type { RuntimeModule } from "./module.js";
import type { Moments } from "./statistics.js";

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

const classBytes = [256, 8192, 524288, Infinity];

export function makeReport(runtime: string, capabilities: Capabilities, modules: readonly RuntimeModule[], incidents: readonly Incident[], bytesMax: number): Report {
  return {
    schema: 1,
    runtime,
    capabilities,
    modules: modules.map(({ plugin, memoryBytes, implementations }) => ({
      module: plugin.name,
      package: plugin.package,
      version: plugin.version,
      memoryBytes,
      methods: Object.fromEntries(implementations.map(({ method, state }) => [method, state])),
    })),
    memory: { bytes: modules.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0), bytesMax },
    operations: modules.flatMap(operationsOf),
    incidents: incidents.map((incident) => ({ ...incident })),
  };
}

function operationsOf({ operations }: RuntimeModule): OperationReport[] {
  const reports: OperationReport[] = [];
  for (const { module, name, cells, histograms } of operations.values()) {
    const calls = cells.reduce((sum, cell) => sum + cell.calls, 0);
    if (calls === 0) continue;
    reports.push({
      module,
      operation: name,
      calls,
      bytes: cells.reduce((sum, cell) => sum + cell.bytes, 0),
      methods: Array.from(histograms, ([{ method }, histogram]) => ({
        method,
        p50: histogram.quantile(0.5),
        p95: histogram.quantile(0.95),
        p99: histogram.quantile(0.99),
      })),
      choices: cells.flatMap((cell) =>
        cell.calls === 0
          ? []
          : {
              bytesMax: classBytes[cell.sizeClass] ?? Infinity,
              calls: cell.calls,
              bytes: cell.bytes,
              chosen: cell.chosen?.implementation.method ?? "none",
              evidence: cell.candidates.map(({ implementation, tally }) => ({ method: implementation.method, count: tally.count, mean: tally.mean, variance: tally.variance })),
            },
      ),
    });
  }
  return reports;
}
