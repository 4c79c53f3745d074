import type { Merge } from './model.ts';
import type { Kind, Remark, RowSink } from './row-sink.ts';
import type { NumberDisplay } from './xlsx/number-display.ts';

/**
 * Hands everything on to a sink. Whoever stands between a scanner and a sink extends it and changes what it has to, so that nothing is
 * lost on the way. The fast path is not offered: it would pass the rows by.
 */
export class ForwardingSink implements RowSink {
  protected readonly sink: RowSink;

  constructor(sink: RowSink) {
    this.sink = sink;
  }

  get displays(): readonly NumberDisplay[] {
    return this.sink.displays ?? [];
  }

  set displays(value: readonly NumberDisplay[]) {
    this.sink.displays = value;
  }

  get date1904(): boolean {
    return this.sink.date1904 === true;
  }

  set date1904(value: boolean) {
    this.sink.date1904 = value;
  }

  get lasting(): boolean {
    return this.sink.lasting === true;
  }

  set lasting(value: boolean) {
    this.sink.lasting = value;
  }

  get full(): boolean {
    return this.sink.full === true;
  }

  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    this.sink.cell(column, kind, bytes, start, end, shared);
  }

  row(row: number): boolean {
    return this.sink.row(row);
  }

  holdText(column: number): void {
    this.sink.holdText?.(column);
  }

  formatDay(column: number, code: string): void {
    this.sink.formatDay?.(column, code);
  }

  hideRow(): void {
    this.sink.hideRow?.();
  }

  hideColumns(first: number, last: number): void {
    this.sink.hideColumns?.(first, last);
  }

  merge(merge: Merge): void {
    this.sink.merge?.(merge);
  }

  remark(remark: Remark): void {
    this.sink.remark?.(remark);
  }

  spill(): void {
    this.sink.spill?.();
  }
}
