/** What a packing thread says: once that it is ready, then for each block, in their order, what it became. The block goes back for use. */
export type PackAnswer = { kind: 'ready' } | { kind: 'packed'; packed: Uint8Array; block: Uint8Array };
