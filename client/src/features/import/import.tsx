import { useMay } from '../../api/use-may.ts';
import { useParams, useSearch } from '../../routing/router.ts';
import { NotAllowed } from '../../ui/not-allowed.tsx';
import { useUploads } from '../upload/upload.ts';
import { ReceivedFile } from './received-file.tsx';
import { Uploading } from './uploading.tsx';

/** From a file on its way to a job that runs. */
export function Import() {
  const may = useMay();
  return may('table.import') ? <ImportOfFile /> : <NotAllowed />;
}

function ImportOfFile() {
  const { fileId } = useParams('/import/$fileId');
  const { table, sheet, moreSheets, batch } = useSearch('/import/$fileId');
  const upload = useUploads().find((one) => one.fileId === fileId);
  const coming = upload !== undefined && upload.state !== 'arrived';
  if (coming) return <Uploading upload={upload} />;
  return (
    <ReceivedFile
      key={`${fileId} ${sheet ?? ''}`}
      fileId={fileId}
      tableId={table}
      justArrived={upload !== undefined}
      begin={{ sheet, moreSheets: moreSheets ?? [], batch: batch ?? [] }}
    />
  );
}
