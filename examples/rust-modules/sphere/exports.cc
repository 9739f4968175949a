#include "sinter/bind.h"
#include "sphere/sphere.h"

namespace sphere {

SINTER_STRUCT(Place, latitude, longitude)
SINTER_EXPORT(distance, "The distance along the surface, in metres.", "from", "to")

}  // namespace sphere
