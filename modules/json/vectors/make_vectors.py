"""Writes the vectors of the json module: python3 make_vectors.py, in this folder.

What is right and wrong, and what values mean, comes from Python's json module; where a fault lies
is written here by hand, after RFC 8259 and the names in json.h. A case on which Python's judgement
differs from the one written here stops the script.
"""
import json


def refuse(name):
    raise ValueError(name)


def loads(text):
    return json.loads(text, parse_constant=refuse)


def is_json(data):
    try:
        loads(data.decode("utf-8") if isinstance(data, bytes) else data)
    except (ValueError, RecursionError):
        return False
    return True


def write(operation, source, cases):
    with open(operation + ".json", "w", encoding="utf-8") as file:
        file.write('{"operation": "%s", "source": "%s", "cases": [\n' % (operation, source))
        file.write(",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases))
        file.write("\n]}\n")


# Text, fault, offset in bytes.
WRONG = [
    ("", "unexpected_end", 0), (" \n", "unexpected_end", 2), ("[", "unexpected_end", 1), ("{", "unexpected_end", 1),
    ("[1", "unexpected_end", 2), ("[1,", "unexpected_end", 3), ('{"a"', "unexpected_end", 4),
    ('{"a":', "unexpected_end", 5), ('{"a":1', "unexpected_end", 6), ('{"a":1,', "unexpected_end", 7),
    ('"a', "unexpected_end", 2), ('["é', "unexpected_end", 4), ("-", "unexpected_end", 1), ("1.", "unexpected_end", 2),
    ("1e", "unexpected_end", 2), ("1e+", "unexpected_end", 3), ("tru", "unexpected_end", 3), ("n", "unexpected_end", 1),
    ("x", "expected_value", 0), ("]", "expected_value", 0), ("}", "expected_value", 0), (",", "expected_value", 0),
    (":", "expected_value", 0), ("'a'", "expected_value", 0), ("[1,]", "expected_value", 3), ("[,", "expected_value", 1),
    ("[}", "expected_value", 1), ('{"a":}', "expected_value", 5), ('{"a":,', "expected_value", 5),
    ("\ufeff{}", "expected_value", 0), ("False", "expected_value", 0), ("NaN", "expected_value", 0),
    ("Infinity", "expected_value", 0), ("+1", "expected_value", 0), (".5", "expected_value", 0),
    ("[é]", "expected_value", 1), ("\u00a01", "expected_value", 0), ("[\u000c]", "expected_value", 1),
    ("/**/1", "expected_value", 0), ("\u0000", "expected_value", 0),
    ("{1:2}", "expected_key", 1), ("{]", "expected_key", 1), ("{,", "expected_key", 1), ("{a:1}", "expected_key", 1),
    ('{"a":1,}', "expected_key", 7), ('{"a":1,2', "expected_key", 7), ("{null:1}", "expected_key", 1),
    ('{"a" 1}', "expected_colon", 5), ('{"a"}', "expected_colon", 4), ('{"a","b"}', "expected_colon", 4),
    ("[1 2]", "expected_comma", 3), ('["a""b"]', "expected_comma", 4), ('[1"b"]', "expected_comma", 2),
    ('{"a":1]', "expected_comma", 6), ("[1}", "expected_comma", 2), ("[1:2]", "expected_comma", 2),
    ("[[]{}]", "expected_comma", 3), ('{"a":1"b":2}', "expected_comma", 6), ('["é" "b"]', "expected_comma", 6),
    ("1 2", "trailing_content", 2), ("{}}", "trailing_content", 2), ("[]]", "trailing_content", 2),
    ("nullnull", "bad_literal", 4), ("null,", "trailing_content", 4), ('""x', "trailing_content", 2),
    ("nul ", "bad_literal", 3), ("trueish", "bad_literal", 4), ("tRue", "bad_literal", 1), ("[nil]", "bad_literal", 2),
    ("[fals]", "bad_literal", 5), ("true\u0000", "bad_literal", 4),
    ("01", "bad_number", 1), ("-01", "bad_number", 2), ("00", "bad_number", 1), ("-x", "bad_number", 1),
    ("--1", "bad_number", 1), ("1.x", "bad_number", 2), ("1.e1", "bad_number", 2), ("1ex", "bad_number", 2),
    ("1e1.5", "bad_number", 3), ("0x1", "bad_number", 1), ("1_000", "bad_number", 1), ("1.5.2", "bad_number", 3),
    ("1é", "bad_number", 1), ("[-]", "bad_number", 2), ("[1\u0001]", "bad_number", 2), ("1/2", "bad_number", 1),
    ('"\\x"', "bad_escape", 1), ('"a\\u12g4"', "bad_escape", 2), ('"\\u123', "bad_escape", 1), ('"\\', "bad_escape", 1),
    ('"\\u"', "bad_escape", 1), ('"\\U0041"', "bad_escape", 1), ('"\\é"', "bad_escape", 1), ('"\\u-123"', "bad_escape", 1),
    ("\"a\nb\"", "control_character", 2), ("\"\u0000\"", "control_character", 1), ("\"\u001f", "control_character", 1),
    ("\"a\tb\"", "control_character", 2), ('{"\n":1}', "control_character", 2), ('"\\\n"', "bad_escape", 1),
]
WRONG_BYTES = [
    (b'"\xff"', 1), (b'"a\x80"', 2), (b'"\xc3("', 1), (b'"\xc0\xaf"', 1), (b'"\xe0\x80\xaf"', 1), (b'"\xed\xa0\x80"', 1),
    (b'"\xf4\x90\x80\x80"', 1), (b'"\xf8\x88\x80\x80\x80"', 1), (b'"\xf0\x9f\x98"', 1), (b'"\xf0\x9f\x98', 1),
    (b'"\xc3\xa9\xe4\xb8"', 3), (b'{"\xfe":1}', 2),
]
RIGHT = [
    "0", "-0", "-0.5e-7", "1E+400", "1e-999", "12345678901234567890123", " \t\r\n true\n", "null", "false", '""', "[]", "{}",
    "[ ]", "{ }", '[[],{},[{}],{"":[]}]', '{"a":1,"a":2}', '[1,-2.5,3e4,true,false,null,"x"]',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\ud800"', '"é世😀\u007f\u2028"', "[ 1 , 2 ]", '"[{,:}]"',
    '["\\\\","\\\\\\"","\\\\\\\\\\\\"]', '{"é":{"世":[{"😀":null}]}}', "[0,0.0,0e0,-0e-0]", '"\ufeff"',
]
LONG_STRING = 'x' * 300


def validate_cases(as_bytes):
    def argument(text):
        return {"$bytes": text.encode("utf-8").hex()} if as_bytes else text

    cases = []
    for text in RIGHT:
        for whole in (text, " " * 61 + text + "\n" * 200, '["' + LONG_STRING + '",' + text + "]"):
            assert is_json(whole), whole
            cases.append({"arguments": [argument(whole)], "result": None})
    for text, code, offset in WRONG:
        for before in (0, 300):
            assert not is_json(" " * before + text), text
            cases.append({"arguments": [argument(" " * before + text)], "fault": {"code": code, "offset": offset + before}})
    if as_bytes:
        for data, offset in WRONG_BYTES:
            assert not is_json(data)
            for before in (0, 300):
                cases.append({"arguments": [{"$bytes": (b" " * before + data).hex()}],
                              "fault": {"code": "invalid_utf8", "offset": offset + before}})
    for text, limits, code, offset in [
        ("[[[1]]]", {"depthMax": 3}, None, 0), ("[[[1]]]", {"depthMax": 2}, "too_deep", 2),
        ('{"a":[]}', {"depthMax": 1}, "too_deep", 5), ("1", {"depthMax": 0}, None, 0), ("[]", {"depthMax": 0}, "too_deep", 0),
        ("[1,2]", {"sizeBytesMax": 5}, None, 0), ("[1,2]", {"sizeBytesMax": 4}, "too_large", 4),
        ('"é"', {"sizeBytesMax": 3}, "too_large", 3), ("x", {"sizeBytesMax": 0}, "too_large", 0),
        ("[-12.5e1,1]", {"numberBytesMax": 7}, None, 0), ("[-12.5e1,1]", {"numberBytesMax": 6}, "number_too_long", 1),
        ("[12345x", {"numberBytesMax": 2}, "bad_number", 6), (" " * 300 + "123", {"numberBytesMax": 2}, "number_too_long", 300),
        ("[" * 1024 + "]" * 1024, {}, None, 0), ("[" * 1025 + "]" * 1025, {}, "too_deep", 1024),
        ("[" * 1025 + "]" * 1025, {"depthMax": None}, "too_deep", 1024),
        ("[" * 2000 + "{}" + "]" * 2000, {"depthMax": 2001}, None, 0),
    ]:
        case = {"arguments": [argument(text), limits]}
        case.update({"result": None} if code is None else {"fault": {"code": code, "offset": offset}})
        cases.append(case)
    return cases


def place_of(text, offset):
    before = text.encode("utf-8")[:offset].decode("utf-8")
    line_begin = before.rfind("\n") + 1

    def units(part):
        return len(part.encode("utf-16-le")) // 2

    return {"line": before.count("\n") + 1, "column": units(before[line_begin:]) + 1, "index": units(before)}


def find_problem_cases():
    cases = [{"arguments": [text], "result": None} for text in RIGHT[:6]]
    for prefix in ("", "\n\n  ", '["é😀",\n"世", '):
        for text, code, offset in WRONG:
            offset += len(prefix.encode("utf-8"))
            whole = prefix + text
            if prefix.startswith("[") and (code == "trailing_content" or text == "]"):
                continue
            problem = {"code": code, "offset": offset, **place_of(whole, offset)}
            cases.append({"arguments": [whole], "result": problem})
    cases.append({"arguments": ["[[1]]", {"depthMax": 1}],
                  "result": {"code": "too_deep", "offset": 1, "line": 1, "column": 2, "index": 1}})
    return cases


def locate_cases():
    text = "{\n  \"😀é\": 世\r\n}\n"
    size = len(text.encode("utf-8"))
    offsets = [o for o in range(size + 1) if o == size or text.encode("utf-8")[o] & 0xc0 != 0x80]
    cases = [{"arguments": [text, offset], "result": place_of(text, offset)} for offset in offsets]
    cases.append({"arguments": [text, 4294967295], "result": place_of(text, size)})
    cases.append({"arguments": ["", 0], "result": {"line": 1, "column": 1, "index": 0}})
    return cases


RFC_6901 = """{
  "foo": ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\\\j": 5,
  "k\\"l": 6,
  " ": 7,
  "m~n": 8
}"""
RECORDS = json.dumps({"list": [{"id": i, "name": "n]}\"" + "é" * (i % 40), "sub": {"deep": [1, [2, {"z": None, "y": i / 8}]]}}
                               for i in range(30)], "last": True}, ensure_ascii=False)


def resolve(value, pointer):
    """RFC 6901 on Python's values: (found, value)."""
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isascii() and token.isdigit() and str(int(token)) == token and int(token) < len(value):
            value = value[int(token)]
        else:
            return False, None
    return True, value


# Text, pointer, what is found as it stands in the text.
FOUND = [(RFC_6901, "", RFC_6901), (RFC_6901, "/foo", '["bar", "baz"]'), (RFC_6901, "/foo/0", '"bar"'),
         (RFC_6901, "/", "0"), (RFC_6901, "/a~1b", "1"), (RFC_6901, "/c%d", "2"), (RFC_6901, "/e^f", "3"),
         (RFC_6901, "/g|h", "4"), (RFC_6901, "/i\\j", "5"), (RFC_6901, '/k"l', "6"), (RFC_6901, "/ ", "7"),
         (RFC_6901, "/m~0n", "8"), (RFC_6901, "/bar", None), (RFC_6901, "/foo/2", None), (RFC_6901, "/foo/-", None),
         (RFC_6901, "/foo/00", None), (RFC_6901, "/foo/01", None), (RFC_6901, "/foo/0/0", None), (RFC_6901, "//a", None),
         (RFC_6901, "/foo/99999999999", None), (RFC_6901, "/foo/", None), ("[]", "/0", None), ("{}", "/a", None),
         (" 17 ", "", "17"), ("17", "/a", None), ('"/a"', "/a", None),
         ('{"\\u0061\\/":1}', "/a~1", "1"), ('{"\\ud83d\\ude00":1}', "/😀", "1"), ('{"é":{"世":[]}}', "/é/世", "[]"),
         ('{"ab":1,"a":2,"abc":3}', "/abc", "3"), ('{"a\\\\":1}', "/a\\", "1"), ('{"~1":1,"/":2}', "/~01", "1"),
         ("[" * 128 + "1" + "]" * 128, "/0" * 128, "1"), ('[0,{"a":[1,2 , {"b" : -1.5e3 } ]}]', "/1/a/2/b", "-1.5e3")]
# First of several, half pairs and wrong names: outside of what Python would say.
FOUND_ONLY = [('{"a":1,"a":2}', "/a", "1"), ('{"\\ud800":1}', "/\ufffd", "1"), ('{"\\q":0,"a":1}', "/a", "1"),
              ('{"a\nb":1}', "/a\nb", None), ('{"a":1,', "/a", "1"), ('{"x":[},"a":1', "/a", "1"),
              ('[tru,"\\q",5', "/2", "5"), ("[1 ", "/0", "1"), ('{"a":{"b":[1}', "/a/b/0", "1"), ("[x,1]", "/1", "1"),
              ("[[1,2],3", "/0/x", None), ('[{"a":1},2', "/x", None)]
FAULTS = [("[tru]", "/0", "bad_literal", 4), ("[tru", "/0", "unexpected_end", 4), ("[1.]", "/0", "bad_number", 3),
          ('[1,{"a":tru,}]', "/1", "bad_literal", 11), ('{"a":1', "/b", "unexpected_end", 6),
          ('{"a":1 2', "/b", "expected_comma", 7), ('{"a":1]', "/b", "expected_comma", 6), ('{"a" 1', "/b", "expected_colon", 5),
          ("{a", "/b", "expected_key", 1), ('{"a":1,}', "/b", "expected_key", 7), ("[,1]", "/1", "expected_value", 1),
          ("[[", "/0", "unexpected_end", 2), ("[[1", "/x", None, 0), ('[{"a":1}', "/1", "unexpected_end", 8),
          ("", "", "unexpected_end", 0), ("", "/a", "unexpected_end", 0), ("x", "", "expected_value", 0),
          ("[}", "", "expected_value", 1), ('["\\q"]', "/0", "bad_escape", 2), ('["a\tb"]', "/0", "control_character", 3),
          ("[" * 1026 + "]" * 1026, "/0", "too_deep", 1025),
          ("x", "a", "bad_pointer", 0), ("x", "/a~2", "bad_pointer", 2), ("x", "/~", "bad_pointer", 1), ("1", "é/", "bad_pointer", 0),
          ("x", "/0" * 128 + "/", "too_deep", 256)]


def read_cases(as_bytes):
    def argument(text):
        return {"$bytes": text.encode("utf-8").hex()} if as_bytes else text

    cases = []
    for text, pointer, result in FOUND:
        is_found, value = resolve(loads(text), pointer)
        assert is_found == (result is not None) and (not is_found or loads(result) == value), (text, pointer)
        cases.append({"arguments": [argument(text), pointer], "result": result})
    cases += [{"arguments": [argument(text), pointer], "result": result} for text, pointer, result in FOUND_ONLY]
    for text, pointer, code, offset in FAULTS:
        case = {"arguments": [argument(text), pointer]}
        cases.append({**case, "result": None} if code is None else {**case, "fault": {"code": code, "offset": offset}})
    if as_bytes:
        cases.append({"arguments": [{"$bytes": b'["\xff",1]'.hex()}, "/1"], "result": "1"})
        cases.append({"arguments": [{"$bytes": b'["\xff",1]'.hex()}, "/0"], "fault": {"code": "invalid_utf8", "offset": 2}})
        cases.append({"arguments": [{"$bytes": b'{"\xff":1,"a":2}'.hex()}, "/a"], "result": "2"})
    return cases


def raw(value):
    """As json.dumps wrote it into RECORDS."""
    return json.dumps(value, ensure_ascii=False)


def read_all_cases(as_bytes):
    def argument(text):
        return {"$bytes": text.encode("utf-8").hex()} if as_bytes else text

    cases = []
    lists = [[], [""], ["/last", "/list/3/name", "/list/3", "/list/29/sub/deep/1/1/z", "/list/30", "/list/29", "/list/3/name"],
             ["/list/7/none", "/none", "/last/0"], ["/list/%d/id" % (i * 7 % 31) for i in range(31)],
             ["/list/0/sub/deep", "/list/0/sub/deep/1/1", "/list/0/sub/deep/1/1/y", ""]]
    for pointers in lists:
        results = []
        for pointer in pointers:
            is_found, value = resolve(loads(RECORDS), pointer)
            results.append(raw(value) if is_found else None)
        cases.append({"arguments": [argument(RECORDS), pointers], "result": results})
    for text, pointers, result in [
        ("[[1,2],3", ["/0/0", "/1"], ["1", "3"]), ('[{"a":1,x', ["/0/a"], ["1"]), ("[1,x]", ["/x", "/0"], [None, "1"]),
        ('{"a":[1,2],"a":3}', ["/a/1", "/a"], ["2", "[1,2]"]),
    ]:
        cases.append({"arguments": [argument(text), pointers], "result": result})
    for text, pointers, code, offset in [
        ("[1", ["", "x", "/~"], "bad_pointer", 0), ('[{"a":1,x', ["/0/a", "/1"], "unexpected_end", 9),
        ("[tru,fals,1]", ["/2", "/1", "/0"], "bad_literal", 9), ("[[1,[x", ["/0/0", "/x", "/1"], "unexpected_end", 6),
    ]:
        cases.append({"arguments": [argument(text), pointers], "fault": {"code": code, "offset": offset}})
    return cases


# What paths lead to, after RFC 9535 as far as path.h goes: the ways to the values, which are Python's.
STORE = json.dumps({
    "store": {"book": [{"title": "A", "price": 8.95, "tags": ["x", [1]]}, {"title": "Bé", "price": 12}, 7, {"price": None}],
              "bicycle": {"price": 399}},
    "first name": [True, False], "it's \"": {"a\\b": 0}, "ü": 1, "0": 2, "deep": [[[["end"]]]], "none": [], "nothing": {}}, ensure_ascii=False)
PATHS = [
    ("$", [[]]), ("$.store.book[*].price", [["store", "book", i, "price"] for i in (0, 1, 3)]),
    ("$.store.*.price", [["store", "bicycle", "price"]]), ("$.store.book[0].tags[*]", [["store", "book", 0, "tags", i] for i in (0, 1)]),
    ("$.store.book[0].tags[1][0]", [["store", "book", 0, "tags", 1, 0]]), ("$['first name'][1]", [["first name", 1]]),
    ("$[\"first name\"].*", [["first name", 0], ["first name", 1]]), (r"""$['it\'s "']["a\\b"]""", [["it's \"", "a\\b"]]),
    ("$.ü", [["ü"]]), ("$['0']", [["0"]]), ("$[0]", []), ("$.store.book.price", []), ("$.store.book[4]", []), ("$.x.*", []),
    ("$.*.book[2]", [["store", "book", 2]]), ("$.store.book[*].tags.*[*]", [["store", "book", 0, "tags", 1, 0]]),
    ("$[*][0][0][*]", [["deep", 0, 0, 0]]), ("$.none[*]", []), ("$.nothing.*", []), ("$.store.book[2].*", []),
    ("$[*]", [[key] for key in ("store", "first name", "it's \"", "ü", "0", "deep", "none", "nothing")]),
]


def select_cases(as_bytes):
    def argument(text):
        return {"$bytes": text.encode("utf-8").hex()} if as_bytes else text

    cases = []
    for path, ways in PATHS:
        results = []
        for way in ways:
            value = loads(STORE)
            for key in way:
                value = value[key]
            results.append(raw(value))
        cases.append({"arguments": [argument(STORE), path], "result": results})
    for text, path, result in [
        (' [ 1 ,{"a" :2} ] ', "$[*]", ["1", '{"a" :2}']), ('{"a":1,"a":2}', "$.a", ["1"]), ('{"a":1,"a":2}', "$.*", ["1", "2"]),
        ("7", "$", ["7"]), (" 7 ", "$[*]", []), ('{"\\u0061":[]}', "$.a", ["[]"]), ("[" * 200 + "]" * 200, "$" + "[0]" * 128, ["[" * 72 + "]" * 72]),
    ]:
        cases.append({"arguments": [argument(text), path], "result": result})
    for path, offset in [
        ("", 0), ("a", 0), ("$a", 1), ("$.", 2), ("$.1", 2), ("$..a", 2), ("$.a b", 3), ("$[", 2), ("$[]", 2), ("$[01]", 2), ("$[1", 3),
        ("$[-1]", 2), ("$[1234567890]", 2), ("$['a", 4), ("$['a'", 5), (r"$['\n']", 3), ("$[*", 3), ("$[1 ]", 3), ("$.ü-", 4), ("$['ü\\", 5),
    ]:
        cases.append({"arguments": [argument("[x"), path], "fault": {"code": "bad_path", "offset": offset}})
    cases.append({"arguments": [argument("1"), "$" + ".a" * 129], "fault": {"code": "too_deep", "offset": 257}})
    cases.append({"arguments": [argument("[1,x]"), "$[0]"], "fault": {"code": "expected_value", "offset": 3}})
    return cases


BY_HAND = "Python's json says whether, the place is by hand; make_vectors.py"
write("validate", BY_HAND, validate_cases(False))
write("validate_bytes", BY_HAND, validate_cases(True))
write("find_problem", BY_HAND, find_problem_cases())
write("locate", "Python's str; make_vectors.py", locate_cases())
write("read", "RFC 6901 on Python's values; make_vectors.py", read_cases(False))
write("read_bytes", "RFC 6901 on Python's values; make_vectors.py", read_cases(True))
write("read_all", "RFC 6901 on Python's values; make_vectors.py", read_all_cases(False))
write("read_all_bytes", "RFC 6901 on Python's values; make_vectors.py", read_all_cases(True))
write("select", "RFC 9535 by hand on Python's values; make_vectors.py", select_cases(False))
write("select_bytes", "RFC 9535 by hand on Python's values; make_vectors.py", select_cases(True))

MINIFY = [" [ 1 , 2 ]\n", '{ "a b" : "c\\" d" , "e":[ ] }', '"  "', "\t\r\n null ", '["a" , "b"]', '{"é" :\n"世 界"}', "[[[ ]]]", "-1.50e+3",
          '{"list": [' + ", ".join('{"id": %d, "name": "n %d"}' % (i, i) for i in range(40)) + "]\n}"]


def minify_cases():
    cases = []
    for text in MINIFY:
        result, inside, escaped = "", False, False
        for letter in text:
            if inside or letter not in " \t\r\n":
                result += letter
            if letter == '"' and not escaped:
                inside = not inside
            escaped = letter == "\\" and not escaped
        assert loads(result) == loads(text)
        cases.append({"arguments": [text], "result": result})
    for text, code, offset in WRONG[::9]:
        cases.append({"arguments": [text], "fault": {"code": code, "offset": offset}})
    return cases


# RFC 8785, 3.2.2 and appendix B, and what its rules say of the edges.
CANONICAL = [
    ('{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
     '"string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals": [null, true, false]}',
     '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
     '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
    ('{"\\u20ac": "Euro Sign","\\r": "Carriage Return","\\ufb33": "Hebrew Letter Dalet With Dagesh","1": "One",'
     '"\\ud83d\\ude00": "Emoji: Grinning Face","\\u0080": "Control","\\u00f6": "Latin Small Letter O With Diaeresis"}',
     '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",'
     '"😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'),
    ('{"b":{"z":1,"a":[{"d":1,"c":2}]},"a":{}}', '{"a":{},"b":{"a":[{"c":2,"d":1}],"z":1}}'), ("[]", "[]"), ('""', '""'),
    ('"\\u0000\\u001f\\b\\f\\t\\u007f\\u2028"', '"\\u0000\\u001f\\b\\f\\t\u007f\u2028"'), ('{"":1,"a":2,"\\u0000":3}', '{"":1,"\\u0000":3,"a":2}'),
    ("[-0, 0.0, -0e9, 100, 1e21, 1e20, 123456789012345678901, 0.000001, 1e-7, 12.5e1]",
     "[0,0,0,100,1e+21,100000000000000000000,123456789012345680000,0.000001,1e-7,125]"),
    ("[9007199254740993, 9007199254740992.5, 5e-324, 2e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-400]",
     "[9007199254740992,9007199254740992,5e-324,0,1.7976931348623157e+308,2.2250738585072014e-308,0]"),
    ("[0.1, 0.30000000000000004, 1.0000000000000002, 5.68434188608080148696899414062e-14, 295147905179352830000, 9.5e-7]",
     "[0.1,0.30000000000000004,1.0000000000000002,5.684341886080802e-14,295147905179352830000,9.5e-7]"),
]
CANONICAL_FAULTS = [('{"a":1,"b":{"a":2,"a":3}}', "duplicate_key", 18), ('{"a":1,"\\u0061":{"b":1,"b":2}}', "duplicate_key", 23),
                    ('{"b":1,"a":2,"a":3,"b":4}', "duplicate_key", 13), ('["\\ud800"]', "lone_surrogate", 2),
                    ('["\\ud83d\\ude00\\udc00"]', "lone_surrogate", 14), ('{"a\\ud800\\u0041":1}', "lone_surrogate", 3),
                    ("[1,1e309]", "number_out_of_range", 3), ("-1e999", "number_out_of_range", 0),
                    ('{"a":1,"a":[1e999]}', "number_out_of_range", 12)]


def canonical_cases():
    cases = []
    for text, result in CANONICAL:
        for again in (text, result):
            assert json.loads(again, parse_int=float) == json.loads(result, parse_int=float), text
            cases.append({"arguments": [again], "result": result})
    for text, code, offset in CANONICAL_FAULTS + [wrong for wrong in WRONG[::9]]:
        cases.append({"arguments": [text], "fault": {"code": code, "offset": offset}})
    return cases


def edit_cases(rows):
    cases = []
    for *arguments, result in rows:
        case = {"arguments": arguments}
        cases.append({**case, "fault": dict(zip(("code", "offset"), result))} if isinstance(result, tuple) else {**case, "result": result})
    return cases


TEXT = '{ "a" : [1, 2 ,3], "b":{"c":null} ,"é":"x" }'
REPLACE = [(TEXT, "/a/1", "[ 9 ]", '{ "a" : [1, [ 9 ] ,3], "b":{"c":null} ,"é":"x" }'), (TEXT, "/é", ' "y" ', '{ "a" : [1, 2 ,3], "b":{"c":null} ,"é":"y" }'),
           (TEXT, "", "1", "1"), (" 1 ", "", "2", " 2 "), (TEXT, "/b/c", "{}", '{ "a" : [1, 2 ,3], "b":{"c":{}} ,"é":"x" }'),
           (TEXT, "/a/3", "1", ("not_found", 0)), (TEXT, "/a/-", "1", ("not_found", 0)), (TEXT, "/x", "1", ("not_found", 0)),
           (TEXT, "/a/0/0", "1", ("not_found", 0)), (TEXT, "/a", "[1,]", ("bad_value", 3)), (TEXT, "a", "x", ("bad_pointer", 0)),
           ("[1", "a", "x", ("unexpected_end", 2))]
INSERT = [(TEXT, "/a/1", "0", '{ "a" : [1, 0,2 ,3], "b":{"c":null} ,"é":"x" }'), (TEXT, "/a/3", "4", '{ "a" : [1, 2 ,3,4], "b":{"c":null} ,"é":"x" }'),
          (TEXT, "/a/-", "4", '{ "a" : [1, 2 ,3,4], "b":{"c":null} ,"é":"x" }'), (TEXT, "/d\"", "4", '{ "a" : [1, 2 ,3], "b":{"c":null} ,"é":"x","d\\"":4 }'),
          (TEXT, "/a", "4", '{ "a" : 4, "b":{"c":null} ,"é":"x" }'), ("[]", "/0", "1", "[1]"), ("[ ]", "/-", "1", "[1 ]"), ("{}", "/~1", "1", '{"/":1}'),
          (TEXT, "", " 5 ", "5"), (TEXT, "/a/4", "1", ("not_found", 0)), (TEXT, "/x/y", "1", ("not_found", 0)), (TEXT, "/é/0", "1", ("not_found", 0)),
          ("[1]", "/x", "1", ("not_found", 0)), ("[1]", "/0", "", ("bad_value", 0))]
REMOVE = [(TEXT, "/a/0", '{ "a" : [2 ,3], "b":{"c":null} ,"é":"x" }'), (TEXT, "/a/2", '{ "a" : [1, 2], "b":{"c":null} ,"é":"x" }'),
          (TEXT, "/b/c", '{ "a" : [1, 2 ,3], "b":{} ,"é":"x" }'), (TEXT, "/a", '{ "b":{"c":null} ,"é":"x" }'),
          (TEXT, "/é", '{ "a" : [1, 2 ,3], "b":{"c":null} }'), ("[ 1 ]", "/0", "[  ]"), (TEXT, "", ("not_found", 0)), (TEXT, "/a/-", ("not_found", 0)),
          (TEXT, "/q", ("not_found", 0)), ("[1,2]", "/2", ("not_found", 0))]
# RFC 7396, appendix A, and the edges.
MERGE = [('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'), ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'), ('{"a":"b"}', '{"a":null}', "{}"),
         ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'), ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'), ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
         ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'), ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
         ('["a","b"]', '["c","d"]', '["c","d"]'), ('{"a":"b"}', '["c"]', '["c"]'), ('{"a":"foo"}', "null", "null"), ('{"a":"foo"}', '"bar"', '"bar"'),
         ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'), ("[1,2]", '{"a":"b","c":null}', '{"a":"b"}'), ("{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'),
         (' { "a" : [ 1 ] , "b" : 2 } ', ' { "c" : { "d" : [ 1 , 2 ] } } ', '{"a":[ 1 ],"b":2,"c":{"d":[ 1 , 2 ]}}'),
         ('{"\\u0061":1}', '{"a":2}', '{"\\u0061":2}'), ('{"a":1,"a":2}', '{"a":3}', '{"a":3,"a":3}'), ('{"a":1}', '{"b":1,"c":2,"b":3}', '{"a":1,"b":3,"c":2}'),
         ("[1", "{}", ("unexpected_end", 2)), ("{}", "{,", ("bad_patch", 1)), ("{}", "[" * 129 + "]" * 129, ("bad_patch", 128)),
         ("{}", '{"a":' * 127 + "{}" + "}" * 127, '{"a":' * 127 + "{}" + "}" * 127)]
DOC = '{"foo":["bar","baz"],"n":{"x":1.0}}'
# RFC 6902, appendix A, and the edges.
PATCH = [('{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'),
         ('{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]', '{"foo":["bar","qux","baz"]}'),
         ('{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'),
         ('{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]', '{"foo":["bar","baz"]}'),
         ('{"baz":"qux","foo":"bar"}', '[{"op":"replace","path":"/baz","value":"boo"}]', '{"baz":"boo","foo":"bar"}'),
         ('{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}', '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
          '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}'),
         ('{"foo":["all","grass","cows","eat"]}', '[{"op":"move","from":"/foo/1","path":"/foo/3"}]', '{"foo":["all","cows","eat","grass"]}'),
         ('{"baz":"qux","foo":["a",2,"c"]}', '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]', '{"baz":"qux","foo":["a",2,"c"]}'),
         ('{"baz":"qux"}', '[{"op":"test","path":"/baz","value":"bar"}]', ("test_failed", 1)),
         ('{"foo":"bar"}', '[{"op":"add","path":"/child","value":{"grandchild":{}}}]', '{"foo":"bar","child":{"grandchild":{}}}'),
         ('{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux","xyz":123}]', '{"foo":"bar","baz":"qux"}'),
         ('{"foo":"bar"}', '[{"op":"add","path":"/baz/bat","value":"qux"}]', ("not_found", 1)),
         ('{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":10}]', '{"/":9,"~1":10}'),
         ('{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":"10"}]', ("test_failed", 1)),
         ('{"foo":["bar"]}', '[{"op":"add","path":"/foo/-","value":["abc","def"]}]', '{"foo":["bar",["abc","def"]]}'),
         (DOC, '[]', DOC), (DOC, '[{"op":"copy","from":"/foo","path":"/foo/0"}]', '{"foo":[["bar","baz"],"bar","baz"],"n":{"x":1.0}}'),
         (DOC, '[{"op":"test","path":"/n","value":{ "x":1e0 }}]', DOC), (DOC, '[{"op":"move","from":"/n","path":"/n"}]', DOC),
         (DOC, '[{"op":"move","from":"/n","path":"/n/x/y"}]', ("bad_patch", 1)), (DOC, '[{"op":"move","from":"/q","path":"/n"}]', ("not_found", 1)),
         (DOC, '[{"op":"move","from":"/foo/0","path":"/n"}]', '{"foo":["baz"],"n":"bar"}'), (DOC, '[{"op":"replace","path":"","value":[]}]', "[]"),
         (DOC, '[{"op":"remove","path":"/foo"},{"op":"remove","path":"/foo"}]', ("not_found", 31)), (DOC, "{}", ("bad_patch", 0)), (DOC, "[1]", ("bad_patch", 1)),
         (DOC, '[{"op":"add","path":"/x"}]', ("bad_patch", 1)), (DOC, '[ {"op":"spam","path":"/x"}]', ("bad_patch", 2)), (DOC, '[{"path":"/x","value":1}]', ("bad_patch", 1)),
         (DOC, '[{"op":"add","path":"x","value":1}]', ("bad_patch", 1)), (DOC, '[{"op":"add","path":1,"value":1}]', ("bad_patch", 1)), (DOC, "[1,", ("bad_patch", 3)),
         (DOC, '[{"op":"copy","path":"/x"}]', ("bad_patch", 1)), (DOC, '[{"op":"test","path":"/none","value":null}]', ("not_found", 1)), ("[1", "[]", ("unexpected_end", 2))]


def record(line, text, fault=None, offset=0):
    return {"line": line, "text": text, "fault": fault, "offset": offset}


LINES = [("", {}, []), ("1\n2\n", {}, [record(1, "1"), record(2, "2")]), ('{"a":1}\r\n\n  [2] \n"é"', {}, [record(1, '{"a":1}'), record(3, "[2]"), record(4, '"é"')]),
         ("1\n[1,\n2", {}, [record(1, "1"), record(2, "[1,", "unexpected_end", 3), record(3, "2")]), ("  \n\t\n", {}, []),
         ("[[1]]\n[1]\n1234\n12", {"depthMax": 1, "numberBytesMax": 3}, [record(1, "[[1]]", "too_deep", 1), record(2, "[1]"),
                                                                     record(3, "1234", "number_too_long", 0), record(4, "12")]),
         ("[1,2]\n[1]\n[1,2]", {"sizeBytesMax": 4}, [record(1, "", "too_large", 4), record(2, "[1]"), record(3, "", "too_large", 4)])]

write("minify", "by the definition, in make_vectors.py", minify_cases())
write("canonical", "RFC 8785, 3.2.2 and 3.2.3, and numbers of its appendix B; values by Python's json", canonical_cases())
write("replace", "by hand", edit_cases(REPLACE))
write("insert", "by hand, after RFC 6902", edit_cases(INSERT))
write("remove", "by hand", edit_cases(REMOVE))
write("merge_patch", "RFC 7396, appendix A, and by hand", edit_cases(MERGE))
write("patch", "RFC 6902, appendix A, and by hand", edit_cases(PATCH))
write("read_lines", "by hand", edit_cases(LINES))
