// Texts written anew, as write.h has it. Numbers need nothing: what RFC 8785 asks for is what this
// language does.
import {
  braceClose, braceOpen, bracketClose, bracketOpen, check, colon, comma, decodeString, decoder, encoder, fail, hex4, isDelimiter,
  isDigit, isSpace, minus, quote, skipSpace, stringEnd,
} from "./twin-tokens.js";

export function minify(text: string): string {
  const bytes = encoder.encode(text);
  check(bytes, {});
  const minified = new Uint8Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length;) {
    const end = bytes[at] === quote ? stringEnd(bytes, at) : at + 1;
    if (!isSpace(bytes[at]!)) {
      minified.set(bytes.subarray(at, end), size);
      size += end - at;
    }
    at = end;
  }
  return decoder.decode(minified.subarray(0, size));
}

/** The escape that is half a surrogate pair, or -1. */
function findLoneSurrogate(text: Uint8Array, begin: number, end: number): number {
  for (let at = begin; at < end; at++) {
    if (text[at] !== 0x5c) continue;
    const place = at++;
    if (text[at] !== 0x75) continue;
    const unit = hex4(text, at + 1);
    at += 4;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const isPair = unit < 0xdc00 && text[at + 1] === 0x5c && text[at + 2] === 0x75 && (hex4(text, at + 3) & 0xfc00) === 0xdc00;
    if (!isPair) return place;
    at += 6;
  }
  return -1;
}

interface Member {
  name: string;
  offset: number;
  value: string;
}
interface Level {
  parts: string[];
  members: Member[] | undefined; // of an object
}

function closeLevel({ parts, members }: Level): string {
  if (members === undefined) return `[${parts.join(",")}]`;
  const seen = new Set<string>();
  for (const { name, offset } of members) {
    if (seen.has(name)) fail("duplicate_key", offset);
    seen.add(name);
  }
  members.sort((left, right) => (left.name < right.name ? -1 : 1)); // by UTF-16 units
  return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** The canonical form of a string, a number or a literal. */
function scalar(bytes: Uint8Array, begin: number, end: number): string {
  if (bytes[begin] === quote) {
    const lone = findLoneSurrogate(bytes, begin, end);
    if (lone >= 0) fail("lone_surrogate", lone);
    return JSON.stringify(decodeString(bytes, begin, end));
  }
  const token = decoder.decode(bytes.subarray(begin, end));
  if (bytes[begin] !== minus && !isDigit(bytes[begin]!)) return token;
  const number = Number(token);
  if (!Number.isFinite(number)) fail("number_out_of_range", begin);
  return String(number); // also of -0: 0
}

export function canonical(text: string): string {
  const bytes = encoder.encode(text);
  check(bytes, {});
  const levels: Level[] = [{ parts: [], members: undefined }];
  const add = (value: string) => {
    const { parts, members } = levels.at(-1)!;
    if (members === undefined) parts.push(value);
    else members.at(-1)!.value = value;
  };
  let isName = false;
  for (let at = skipSpace(bytes, 0); at < bytes.length; at = skipSpace(bytes, at)) {
    const byte = bytes[at]!;
    if (byte === braceOpen || byte === bracketOpen) {
      isName = byte === braceOpen;
      levels.push({ parts: [], members: isName ? [] : undefined });
    } else if (byte === braceClose || byte === bracketClose) {
      add(closeLevel(levels.pop()!));
    } else if (byte === comma || byte === colon) {
      isName = byte === comma && levels.at(-1)!.members !== undefined;
    } else {
      let end = at;
      if (byte === quote) end = stringEnd(bytes, at);
      else while (end < bytes.length && !isDelimiter(bytes[end]!)) end++;
      const written = scalar(bytes, at, end);
      if (isName) levels.at(-1)!.members!.push({ name: JSON.parse(written) as string, offset: at, value: "" });
      else add(written);
      at = end - 1;
    }
    at++;
  }
  return levels[0]!.parts[0]!;
}
