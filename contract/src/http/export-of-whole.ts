/** What an export chooses of its tables. */
type Choices = Partial<
  Record<'viewId' | 'sheets' | 'columns' | 'filter' | 'sort' | 'formats' | 'groupBy' | 'templateId', unknown>
>;

/** Whether an export takes one table as it is, so that it can be made of another one, too, whose columns nobody knows yet. */
export function isOfWholeTable({
  viewId,
  sheets,
  columns,
  filter,
  sort,
  formats,
  groupBy,
  templateId,
}: Choices): boolean {
  return [viewId, sheets, columns, filter, sort, formats, groupBy, templateId].every((part) => part === undefined);
}
