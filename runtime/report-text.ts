// A report as people and monitoring systems read it.
import type { ChoiceReport, OperationReport, Report } from "./report.js";

const wasmMethods = new Set(["relaxed-simd", "simd", "baseline"]);

function duration(ns: number): string {
  if (ns === 0) return "-";
  return ns < 1e3 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1e3).toFixed(1)} us` : `${(ns / 1e6).toFixed(1)} ms`;
}

function amount(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

/** How much faster the chosen implementation is than the twin, from samples of both; nothing without them. */
export function speedUp(choice: ChoiceReport): number | undefined {
  const chosen = choice.evidence.find(({ method }) => method === choice.chosen);
  const twin = choice.evidence.find(({ method }) => method === "twin");
  if (chosen === undefined || twin === undefined || chosen.count < 4 || twin.count < 4) return undefined;
  return Math.exp(twin.mean - chosen.mean);
}

/** The part of an operation's calls that is answered by wasm, as things stand. */
export function wasmShare({ calls, choices }: OperationReport): number {
  return calls === 0 ? 0 : choices.reduce((sum, choice) => sum + (wasmMethods.has(choice.chosen) ? choice.calls : 0), 0) / calls;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const isText = (column: number): boolean => column < 3;
  return rows.map((row) => row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd()).join("\n");
}

/** A table for people: one row for each operation and implementation that was sampled, then what went wrong. */
export function reportText(report: Report): string {
  const rows = [["operation", "sizes", "answered by", "calls", "bytes", "mean", "faster"]];
  for (const { module, operation, choices } of report.operations) {
    for (const choice of choices) {
      const chosen = choice.evidence.find(({ method }) => method === choice.chosen);
      const faster = speedUp(choice);
      const sizes = choice.bytesMax === Infinity ? "larger" : `<= ${amount(choice.bytesMax)}`;
      rows.push([`${module}.${operation}`, sizes, choice.chosen, String(choice.calls), amount(choice.bytes), duration(chosen === undefined || chosen.count === 0 ? 0 : Math.exp(chosen.mean)), faster === undefined ? "-" : `${faster.toFixed(1)} x`]);
    }
  }
  const quantiles = [["operation", "method", "", "p50", "p95", "p99"]];
  for (const { module, operation, methods } of report.operations) {
    for (const { method, p50, p95, p99 } of methods) quantiles.push([`${module}.${operation}`, method, "", duration(p50), duration(p95), duration(p99)]);
  }
  const modules = report.modules.map(({ module, package: name, version, methods, memoryBytes }) =>
    `${module} (${name} ${version}): ${Object.entries(methods).map(([method, state]) => `${method} ${state}`).join(", ")}; ${amount(memoryBytes)}`,
  );
  const incidents = report.incidents.map(({ module, method, what, why, count }) => `${module} ${method}: ${what}${count > 1 ? ` (${count} times)` : ""}: ${why}`);
  const parts = [modules.join("\n"), columns(rows), quantiles.length > 1 ? columns(quantiles) : "", incidents.join("\n")];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function labels(pairs: Readonly<Record<string, string>>): string {
  return `{${Object.entries(pairs).map(([name, value]) => `${name}="${escaped(value)}"`).join(",")}}`;
}

/** The text format of Prometheus, version 0.0.4. */
export function reportPrometheus(report: Report): string {
  const lines: string[] = [];
  const family = (name: string, type: string, help: string, samples: readonly (readonly [Record<string, string>, number])[], suffix = ""): void => {
    if (samples.length === 0) return;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [of, value] of samples) lines.push(`${name}${suffix}${labels(of)} ${value}`);
  };
  const choices = report.operations.flatMap(({ module, operation, choices: all }) => all.map((choice) => ({ of: { module, operation, size: String(choice.bytesMax) }, choice })));
  family("sinter_calls_total", "counter", "Calls by operation and class of sizes.", choices.map(({ of, choice }) => [of, choice.calls]));
  family("sinter_bytes_total", "counter", "Bytes of arguments, estimated from sampled calls.", choices.map(({ of, choice }) => [of, choice.bytes]));
  family("sinter_chosen", "gauge", "1 for the implementation that answers.", choices.map(({ of, choice }) => [{ ...of, method: choice.chosen }, 1]));
  family("sinter_wasm_share", "gauge", "Part of the calls that wasm answers.", report.operations.map((entry) => [{ module: entry.module, operation: entry.operation }, wasmShare(entry)]));
  const quantiles = report.operations.flatMap(({ module, operation, methods }) =>
    methods.flatMap(({ method, p50, p95, p99 }) => ([["0.5", p50], ["0.95", p95], ["0.99", p99]] as const).map(([quantile, ns]) => [{ module, operation, method, quantile }, ns / 1e9] as const)),
  );
  family("sinter_call_seconds", "gauge", "Quantiles of sampled calls, off by at most 3.2 %.", quantiles);
  family("sinter_memory_bytes", "gauge", "Memory of the instances.", report.modules.map(({ module, memoryBytes }) => [{ module }, memoryBytes]));
  family("sinter_incidents_total", "counter", "What went wrong without a caller seeing it.", report.incidents.map(({ module, method, what, why, count }) => [{ module, method, what, why }, count]));
  return `${lines.join("\n")}\n`;
}
