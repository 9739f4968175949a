// A twin of one function of every_type.cc.
export function parseDigits(text) {
  const offset = text.search(/\D/);
  if (offset < 0) return Number(text);
  throw Object.assign(new Error("not a digit"), { code: "not_a_digit", offset });
}
