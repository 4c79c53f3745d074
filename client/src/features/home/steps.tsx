import { useTranslation } from '../../i18n/use-translation.ts';
import css from './home.module.css';

/** The whole product in three pictures. */
export function Steps() {
  const { t } = useTranslation();
  return (
    <ol className={css.steps}>
      <li className={css.step}>
        <DropPicture />
        <h2>{t('home.step1')}</h2>
        <p className="muted">{t('home.step1Text')}</p>
      </li>
      <li className={css.step}>
        <BarPicture />
        <h2>{t('home.step2')}</h2>
        <p className="muted">{t('home.step2Text')}</p>
      </li>
      <li className={css.step}>
        <TablePicture />
        <h2>{t('home.step3')}</h2>
        <p className="muted">{t('home.step3Text')}</p>
      </li>
    </ol>
  );
}

function DropPicture() {
  return (
    <svg viewBox="0 0 160 72" className={css.picture} aria-hidden="true" focusable="false">
      <rect
        x="36"
        y="22"
        width="88"
        height="46"
        rx="8"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
        strokeDasharray="4 4"
      />
      <g transform="rotate(-6 80 34)">
        <rect
          x="60"
          y="6"
          width="40"
          height="48"
          rx="5"
          fill="var(--raised)"
          stroke="var(--accent)"
          strokeWidth="1.5"
        />
        <path
          d="M68 18h24M68 27h24M68 36h24M68 45h24M80 14v36"
          stroke="var(--accent)"
          strokeOpacity=".45"
          strokeWidth="1.5"
        />
      </g>
    </svg>
  );
}

function BarPicture() {
  return (
    <svg viewBox="0 0 160 72" className={css.picture} aria-hidden="true" focusable="false">
      <rect
        x="20"
        y="14"
        width="120"
        height="44"
        rx="8"
        fill="var(--raised)"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
      />
      <rect x="32" y="26" width="38" height="5" rx="2.5" fill="var(--line-strong)" />
      <rect x="32" y="41" width="96" height="7" rx="3.5" fill="var(--line)" />
      <rect x="32" y="41" width="66" height="7" rx="3.5" fill="var(--accent)" />
      <rect x="112" y="26" width="16" height="5" rx="2.5" fill="var(--accent)" fillOpacity=".5" />
    </svg>
  );
}

function TablePicture() {
  return (
    <svg viewBox="0 0 160 72" className={css.picture} aria-hidden="true" focusable="false">
      <rect
        x="28"
        y="8"
        width="104"
        height="58"
        rx="8"
        fill="var(--raised)"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
      />
      <path d="M28 23h104M28 37.5h104M28 52h104M63 8v58M98 8v58" stroke="var(--line-strong)" strokeWidth="1.2" />
      <path d="M28 16a8 8 0 0 1 8-8h88a8 8 0 0 1 8 8v7H28z" fill="var(--accent)" fillOpacity=".16" />
      <path
        d="m105 44 4 4 8-8"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
