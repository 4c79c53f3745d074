import { getRouteApi } from '@tanstack/react-router';
import { useUploads } from '../upload/upload.ts';
import { ReceivedFile } from './received-file.tsx';
import { Uploading } from './uploading.tsx';

const route = getRouteApi('/import/$fileId');

/** From a file on its way to a job that runs. */
export function Import() {
  const { fileId } = route.useParams();
  const { table, sheet, moreSheets, batch } = route.useSearch();
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
