import './drop-zone.css';
import { ImagePlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { isTyping } from '../keyboard.ts';
import { takeInputs } from '../recipes/recipes-store.ts';
import { useNavigation } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { paste, takeFiles } from './ingest.ts';
import { isReferenceField, takeReference } from './reference.ts';

/** The whole window takes files and folders, dropped or pasted, on every screen. */
export function DropTarget() {
  const { t } = useTexts();
  const over = useFileDrag();
  return over ? (
    <div className="drop-veil" aria-hidden>
      <ImagePlus />
      <strong>{t('drop.release')}</strong>
      <span>{t('drop.releaseHint')}</span>
    </div>
  ) : null;
}

function useFileDrag(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent: only the count tells inside from outside.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const stay = (event: DragEvent): void => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(depth - 1, 0);
      if (depth === 0) setOver(false);
    };
    // A drag that is given up may not say so; but as long as one lasts, no pointer moves.
    const end = (): void => {
      depth = 0;
      setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      end();
      // The list is emptied when the event is over.
      const files = [...(event.dataTransfer?.files ?? [])];
      const target = event.target;
      attempt(() => {
        if (useNavigation.getState().screen === 'recipes') return takeInputs(files);
        return isReferenceField(target) ? takeReference(files) : takeFiles(files);
      });
    };
    const pasted = (event: ClipboardEvent): void => {
      if (isTyping(event.target)) return;
      event.preventDefault();
      attempt(paste);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', stay);
    window.addEventListener('dragleave', leave);
    window.addEventListener('pointermove', end);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', pasted);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', stay);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('pointermove', end);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', pasted);
    };
  }, []);
  return over;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
