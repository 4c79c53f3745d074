/** The letters of a column: 0 is A, 26 is AA (ECMA-376 part 1, §18.3.1.4, the `r` attribute). */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** Where a cell is, as Excel writes it; nothing where no cell is meant. */
export function cellAt(column: number, row: number): { cell?: string } {
  return column < 0 || row < 1 ? {} : { cell: `${columnLetters(column)}${row}` };
}
