"""Writes the vectors of the memory module: python3 make_vectors.py, in this folder.

Bytes and faults come from Python's own slices and comparisons. An aggregate is computed here a
third time, in the order of operations that aggregate.h fixes (Python's floats are IEEE doubles),
and every number is then held against the exact one from rational arithmetic (fractions, and
decimal with 60 digits for the square root): a result further away than its bound stops the script.
"""
import json
import math
import random
import struct
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
random.seed(20260101)
FIELDS = ("count", "min", "max", "mean", "standardDeviation", "p50", "p95", "p99")


def two_sum(total, lost, value):
    after = total + value
    added = after - total
    return after, lost + ((total - (after - added)) + (value - added))


def lane_sum(values):
    lanes = [(0.0, 0.0)] * 4
    for i, value in enumerate(values):
        lanes[i % 4] = two_sum(*lanes[i % 4], value)
    total = (0.0, 0.0)
    lost = 0.0
    for lane, lane_lost in lanes:
        total = two_sum(*total, lane)
        lost += lane_lost
    return total[0] + (total[1] + lost)


def moments(values, low, high):
    if math.isinf(low) or math.isinf(high):
        return low + high, math.nan
    if low == high:
        return low, 0.0
    exponent = struct.unpack("<Q", struct.pack("<d", max(abs(low), abs(high))))[0] >> 52
    exponent = min(max(2046 - exponent, 1), 2045) - 1023
    into, out = math.ldexp(1.0, exponent), math.ldexp(1.0, -exponent)
    count = len(values)
    mean = lane_sum([value * into - 0.0 for value in values]) / count
    deviations = [value * into - mean for value in values]
    first, squares = lane_sum(deviations), lane_sum([x * x for x in deviations])
    variance = (squares - first * first / count) / count
    return min(max(mean * out, low), high), math.sqrt(max(variance, 0.0)) * out


def quantile(ordered, percent):
    whole, rest = divmod((len(ordered) - 1) * percent, 100)
    lower = ordered[whole]
    if rest == 0 or lower == ordered[whole + 1]:
        return lower
    upper, fraction = ordered[whole + 1], rest / 100
    between = lower * (1 - fraction) + upper * fraction
    return min(max(between, lower), upper) if between == between else between


def hold(what, value, exact, ulps):
    """`exact` is a Fraction or Decimal; the bound is in units of the last place of the value."""
    bound = Fraction(math.ulp(value)) * ulps
    distance = abs(Fraction(value) - Fraction(exact))
    assert distance <= bound, (what, value, float(exact))


def check_exactly(values, result):
    exact = [Fraction(value) for value in values]
    count = len(exact)
    mean = sum(exact) / count
    hold("mean", result["mean"], mean, 1)
    variance = sum((x - mean) ** 2 for x in exact) / count
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    hold("standard deviation", result["standardDeviation"], Fraction(root), 3)
    ordered = sorted(exact)
    for name, percent in (("p50", 50), ("p95", 95), ("p99", 99)):
        whole, rest = divmod((count - 1) * percent, 100)
        after = ordered[min(whole + 1, count - 1)]
        between = ordered[whole] + (after - ordered[whole]) * Fraction(rest, 100)
        magnitude = Fraction(math.ulp(max(abs(float(ordered[whole])), abs(float(after)))))
        assert abs(Fraction(result[name]) - between) <= 2 * magnitude, (name, result[name])


def aggregate(values):
    values = [value + 0.0 for value in values]
    low, high = min(values), max(values)
    mean, deviation = moments(values, low, high)
    ordered = sorted(values)
    quantiles = (quantile(ordered, percent) for percent in (50, 95, 99))
    result = dict(zip(FIELDS, (len(values), low, high, mean, deviation, *quantiles)))
    if not (math.isinf(low) or math.isinf(high)):
        check_exactly(values, result)
    return result


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else 0
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def tagged(value):
    plain = number(value)
    return {"$number": plain} if isinstance(plain, str) else plain


def aggregate_case(values):
    result = aggregate([float(value) for value in values])
    return {"arguments": [{"$f64": [number(float(value)) for value in values]}],
            "result": {name: tagged(value) for name, value in result.items()}}


def aggregate_fault(values, code, offset):
    return {"arguments": [{"$f64": [number(float(value)) for value in values]}],
            "fault": {"code": code, "offset": offset}}


def aggregate_cases():
    nan, infinity, largest, smallest = math.nan, math.inf, 1.7976931348623157e308, 5e-324
    yield aggregate_fault([], "empty_input", 0)
    yield aggregate_fault([nan], "not_a_number", 0)
    yield aggregate_fault([1, 2, 3, 4, nan, nan, 7], "not_a_number", 4)
    yield aggregate_fault([1, infinity, nan], "not_a_number", 2)
    special = [
        [0], [-0.0], [0, -0.0], [-0.0, -0.0, -0.0], [1], [-1.5], [1, 2], [2, 1], [0.1] * 3, [0.1] * 41,
        [0.1, 0.2, 0.3], [1e16, 1, -1e16], [1e16, 1, 1, 1, 1, -1e16], [1e8 + 4, 1e8 + 7, 1e8 + 13, 1e8 + 16],
        [1, 1 + 2.0**-52], [largest], [largest, largest], [largest, -largest], [largest] * 5 + [largest / 2],
        [-largest, -largest, largest], [1e308, 1e-308], [smallest], [smallest, 0], [smallest, -smallest],
        [smallest, smallest * 3, smallest * 8], [2.2250738585072014e-308, smallest], [1e-200, 2e-200, 4e-200],
        [1e200, 2e200, 4e200], [infinity], [-infinity], [infinity, -infinity], [infinity, infinity], [1, infinity],
        [-infinity, 1, 2], [-infinity, 1, 2, infinity], [-infinity] * 3 + [5] * 3 + [infinity] * 3,
        [1, -1] * 20, [5] * 70, [1] * 69 + [2], list(range(1, 102)), list(range(101, 0, -1)), list(range(1, 22)),
        [*range(50), *range(50, 0, -1)], [3, 3, 1, 1, 2, 2] * 11, [2.0**i for i in range(-30, 31)],
    ]
    yield from map(aggregate_case, special)
    for size in range(1, 71):
        yield aggregate_case([random.randint(-99999, 99999) / 1000 for _ in range(size)])
    yield aggregate_case([random.randint(0, 9) for _ in range(1000)])
    yield aggregate_case([round(random.lognormvariate(3, 1), 2) for _ in range(1500)])
    yield aggregate_case([random.uniform(-1, 1) * 10.0 ** random.randint(-300, 300) for _ in range(40)])


def data(values):
    return {"$bytes": bytes(values).hex()}


def case(arguments, result, after=None):
    written = {"arguments": arguments, "result": result}
    return written if after is None else {**written, "after": after}


def out_of_range(arguments, offset):
    return {"arguments": arguments, "fault": {"code": "out_of_range", "offset": offset}, "after": arguments}


def compare_cases():
    def one(left, right):
        return case([data(left), data(right)], (left > right) - (left < right))
    for left, right in ((b"", b""), (b"", b"\0"), (b"\0", b""), (b"a", b"b"), (b"\x7f", b"\x80"), (b"\xff", b"\x00\xff"),
                        (b"ab", b"abc"), (b"abd", b"abcd"), (bytes(300), bytes(300)), (bytes(300), bytes(299) + b"\1")):
        yield one(left, right)
        yield one(right, left)
    for size in range(1, 71):
        left = random.randbytes(size)
        place = random.randrange(size)
        right = left[:place] + bytes([left[place] ^ (1 << random.randrange(8))]) + random.randbytes(size - place - 1)
        yield one(left, left)
        yield one(left, right)
        yield one(left, left[:-1])


def fill_cases():
    def one(size, value, offset, length):
        before = random.randbytes(size)
        arguments = [data(before), value, {"offset": offset, "sizeBytes": length}]
        if offset > size:
            return out_of_range(arguments, offset)
        if length > size - offset:
            return out_of_range(arguments, size)
        after = before[:offset] + bytes([value]) * length + before[offset + length:]
        return case(arguments, length, [data(after), *arguments[1:]])
    for size, offset, length in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 1, 0), (1, 1, 1), (1, 2, 0), (4, 0, 5), (4, 3, 2),
                                 (4, 4294967295, 0), (4, 4294967295, 4294967295), (4, 1, 4294967295), (4, 2, 4294967294)):
        yield one(size, 7, offset, length)
    for size in range(71):
        offset = random.randint(0, size)
        yield one(size, random.randrange(256), offset, random.randint(0, size - offset))


def copy_cases():
    def one(size, source_size, offset):
        before, source = random.randbytes(size), random.randbytes(source_size)
        arguments = [data(before), data(source), offset]
        if offset > size:
            return out_of_range(arguments, offset)
        if source_size > size - offset:
            return out_of_range(arguments, size)
        after = before[:offset] + source + before[offset + source_size:]
        return case(arguments, source_size, [data(after), *arguments[1:]])
    for sizes in ((0, 0, 0), (0, 1, 0), (0, 0, 1), (3, 3, 0), (3, 4, 0), (3, 1, 3), (3, 0, 3), (3, 0, 4), (3, 1, 4294967295)):
        yield one(*sizes)
    for size in range(71):
        source_size = random.randint(0, size)
        yield one(size, source_size, random.randint(0, size - source_size))


def copy_within_cases():
    def one(size, destination, offset, length):
        before = random.randbytes(size)
        arguments = [data(before), destination, {"offset": offset, "sizeBytes": length}]
        for start in (offset, destination):
            if start > size:
                return out_of_range(arguments, start)
            if length > size - start:
                return out_of_range(arguments, size)
        after = bytearray(before)
        after[destination:destination + length] = before[offset:offset + length]
        return case(arguments, length, [data(after), *arguments[1:]])
    for places in ((0, 0, 0, 0), (0, 0, 0, 1), (8, 0, 1, 7), (8, 1, 0, 7), (8, 1, 0, 8), (8, 0, 1, 8), (8, 9, 0, 0),
                   (8, 0, 9, 0), (8, 8, 8, 0), (8, 4294967295, 0, 2), (8, 0, 4294967295, 2), (8, 0, 2, 4294967295)):
        yield one(*places)
    for size in range(1, 71):
        length = random.randint(0, size)
        yield one(size, random.randint(0, size - length), random.randint(0, size - length), length)


def pool_create_cases():
    def refused(name, block_bytes, block_count):
        return {"arguments": [name, block_bytes, block_count], "fault": {"code": "bad_size", "offset": 0}}
    yield refused("", 16, 1)
    yield refused({"$repeat": ["n", 65]}, 16, 1)
    yield refused({"$repeat": ["é", 33]}, 16, 1)
    yield refused("none", 16, 0)
    yield refused("hollow", 0, 16)
    yield refused("too large", 2**30 + 1, 1)
    yield refused("too large", 2**30, 1)
    yield refused("too many", 1, 4294967295)
    yield refused("both", 4294967295, 4294967295)
    yield case([{"$repeat": ["n", 64]}, 16, 3], 60)
    yield case(["vectors, one byte each", 1, 2], 40)
    yield case(["vectors, größer", 1000, 10], 10120)


def write(operation, source, cases):
    lines = ",\n    ".join(json.dumps(one, ensure_ascii=False) for one in cases)
    with open(f"{operation}.json", "w", encoding="utf-8") as file:
        file.write(f'{{\n  "operation": "{operation}",\n  "source": {json.dumps(source)},\n  "cases": [\n    {lines}\n  ]\n}}\n')


def fault(arguments, code, offset=0):
    return {"arguments": arguments, "fault": {"code": code, "offset": offset}}


def main():
    write("aggregate", "make_vectors.py: the documented order of operations in Python floats, each number held against exact "
          "rational arithmetic (mean within 1 ulp, standard deviation 3, quantiles 2 of the larger neighbour)", aggregate_cases())
    python = "make_vectors.py: slices and comparisons of Python's bytes"
    write("compare", python, compare_cases())
    write("fill", python, fill_cases())
    write("copy", python, copy_cases())
    write("copy_within", python, copy_within_cases())
    rules = "make_vectors.py: the rules in memory.h and pool.h (blocks rounded up to 16, 4 bytes more for each)"
    write("pool_create", rules, pool_create_cases())
    for operation, rest in (("pool_destroy", []), ("pool_take", []), ("pool_give_back", [0]), ("pool_statistics", []),
                            ("pool_write", [0, 0, data(b"x")]), ("pool_read", [0, 0, 1])):
        write(operation, rules, [fault([name, *rest], "unknown_pool") for name in ("nobody", "", "größe")])
    for operation, rest in (("arena_destroy", []), ("arena_allocate", [8, 8]), ("arena_mark", []), ("arena_reset", [0]),
                            ("arena_statistics", []), ("arena_write", [0, data(b"x")]), ("arena_read", [0, 1])):
        write(operation, "make_vectors.py: handles count up from 1",
              [fault([handle, *rest], "unknown_arena", handle) for handle in (0, 4000000000, 4294967295)])


main()
