// Arguments of the operations of this module for a size in bytes: lists of records, as services
// send them, and pointers into their middle.
const record = (id) => ({
  id, name: `user ${id}`, email: `user${id}@example.com`, active: id % 3 === 0, score: id * 1.37, tags: ["alpha", "beta", "gamma"].slice(0, id % 4),
  address: { street: `${id} Main St`, geo: { lat: 47.37 + id / 1e5, lng: 8.54 } }, note: id % 10 ? null : 'a "quoted" line\nand another',
});

function records(size) {
  if (size < 256) return [{ id: 1, name: "Ada" }];
  const list = [];
  for (let bytes = 0; bytes < size; bytes += JSON.stringify(list.at(-1)).length + 1) list.push(record(list.length));
  return list;
}

const document = (size) => JSON.stringify({ first: 1, list: records(size), last: [1, 2, 3] });
const bytes = (size) => new TextEncoder().encode(document(size));
const middle = (size) => `/list/${records(size).length >> 1}`;
const pointers = (size) => ["/first", `${middle(size)}/name`, "/last/2"];

export const cells = {
  canonical: (size) => [document(size)],
  findProblem: (size) => [document(size)],
  insert: (size) => [document(size), "/list/-", '{"id":0}'],
  locate: (size) => [document(size), size >> 1],
  mergePatch: (size) => [document(size), '{"first":2,"added":[1,2]}'],
  minify: (size) => [JSON.stringify(JSON.parse(document(size)), null, 2)],
  patch: (size) => [document(size), `[{"op":"replace","path":"${middle(size)}/name","value":"x"},{"op":"remove","path":"/first"}]`],
  read: (size) => [document(size), `${middle(size)}/name`],
  readAll: (size) => [document(size), pointers(size)],
  readAllBytes: (size) => [bytes(size), pointers(size)],
  select: (size) => [document(size), "$.list[*].name"],
  selectBytes: (size) => [bytes(size), "$.list[*].name"],
  readBytes: (size) => [bytes(size), `${middle(size)}/name`],
  readLines: (size) => [records(size).map((each) => JSON.stringify(each)).join("\n")],
  remove: (size) => [document(size), `${middle(size)}/name`],
  replace: (size) => [document(size), `${middle(size)}/name`, '"x"'],
  validate: (size) => [document(size)],
  validateBytes: (size) => [bytes(size)],
};
