import type { Batch } from '@sheetport/contract';

/** The later of two versions of a batch. A slow answer to a fetch never rewinds a bar that the socket has moved. */
export function foldBatch(known: Batch | undefined, heard: Batch): Batch {
  return known && known.id === heard.id && known.seq > heard.seq ? known : heard;
}
