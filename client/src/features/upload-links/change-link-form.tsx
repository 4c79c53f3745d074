import type { UploadLink } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { changeUploadLink } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';
import { isLinkWhole, linkDraftOf, toLinkChange } from './link-draft.ts';
import { LinkFields } from './link-fields.tsx';

/** Changes a link: its address and its mapping stay. */
export function ChangeLinkForm({ link, onBack }: { link: UploadLink; onBack: () => void }) {
  const { t } = useTranslation();
  const { busy, error, run } = useStep();
  const [draft, setDraft] = useState(() => linkDraftOf(link));
  const change = toLinkChange(draft, link);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change || !isLinkWhole(draft)) return;
    void run(async () => {
      await changeUploadLink(link.id, change);
      await queryClient.invalidateQueries({ queryKey: KEYS.allUploadLinks });
      onBack();
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <LinkFields draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
      <FormEnd
        label={t('uploadLinks.save')}
        error={error}
        busy={busy}
        disabled={!change || !isLinkWhole(draft)}
        onCancel={onBack}
      />
    </form>
  );
}
