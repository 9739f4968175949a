// What JavaScript sees of this library. The definitions are in the headers.
#include "sinter/bind.h"

#include "fold.h"
#include "normalize.h"
#include "segment.h"
#include "tables.h"

namespace sinter::unicode {

std::string unicode_version() { return std::string(version); }

SINTER_ENUM(Form, nfc, nfd, nfkc, nfkd)

SINTER_EXPORT(unicode_version, "The version of Unicode that the answers are by.")

SINTER_EXPORT(case_fold, "The text for comparing without case: full case folding.", "text")
SINTER_EXPORT(case_fold_all, "Full case folding of many texts.", "texts")
SINTER_EXPORT(case_fold_simple, "The text for comparing without case, each code point as one.", "text")
SINTER_EXPORT(case_fold_simple_all, "Simple case folding of many texts.", "texts")

SINTER_EXPORT(normalize, "The text in a normalisation form.", "text", "form")
SINTER_EXPORT(normalize_all, "Many texts in a normalisation form.", "texts", "form")
SINTER_EXPORT(is_normalized, "Whether the text is in the form already.", "text", "form")

SINTER_EXPORT(grapheme_boundaries, "Where what people take for one character ends, in UTF-16 units.", "text")
SINTER_EXPORT(grapheme_count, "How many characters people see.", "text")
SINTER_EXPORT(grapheme_counts, "How many characters people see in each of many texts.", "texts")
SINTER_EXPORT(word_boundaries, "Where words, and what stands between them, end, in UTF-16 units.", "text")

}  // namespace sinter::unicode
