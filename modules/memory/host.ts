// What Node has built in of the memory module, with the same results; undefined elsewhere.

const { Buffer: bytesOf } = globalThis as Partial<Pick<typeof globalThis, "Buffer">>;

export const compare = bytesOf && ((left: Uint8Array, right: Uint8Array): number => bytesOf.compare(left, right));
