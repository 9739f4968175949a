// Callbacks, for a call and kept, and sequences.
#include <optional>
#include <string>
#include <vector>

#include "sinter/bind.h"
#include "sinter/callback.h"
#include "sinter/sequence.h"

namespace calls {

class Log {
 public:
  auto begin() const { return lines_.begin(); }
  auto end() const { return lines_.end(); }
  void each(sinter::Callback<void(Log&)> visitor) { static_cast<void>(visitor(*this)); }
  void on_line(sinter::KeptCallback<void(std::string_view)> listener) { listener_ = std::move(listener); }

 private:
  std::vector<std::string> lines_;
  std::optional<sinter::KeptCallback<void(std::string_view)>> listener_;
};
sinter::Called<double> apply(double value, sinter::Callback<double(double)> function) { return function(value); }
sinter::Called<std::string> change(sinter::Callback<std::string(std::string_view, bool)> function) {
  return function("text", true);
}
sinter::Sequence<std::int32_t> up_to(std::int32_t last) {
  return [next = 0, last]() mutable { return next > last ? std::nullopt : std::optional(next++); };
}

SINTER_CLASS(Log, "")
SINTER_CONSTRUCTOR(Log, (), "")
SINTER_ITERABLE(Log, "Line by line.")
SINTER_METHOD(Log, each, "", "visitor")
SINTER_METHOD(Log, on_line, "", "listener")
SINTER_EXPORT(apply, "", "value", "function")
SINTER_EXPORT(change, "", "function")
SINTER_EXPORT(up_to, "", "last")

}  // namespace calls
