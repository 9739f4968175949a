// Normalisation (Unicode Standard Annex 15): texts that are the same characters become the
// same code points. NFC composes and NFD decomposes what is canonically the same, as "é" and
// "e" with U+0301; NFKC and NFKD also replace what differs in look only, as "ﬁ" and "fi".
//
// What need not change is copied: a code point that begins anew and is the same in the form
// ends what could have to, so only the stretches between two such are decomposed, ordered
// and composed. Time is linear in any text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::unicode {

enum class Form : std::uint8_t { nfc, nfd, nfkc, nfkd };

std::string normalize(std::string_view text, Form form);
bool is_normalized(std::string_view text, Form form);

/// The same for many texts in one call.
std::vector<std::string> normalize_all(const std::vector<std::string>& texts, Form form);

}  // namespace sinter::unicode
