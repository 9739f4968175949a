// What JavaScript sees of it.
#include "sinter/bind.h"
#include "statistics/statistics.h"

namespace statistics {

SINTER_STRUCT(Summary, mean, deviation, smallest, largest)
SINTER_EXPORT(summarize, "Mean, deviation, smallest and largest of some numbers.", "numbers")
SINTER_EXPORT(moving_average, "At each place the mean of that number and of up to `width` - 1 before it.", "numbers",
              "width")

}  // namespace statistics
