// What is known of how long calls take: moments of logarithms, to compare implementations by,
// and a histogram for quantiles. Both are fed with sampled calls, so they may cost a little.
// It is loaded with the first module: who only imports the runtime does not need it.
//
// The histogram is log-linear: sixteen equal buckets for each doubling, and quantiles are
// middles of buckets, so they are off by at most 1/32, or 3.2 %, beside the sampling.
import type { Candidate, Cell } from "./dispatch.js";

const exploreEvery = 8; // sampled calls, while something is not known yet
const exploreRarely = 256;
const enoughSamples = 24;
const warmUp = 3; // samples of each implementation that do not count: engines compile
const countMax = 512; // older samples count half from here on, so that moments follow changes
const betterBy = Math.log(1.1);
const hopelessBy = Math.log(3);
const standardErrorsMin = 4;

/** Another that may be as good, if one is to answer this sampled call. */
export function challenger({ chosen, candidates, sampled }: Cell, canAnswer: (candidate: Candidate) => unknown): Candidate | undefined {
  if (sampled % exploreEvery !== 0) return undefined;
  const isOpen = ({ count, mean }: Candidate): boolean => count < 4 || (count < enoughSamples && mean - (chosen?.mean ?? 0) < hopelessBy);
  return candidates.find((other) => other !== chosen && (sampled % exploreRarely === 0 || isOpen(other)) && canAnswer(other));
}

/** The first, unless another is surely and clearly faster: by a tenth or more, and by 4 standard errors (Welch). */
export function fastest(able: readonly Candidate[]): Candidate | undefined {
  return able.reduce((best, other) => {
    const above = best.mean - other.mean;
    const squaredError = best.variance / best.count + other.variance / other.count;
    const isClear = best.count >= 8 && other.count >= enoughSamples && above > betterBy && above ** 2 > standardErrorsMin ** 2 * squaredError;
    return isClear ? other : best;
  });
}

/** Adds a sample by Welford's method. True when it is time to choose again; undefined while the implementation warms up. */
export function record(candidate: Candidate, ns: number): boolean | undefined {
  if (++candidate.samples <= warmUp) return undefined;
  const value = Math.log(Math.max(1, ns));
  if (candidate.count === countMax) candidate.count /= 2;
  const before = candidate.count++;
  const difference = value - candidate.mean;
  candidate.mean += difference / candidate.count;
  // Of before - 1 degrees of freedom, and one more.
  if (before > 0) candidate.variance += (difference * (value - candidate.mean) - candidate.variance) / before;
  return candidate.count % enoughSamples === 0;
}

const bucketsPerOctave = 16;
const leastOctave = 3; // below 8 ns everything is one bucket
const octaves = 34; // up to 2 minutes

export interface Histogram {
  add(ns: number): void;
  /** The time that this part of the calls took at most, in nanoseconds; 0 without calls. */
  quantile(part: number): number;
}

export function makeHistogram(): Histogram {
  const counts = new Uint32Array(octaves * bucketsPerOctave);
  let total = 0;
  return {
    add: (ns) => {
      const whole = Math.max(2 ** leastOctave, ns);
      const octave = Math.floor(Math.log2(whole));
      const within = Math.floor((whole / 2 ** octave - 1) * bucketsPerOctave);
      const at = Math.min(counts.length - 1, (octave - leastOctave) * bucketsPerOctave + Math.max(0, within));
      counts[at] = (counts[at] as number) + 1;
      total++;
    },
    quantile: (part) => {
      let left = Math.ceil(total * part);
      const at = counts.findIndex((count) => count > 0 && (left -= count) <= 0);
      return at < 0 ? 0 : 2 ** (Math.floor(at / bucketsPerOctave) + leastOctave) * (1 + ((at % bucketsPerOctave) + 0.5) / bucketsPerOctave);
    },
  };
}
