/** Packs what an export becomes: in the thread that encodes, and for a large one beside it. */
import { BlockDeflater } from './block-deflater.ts';
import { beginPackingThread, packElsewhere } from './packing-thread.ts';

const MIB = 1024 * 1024;
/** After so many bytes an export is a large one: a thread costs as much processor time as packing some of them. */
const LARGE_BYTES = 8 * MIB;
/** Less is packed sooner than sent. */
const LEAST_BYTES = 64 * 1024;

export class BlockPacker {
  readonly #deflater = new BlockDeflater();
  #bytes = 0;

  /**
   * Takes a block over, and packs it as `BlockDeflater.deflate` does.
   * @param onFree is given the memory of the block once it may be used again
   * @throws SheetError 'thread_died'
   */
  async pack(block: Uint8Array, onFree: (block: Uint8Array) => void = () => {}): Promise<Uint8Array> {
    this.#bytes += block.length;
    if (this.#bytes > LARGE_BYTES) beginPackingThread();
    const sent = canBeMoved(block) ? packElsewhere(block) : null;
    if (sent) {
      const { packed, block: free } = await sent;
      onFree(free);
      return packed;
    }
    const packed = this.#deflater.deflate(block);
    onFree(block);
    return packed;
  }
}

/** Whether its memory is its own: small buffers share theirs with others. */
function canBeMoved(block: Uint8Array): boolean {
  return block.length >= LEAST_BYTES && block.byteOffset === 0;
}
