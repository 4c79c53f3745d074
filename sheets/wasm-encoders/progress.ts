/** How far a call came: where the next row begins, where the output ends, and how many rows were encoded. */
export let input: usize = 0;
export let output: usize = 0;
export let rows: i32 = 0;

export function report(nextRow: usize, outputEnd: usize, count: i32): void {
  input = nextRow;
  output = outputEnd;
  rows = count;
}
