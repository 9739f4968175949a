// Arguments of the operations of this module for a size in bytes; see modules/text/cells.mjs.
export const cells = {
  aggregate: (size, { numbers }) => [numbers(size >> 3)],
  compare: (size, { bytes }) => { const all = bytes(size >> 1); return [all, all.slice()]; },
  copy: (size, { bytes }) => [bytes(size >> 1), bytes(size >> 1), 0],
  copyWithin: (size, { bytes }) => [bytes(size), 0, { offset: size >> 2, sizeBytes: size >> 1 }],
  fill: (size, { bytes }) => [bytes(size), 7, { offset: 0, sizeBytes: size }],
};
