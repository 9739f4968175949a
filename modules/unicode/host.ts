// Those functions of the unicode module that hosts have built in, where the results are the
// same; the rest of the texts is the twin's.
//
// Hosts have versions of Unicode of their own. Normalisation of code points that a version has
// never changes afterwards (Unicode's stability policy), so a text of nothing but code points
// of our version is the same in every host whose version is not older. Case folding is in no
// host, and Intl.Segmenter follows newer rules and dictionaries.
import { wellFormed } from "./twin-codes.js";
import { type Form, normalize as normalizeByTwin } from "./twin-normalize.js";
import { assigned } from "./twin-tables.js";

// U+1E030 came with Unicode 15.0.
const isNewEnough = "\u{1e030}".normalize("NFKC") === "\u0430";
const known = new RegExp(`^[${assigned}]*$`, "u");

function normalized(text: string, form: Form): string {
  return known.test(text) ? text.normalize(form.toUpperCase()) : normalizeByTwin(text, form);
}

export const normalize = isNewEnough ? normalized : undefined;

export const normalizeAll = isNewEnough
  ? (texts: string[], form: Form): string[] => texts.map((text) => normalized(text, form))
  : undefined;

export const isNormalized = isNewEnough
  ? (text: string, form: Form): boolean => normalized(text, form) === wellFormed(text)
  : undefined;
