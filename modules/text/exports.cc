// What JavaScript sees of this library. The definitions are in the headers.
#include "sinter/bind.h"

#include "compare.h"
#include "diff.h"
#include "distance.h"
#include "envelope.h"
#include "fuzzy.h"
#include "glob.h"
#include "hash.h"
#include "patterns.h"
#include "search.h"
#include "utf8.h"

namespace sinter::text {

SINTER_ENUM(Utf8Fault, unexpected_continuation, invalid_lead, overlong, surrogate, above_maximum, missing_continuation,
            truncated)
SINTER_ENUM(EnvelopeFault, timestamp_not_whole)
SINTER_STRUCT(Message, id, sender, timestamp, payload)
SINTER_ENUM(GlobFault, unclosed_class, unclosed_alternatives, trailing_backslash, too_many_alternatives)
SINTER_STRUCT(PatternMatches, patterns, offsets)
SINTER_STRUCT(FuzzyRanking, indices, scores)
SINTER_STRUCT(Hunk, left_begin, left_count, right_begin, right_count)
SINTER_CLASS(Patterns, "Needles that are looked for together, in many texts.")
SINTER_CLASS(Candidates, "Texts that are kept to be ranked for many queries.")

SINTER_EXPORT(fnv1a32, "FNV-1a hash, 32 bits, of the text's UTF-8 bytes.", "text")
SINTER_EXPORT(fnv1a32_bytes, "FNV-1a hash, 32 bits.", "bytes")
SINTER_EXPORT(fnv1a64, "FNV-1a hash, 64 bits, of the text's UTF-8 bytes.", "text")
SINTER_EXPORT(fnv1a64_bytes, "FNV-1a hash, 64 bits.", "bytes")
SINTER_EXPORT(xxh3_64, "XXH3 hash, 64 bits, of the text's UTF-8 bytes; the seed is 0 unless given.", "text", "seed")
SINTER_EXPORT(xxh3_64_all, "XXH3 hashes, 64 bits, of many texts.", "texts", "seed")
SINTER_EXPORT(xxh3_64_bytes, "XXH3 hash, 64 bits; the seed is 0 unless given.", "bytes", "seed")

SINTER_EXPORT(compare, "-1, 0 or 1 as left comes before, equals or comes after right, by code points.", "left", "right")
SINTER_EXPORT(compare_bytes, "-1, 0 or 1 as left comes before, equals or comes after right, by bytes.", "left", "right")

SINTER_EXPORT(find_first, "Where needle first occurs, in UTF-16 units.", "haystack", "needle")
SINTER_EXPORT(find_first_bytes, "Where needle first occurs, in bytes.", "haystack", "needle")
SINTER_EXPORT(find_all, "Where needle occurs without overlap, ascending, in UTF-16 units.", "haystack", "needle")
SINTER_EXPORT(find_all_bytes, "Where needle occurs without overlap, ascending, in bytes.", "haystack", "needle")
SINTER_EXPORT(count, "How often needle occurs without overlap.", "haystack", "needle")
SINTER_EXPORT(count_bytes, "How often needle occurs without overlap.", "haystack", "needle")
SINTER_EXPORT(replace_all, "The haystack with every occurrence of needle replaced.", "haystack", "needle",
              "replacement")
SINTER_EXPORT(replace_all_bytes, "The haystack with every occurrence of needle replaced.", "haystack", "needle",
              "replacement")

SINTER_EXPORT(levenshtein, "The least number of code points to insert, delete or substitute.", "left", "right")
SINTER_EXPORT(levenshtein_all, "The Levenshtein distances from a text to each of many.", "text", "others")
SINTER_EXPORT(levenshtein_bounded, "The Levenshtein distance if it is at most limit.", "left", "right", "limit")

SINTER_EXPORT(find_many, "Where any of the needles occur: from left to right, without overlap, the longest first.",
              "haystack", "needles")
SINTER_CONSTRUCTOR(Patterns, (Texts), "Makes needles ready to be looked for.", "needles")
SINTER_METHOD(Patterns, find_all, "Which needles occur where, in UTF-16 units.", "text")
SINTER_METHOD(Patterns, count, "How often any of them occurs.", "text")
SINTER_METHOD(Patterns, count_all, "How often any of them occurs in each of many texts.", "texts")
SINTER_METHOD(Patterns, matches, "Whether any of them occurs.", "text")
SINTER_METHOD(Patterns, replace_all, "The text with each match replaced by what stands at the number of its needle.",
              "text", "replacements")

SINTER_EXPORT(glob_matches, "Whether the path is one that the pattern means.", "path", "pattern")
SINTER_EXPORT(glob_filter, "The numbers of those paths that the pattern means.", "paths", "pattern")

SINTER_EXPORT(fuzzy_rank, "The candidates that match what was typed, the best first.", "query", "candidates", "limit")
SINTER_CONSTRUCTOR(Candidates, (Texts), "Keeps texts to rank.", "texts")
SINTER_METHOD(Candidates, rank, "Those that match what was typed, the best first.", "query", "limit")
SINTER_PROPERTY(Candidates, size, "How many there are.")

SINTER_EXPORT(diff_lines, "Which lines changed, as few as possible.", "left", "right")
SINTER_EXPORT(unified_diff, "Which lines changed, in unified form.", "left", "right",
              "context: equal lines around changes, at most")

SINTER_EXPORT(first_invalid_utf8, "The offset of the first byte that does not begin a well-formed sequence.", "bytes")
SINTER_EXPORT(utf16_length, "How many UTF-16 units the UTF-8 bytes decode to; throws where they are not UTF-8.",
              "bytes")
SINTER_EXPORT(utf8_length, "How many bytes the text takes as UTF-8.", "text")

SINTER_EXPORT(message_envelopes, "Each message as one line of JSON, with a line feed.", "messages")
SINTER_EXPORT(message_envelope, "The message as one line of JSON; its timestamp is whole milliseconds.", "message")

}  // namespace sinter::text
