import './drop-zone.css';
import { FolderOpen, ImagePlus, Images, Shapes, Sparkles } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { addSamples, openFiles, openFolder } from './ingest.ts';
import { chooseOperation } from './store.ts';

const steps = ['drop', 'choose', 'run'] as const;

/** The empty studio: what to drop, how else to begin, and what will happen. */
export function DropZone() {
  const { t } = useTexts();
  return (
    <section className="drop-zone" aria-labelledby="drop-zone-title">
      <div className="drop-zone__frame">
        <div className="drop-zone__art" aria-hidden>
          <span className="drop-zone__print drop-zone__print--left" />
          <span className="drop-zone__print drop-zone__print--right" />
          <span className="drop-zone__print drop-zone__print--front">
            <ImagePlus />
          </span>
        </div>
        <h1 id="drop-zone-title">{t('drop.title')}</h1>
        <p>{t('drop.formats')}</p>
        <div className="drop-zone__buttons">
          <Button
            look="primary"
            size="large"
            icon={<Images />}
            onClick={() => {
              attempt(openFiles);
            }}
          >
            {t('drop.openFiles')}
          </Button>
          <Button
            size="large"
            icon={<FolderOpen />}
            onClick={() => {
              attempt(openFolder);
            }}
          >
            {t('drop.openFolder')}
          </Button>
        </div>
        <p className="drop-zone__keys">
          <span>
            <Keys keys="Mod+O" /> {t('drop.keyOpen')}
          </span>
          <span>
            <Keys keys="Mod+V" /> {t('drop.keyPaste')}
          </span>
          <span>
            <Keys keys="Mod+K" /> {t('drop.keyPalette')}
          </span>
        </p>
      </div>
      <ol className="drop-zone__steps">
        {steps.map((step, index) => (
          <li key={step}>
            <span className="drop-zone__number" aria-hidden>
              {index + 1}
            </span>
            <div>
              <h2>{t(`drop.step.${step}.title`)}</h2>
              <p>{t(`drop.step.${step}.text`)}</p>
            </div>
          </li>
        ))}
      </ol>
      <div className="drop-zone__others">
        <Button
          look="quiet"
          icon={<Shapes />}
          onClick={() => {
            attempt(addSamples);
          }}
        >
          {t('samples.add')}
        </Button>
        <Button
          look="quiet"
          icon={<Sparkles />}
          onClick={() => {
            chooseOperation('generate');
          }}
        >
          {t('drop.generate')}
        </Button>
      </div>
    </section>
  );
}
