// SPDX-License-Identifier: MIT
#include "sim/metrics/metrics.h"

namespace sim {

const char* unit_symbol(Unit unit) {
    switch (unit) {
        case Unit::Nanoseconds:
            return "ns";
        case Unit::Bytes:
            return "B";
        case Unit::BitsPerSecond:
            return "bit/s";
        case Unit::Gas:
            return "gas";
        case Unit::GasPerSecond:
            return "gas/s";
        case Unit::Count:
            return "count";
        case Unit::PerSecond:
            return "1/s";
        case Unit::Share:
            return "ppm";
    }
    check_failed("unit is one of Unit", __FILE__, __LINE__);
}

const char* better_name(Better better) {
    switch (better) {
        case Better::Lower:
            return "lower";
        case Better::Higher:
            return "higher";
        case Better::None:
            return "none";
    }
    check_failed("better is one of Better", __FILE__, __LINE__);
}

}  // namespace sim
