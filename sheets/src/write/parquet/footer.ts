/** The metadata of a Parquet file (parquet-format, `parquet.thrift`, version 2.10). */
import type { ParquetType } from '../../model.ts';
import { MOST_OF_INT64 } from './column-pages.ts';
import { ThriftWriter } from './thrift-writer.ts';

/** `Type` */
const BOOLEAN = 0;
const INT32 = 1;
const INT64 = 2;
const DOUBLE = 5;
const BYTE_ARRAY = 6;
const FIXED_LEN_BYTE_ARRAY = 7;
/** `Encoding` */
const PLAIN = 0;
const RLE = 3;
/** `CompressionCodec` */
const GZIP = 2;
/** `FieldRepetitionType` */
const OPTIONAL = 1;
/** A decimal of more digits than eight bytes hold. */
const WIDE_BYTES = 16;

export interface ParquetColumn {
  name: string;
  type: ParquetType;
}

/** One column of one row group, as it stands in the file; sizes in bytes, with the header of its page. */
export interface Chunk {
  offset: number;
  packed: number;
  size: number;
  rows: number;
  nulls: number;
}

export interface RowGroup {
  rows: number;
  chunks: readonly Chunk[];
}

export function writePageHeader(rows: number, size: number, packed: number): Buffer {
  return new ThriftWriter()
    .i32(1, 0)
    .i32(2, size)
    .i32(3, packed)
    .struct(5, (page) => page.i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE))
    .finish();
}

export function writeFooter(columns: readonly ParquetColumn[], groups: readonly RowGroup[]): Buffer {
  return new ThriftWriter()
    .i32(1, 2)
    .structList(2, [null, ...columns], (element, column) =>
      column === null ? element.text(4, 'schema').i32(5, columns.length) : writeElement(element, column),
    )
    .i64(
      3,
      groups.reduce((sum, { rows }) => sum + rows, 0),
    )
    .structList(4, groups, (group, { rows, chunks }) =>
      group
        .structList(
          1,
          chunks.map((chunk, i) => ({ ...chunk, ...columns[i]! })),
          (column, chunk) => column.i64(2, chunk.offset).struct(3, (meta) => writeColumnMeta(meta, chunk)),
        )
        .i64(
          2,
          chunks.reduce((sum, { size }) => sum + size, 0),
        )
        .i64(3, rows),
    )
    .text(6, 'Sheetport')
    .finish();
}

function writeColumnMeta(meta: ThriftWriter, { name, type, offset, packed, size, rows, nulls }: Chunk & ParquetColumn) {
  meta
    .i32(1, physicalType(type))
    .i32List(2, [PLAIN, RLE])
    .textList(3, [name])
    .i32(4, GZIP)
    .i64(5, rows)
    .i64(6, size)
    .i64(7, packed)
    .i64(9, offset)
    .struct(12, (statistics) => statistics.i64(3, nulls));
}

function physicalType(type: ParquetType): number {
  if (typeof type === 'object') return type.precision > MOST_OF_INT64 ? FIXED_LEN_BYTE_ARRAY : INT64;
  return PHYSICAL[type];
}

const PHYSICAL = {
  text: BYTE_ARRAY,
  int32: INT32,
  int64: INT64,
  double: DOUBLE,
  boolean: BOOLEAN,
  date: INT32,
  time: INT64,
  timestamp: INT64,
  instant: INT64,
} as const;

/** `SchemaElement`: the name and the type, the old annotation beside the new one where both say the same. */
function writeElement(element: ThriftWriter, { name, type }: ParquetColumn): void {
  const physical = physicalType(type);
  element.i32(1, physical);
  if (physical === FIXED_LEN_BYTE_ARRAY) element.i32(2, WIDE_BYTES);
  element.i32(3, OPTIONAL).text(4, name);
  if (typeof type === 'object') {
    const { precision, scale } = type;
    element.i32(6, 5).i32(7, scale).i32(8, precision);
    element.struct(10, (logical) => logical.struct(5, (decimal) => decimal.i32(1, scale).i32(2, precision)));
  } else if (type === 'text') element.i32(6, 0).struct(10, (logical) => logical.struct(1, () => {}));
  else if (type === 'date') element.i32(6, 6).struct(10, (logical) => logical.struct(6, () => {}));
  else if (type === 'time') element.struct(10, (logical) => logical.struct(7, (time) => writeMicros(time, false)));
  else if (type === 'timestamp')
    element.struct(10, (logical) => logical.struct(8, (moment) => writeMicros(moment, false)));
  else if (type === 'instant')
    element.i32(6, 10).struct(10, (logical) => logical.struct(8, (moment) => writeMicros(moment, true)));
}

const writeMicros = (type: ThriftWriter, isUtc: boolean) =>
  type.bool(1, isUtc).struct(2, (unit) => unit.struct(2, () => {}));
