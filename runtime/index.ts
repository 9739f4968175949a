// @sinter/runtime: modules that Sinter built, always by the fastest implementation that works.
export type { Capabilities } from "./capabilities.js";
export { SinterError } from "./errors.js";
export type { Plugin } from "./plugin.js";
export { type Change, type Comparison, compareReports } from "./regression.js";
export { reportPrometheus, reportText } from "./report-text.js";
export type { ChoiceReport, Incident, MethodReport, ModuleReport, OperationReport, Report } from "./report.js";
export { type Answer, createRuntime, type Runtime, type RuntimeEvents, type RuntimeOptions } from "./runtime.js";
