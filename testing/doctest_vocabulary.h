// The vocabulary plus doctest, precompiled for the tests.
#pragma once

#include <doctest/doctest.h>

#include "vocabulary.h"
