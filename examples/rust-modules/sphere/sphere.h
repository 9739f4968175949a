// Distances on the Earth, taken for a sphere: wrong by at most 0.6 %.
#pragma once

namespace sphere {

struct Place {
  double latitude, longitude;  // in degrees
};

/// Along the surface, in metres.
double distance(Place from, Place to);

}  // namespace sphere
