// Case folding: texts that differ in case only become equal (Unicode, section 3.13 and
// CaseFolding.txt). It is for comparing, not for showing, and knows no language: the Turkish
// foldings are left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sinter::unicode {

/// Full folding, which may make a text longer: "Straße" and "STRASSE" both become "strasse".
std::string case_fold(std::string_view text);
/// Simple folding: each code point becomes one.
std::string case_fold_simple(std::string_view text);

/// The same for many texts in one call.
std::vector<std::string> case_fold_all(const std::vector<std::string>& texts);
std::vector<std::string> case_fold_simple_all(const std::vector<std::string>& texts);

}  // namespace sinter::unicode
