// How long calls took: a tally of logarithms to compare implementations by, and a histogram
// for quantiles. Both are fed with sampled calls, so they may cost a little.
//
// The histogram is log-linear: sixteen equal buckets for each doubling, and quantiles are
// middles of buckets, so they are off by at most 1/32, or 3.2 %, beside the sampling.

const bucketsPerOctave = 16;
const leastOctave = 3; // below 8 ns everything is one bucket
const octaves = 34; // up to 2 minutes
export const histogramErrorMax = 1 / 32;

export class Histogram {
  private readonly counts = new Uint32Array(octaves * bucketsPerOctave);
  private total = 0;

  add(ns: number): void {
    const whole = ns < 8 ? 8 : ns;
    const octave = Math.floor(Math.log2(whole));
    const within = Math.floor((whole / 2 ** octave - 1) * bucketsPerOctave);
    const index = (octave - leastOctave) * bucketsPerOctave + Math.max(0, within);
    const last = this.counts.length - 1;
    const at = index < last ? index : last;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.total++;
  }

  /** The time that this part of the calls took at most, in nanoseconds; 0 without calls. */
  quantile(part: number): number {
    let left = Math.ceil(this.total * part);
    for (const [index, count] of this.counts.entries()) {
      left -= count;
      if (left > 0 || count === 0) continue;
      const octave = Math.floor(index / bucketsPerOctave) + leastOctave;
      return 2 ** octave * (1 + ((index % bucketsPerOctave) + 0.5) / bucketsPerOctave);
    }
    return 0;
  }
}

const tallyMax = 512; // older samples count half from here on, so that a tally follows changes

/** Mean and variance of the logarithm of times (Welford's method). */
export class Tally {
  count = 0;
  mean = 0;
  private squares = 0;

  add(ns: number): void {
    const value = Math.log(ns < 1 ? 1 : ns);
    if (this.count === tallyMax) {
      this.count /= 2;
      this.squares /= 2;
    }
    this.count++;
    const difference = value - this.mean;
    this.mean += difference / this.count;
    this.squares += difference * (value - this.mean);
  }

  /** Of one sample. */
  get variance(): number {
    return this.count < 2 ? 0 : this.squares / (this.count - 1);
  }

  /** The geometric mean. */
  get ns(): number {
    return this.count === 0 ? 0 : Math.exp(this.mean);
  }
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/** How many standard errors `left` lies above `right` (Welch); 0 if there is too little to say. */
export function standardErrorsAbove(left: Moments, right: Moments): number {
  if (left.count < 8 || right.count < 8) return 0;
  const error = Math.sqrt(left.variance / left.count + right.variance / right.count);
  return error === 0 ? Math.sign(left.mean - right.mean) * Infinity || 0 : (left.mean - right.mean) / error;
}
