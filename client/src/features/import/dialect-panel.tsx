import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type Dialect, type DialectChoice, type File, TextEncoding } from '@sheetport/contract';
import { IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import css from './dialect-panel.module.css';
import { useDialectChange } from './use-dialect-change.ts';

const NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;
const OTHER = 'other';

/** How a text file is read, and what can be chosen of it. Each choice reads the file again, so that the preview shows it. */
export function DialectPanel({ file }: { file: File }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const { change, changing, error } = useDialectChange(file.id);
  const { dialect } = file;
  if (!dialect) return null;
  const quote = dialect.quote === '' ? t('dialect.noQuote') : t('dialect.quoted', { quote: dialect.quote });
  const choose = (choice: DialectChoice) => change({ ...file.dialectChoice, ...choice });
  return (
    <section className={`${css.panel} panel`} aria-label={t('dialect.title')}>
      <div className={css.line}>
        <IconFileText size={17} stroke={1.6} aria-hidden="true" />
        <p className="small">
          {changing
            ? t('dialect.reading')
            : t('dialect.summary', {
                encoding: dialect.encoding.toUpperCase(),
                delimiter: nameDelimiter(dialect.delimiter, (key) => t(`dialect.${key}`)),
                quote,
              })}
        </p>
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('dialect.done') : t('dialect.change')}
        </Button>
      </div>
      {open && (
        <>
          <DialectFields key={dialect.delimiter} dialect={dialect} onChoose={choose} />
          <div className={css.line}>
            <p className="muted small">{t('dialect.hint')}</p>
            <Button variant="subtle" size="compact-xs" disabled={!file.dialectChoice} onClick={() => change({})}>
              {t('dialect.reset')}
            </Button>
          </div>
        </>
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
    </section>
  );
}

/** The one press that reads a file in which a quotation mark is never closed. */
export function PlainQuotesButton({ file }: { file: File }) {
  const { t } = useTranslation();
  const { change, changing } = useDialectChange(file.id);
  return (
    <Button loading={changing} onClick={() => change({ ...file.dialectChoice, quote: '' })}>
      {t('dialect.asText')}
    </Button>
  );
}

function DialectFields({ dialect, onChoose }: { dialect: Dialect; onChoose: (choice: DialectChoice) => void }) {
  const { t } = useTranslation();
  const isKnown = dialect.delimiter in NAMES;
  const [other, setOther] = useState(!isKnown);
  const mark = dialect.quote === '' ? '"' : dialect.quote;
  return (
    <div className={css.fields}>
      <NativeSelect
        size="xs"
        label={t('dialect.encoding')}
        value={dialect.encoding}
        data={[...new Set([dialect.encoding, ...TextEncoding.options])].map((value) => ({
          value,
          label: value.toUpperCase(),
        }))}
        onChange={(event) => onChoose({ encoding: TextEncoding.parse(event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        label={t('dialect.delimiter')}
        value={other ? OTHER : dialect.delimiter}
        data={[
          ...Object.entries(NAMES).map(([value, key]) => ({ value, label: t(`dialect.${key}`) })),
          { value: OTHER, label: t('dialect.other') },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setOther(value === OTHER);
          if (value !== OTHER) onChoose({ delimiter: value });
        }}
      />
      {other && (
        <TextInput
          size="xs"
          label={t('dialect.character')}
          defaultValue={isKnown ? '' : dialect.delimiter}
          maxLength={2}
          onChange={(event) => {
            const [character] = event.currentTarget.value;
            if (character !== undefined) onChoose({ delimiter: character });
          }}
        />
      )}
      <NativeSelect
        size="xs"
        label={t('dialect.quote')}
        value={dialect.quote}
        data={[
          ...[...new Set(['"', "'", dialect.quote])].filter(Boolean).map((value) => ({ value, label: value })),
          { value: '', label: t('dialect.none') },
        ]}
        onChange={(event) => onChoose({ quote: event.currentTarget.value, escape: event.currentTarget.value || '"' })}
      />
      {dialect.quote !== '' && (
        <NativeSelect
          size="xs"
          label={t('dialect.escape')}
          value={dialect.escape === '\\' ? '\\' : mark}
          data={[
            { value: mark, label: t('dialect.doubled', { quote: mark }) },
            { value: '\\', label: t('dialect.backslash', { quote: mark }) },
          ]}
          onChange={(event) => onChoose({ escape: event.currentTarget.value })}
        />
      )}
      {dialect.quote !== '' && (
        <Checkbox
          size="xs"
          className={css.check}
          label={t('dialect.skipSpaces')}
          checked={dialect.skipSpaces === true}
          onChange={(event) => onChoose({ skipSpaces: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

function nameDelimiter(delimiter: string, name: (key: (typeof NAMES)[keyof typeof NAMES]) => string): string {
  const key = NAMES[delimiter as keyof typeof NAMES];
  return key === undefined ? delimiter : name(key);
}
