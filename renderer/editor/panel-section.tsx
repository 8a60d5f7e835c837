import { ChevronDown, RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { IconButton } from '../ui/button.tsx';
import { type Section, isTouched } from './controls.ts';
import { resetSection, useEditor } from './edit-store.ts';

interface PanelSectionProps {
  readonly section: Section;
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

/** A part of the panel that folds; what was changed in it can be put back at once. */
export function PanelSection({ section, startsOpen = false, children }: PanelSectionProps) {
  const { t } = useTexts();
  const id = useId();
  const [isOpen, setOpen] = useState(startsOpen);
  const touched = useEditor(({ document }) => isTouched(document, section));
  return (
    <section className="edit-section">
      <header className="edit-section__head">
        <h2>
          <button
            type="button"
            className="edit-section__fold"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            <ChevronDown size={14} aria-hidden />
            {t(`editor.section.${section}`)}
            {touched ? (
              <span className="edit-section__touched">
                <span className="visually-hidden">{t('editor.changed')}</span>
              </span>
            ) : null}
          </button>
        </h2>
        {touched ? (
          <IconButton
            label={t('editor.resetSection', { section: t(`editor.section.${section}`) })}
            icon={<RotateCcw />}
            onClick={() => {
              attempt(() => resetSection(section));
            }}
          />
        ) : null}
      </header>
      <div id={id} className="edit-section__body" hidden={!isOpen}>
        {isOpen ? children : null}
      </div>
    </section>
  );
}
