import { Button, type ButtonProps } from '@mantine/core';
import type { KeptKind } from '@sheetport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { keptQuery } from '../api/people.ts';
import { useTranslation } from '../i18n/use-translation.ts';

/** From this part of a limit on it is said how much is left. */
const NEARLY = 0.8;

/**
 * How many of a kind the person may still make.
 * @param listed how many are shown: another number asks again
 * @returns whether there is room for none, and a sentence where the limit is near
 */
export function useKeptLimit(kind: KeptKind, listed: number): { isFull: boolean; text: string | null } {
  const { t } = useTranslation();
  const { data } = useQuery(keptQuery(kind, listed));
  const use = data?.kept[kind];
  if (!use || use.used < use.limit * NEARLY) return { isFull: false, text: null };
  const isFull = use.used >= use.limit;
  return { isFull, text: t(isFull ? 'usage.keptFull' : 'usage.keptNearly', use) };
}

/** The button that makes one more of a kind: it cannot be pressed, and says why, where a person may keep no more. */
export function MakeButton({
  kind,
  listed,
  onClick,
  children,
  ...props
}: ButtonProps & { kind: KeptKind; listed: number; onClick: () => void; children: string }) {
  const { isFull, text } = useKeptLimit(kind, listed);
  const id = useId();
  return (
    <span className="row wrap" style={{ gap: 8, justifyContent: 'flex-end' }}>
      {text !== null && (
        <span id={id} className="muted small">
          {text}
        </span>
      )}
      <Button
        leftSection={<IconPlus size={16} stroke={1.8} />}
        disabled={isFull}
        aria-describedby={text === null ? undefined : id}
        onClick={onClick}
        {...props}
      >
        {children}
      </Button>
    </span>
  );
}
