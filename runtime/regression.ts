// Whether one report is slower than another, beyond chance.
//
// Compared are operations, classes of sizes and implementations that both reports sampled
// thirty times or more, by the means of the logarithms of their times (Welch's test). With k
// comparisons a difference counts when its two-sided probability is below 1 % / k
// (Bonferroni), and when the time has grown by `ratioMin` or more. Both assume that samples
// are independent; on a machine that others use they are not quite, so ask for a ratio.
import type { Moments, Report } from "./report.js";

export interface Change {
  readonly module: string;
  readonly operation: string;
  readonly bytesMax: number;
  readonly method: string;
  /** Geometric means in nanoseconds. */
  readonly beforeNs: number;
  readonly afterNs: number;
  readonly ratio: number;
  /** In standard errors; positive is slower. */
  readonly significance: number;
}

export interface Comparison {
  readonly compared: number;
  /** The standard errors that a change has to exceed. */
  readonly threshold: number;
  readonly slower: readonly Change[];
  readonly faster: readonly Change[];
}

const samplesMin = 30;
const errorRate = 0.01;

/** The value that a standard normal variable exceeds with this probability (Acklam; error below 1.2e-9). */
function normalQuantile(tail: number): number {
  const q = Math.sqrt(-2 * Math.log(tail));
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const numerator = c.reduce((sum, factor) => sum * q + factor, 0);
  const denominator = [...d, 1].reduce((sum, factor) => sum * q + factor, 0);
  return -numerator / denominator;
}

interface Sampled extends Moments {
  readonly module: string;
  readonly operation: string;
  readonly bytesMax: number;
  readonly method: string;
}

function sampledIn(report: Report): Map<string, Sampled> {
  const found = new Map<string, Sampled>();
  for (const { module, operation, choices } of report.operations) {
    for (const { bytesMax, evidence } of choices) {
      for (const { method, count, mean, variance } of evidence) {
        if (count >= samplesMin) found.set(`${module} ${operation} ${bytesMax} ${method}`, { module, operation, bytesMax, method, count, mean, variance });
      }
    }
  }
  return found;
}

export function compareReports(before: Report, after: Report, { ratioMin = 1.1 }: { readonly ratioMin?: number } = {}): Comparison {
  const earlier = sampledIn(before);
  const pairs = Array.from(sampledIn(after)).flatMap(([key, now]) => {
    const then = earlier.get(key);
    return then === undefined ? [] : [[then, now] as const];
  });
  const threshold = normalQuantile(errorRate / 2 / Math.max(1, pairs.length));
  const changes = pairs.map(([then, now]): Change => {
    const error = Math.sqrt(then.variance / then.count + now.variance / now.count);
    const difference = now.mean - then.mean;
    const { module, operation, bytesMax, method } = now;
    return {
      module, operation, bytesMax, method, beforeNs: Math.exp(then.mean), afterNs: Math.exp(now.mean), ratio: Math.exp(difference),
      significance: difference === 0 ? 0 : difference / error,
    };
  });
  const slower = changes.filter(({ ratio, significance }) => ratio >= ratioMin && significance > threshold);
  const faster = changes.filter(({ ratio, significance }) => ratio <= 1 / ratioMin && significance < -threshold);
  const byRatio = (left: Change, right: Change): number => right.ratio - left.ratio;
  return { compared: pairs.length, threshold, slower: slower.sort(byRatio), faster: faster.sort(byRatio).reverse() };
}
