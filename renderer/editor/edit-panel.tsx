import './edit-panel.css';
import {
  ClipboardCopy,
  ClipboardPaste,
  CookingPot,
  Eye,
  Redo2,
  RotateCcw,
  Undo2,
  X,
} from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { beginRecipeOfEdits } from '../recipes/recipes-store.ts';
import { attempt } from '../stores/toasts.ts';
import type { Picture } from '../studio/use-shown.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import type { AssetId } from '../../electron/contract/ids.ts';
import {
  type HueValue,
  colourControls,
  detailControls,
  effectControls,
  hueControls,
  hueValues,
  isTouched,
  lightControls,
  sections,
} from './controls.ts';
import { CurveGraph } from './curve-graph.tsx';
import { copyEdit, pasteEdit } from './edit-clipboard.ts';
import { redo, resetAll, saveVersion, toggleEditor, undo, useEditor } from './edit-store.ts';
import { GeometrySection } from './geometry-section.tsx';
import { HistogramView } from './histogram-view.tsx';
import { HistoryList } from './history-list.tsx';
import { LutRow } from './lut-row.tsx';
import { PanelSection } from './panel-section.tsx';
import { ResizeSection } from './resize-section.tsx';
import { Sliders } from './slider-row.tsx';
import { WatermarkSection } from './watermark-section.tsx';

interface EditPanelProps {
  readonly assetId: AssetId;
  readonly picture: Picture;
}

/** Everything that can be done to a picture, and every step that was. */
export function EditPanel({ assetId, picture }: EditPanelProps) {
  const { t } = useTexts();
  const { document, isCoarse, saving } = useEditor();
  const touched = sections.some((section) => isTouched(document, section));
  return (
    <aside className="inspector edit-panel" aria-label={t('editor.label')}>
      <EditTools />
      <div className="inspector__scroll">
        <HistogramView />
        {isCoarse ? <p className="edit-panel__note">{t('editor.coarse')}</p> : null}
        <PanelSection section="geometry">
          <GeometrySection original={picture.facts} />
        </PanelSection>
        <PanelSection section="light" startsOpen>
          <Sliders controls={lightControls} />
        </PanelSection>
        <PanelSection section="colour" startsOpen>
          <Sliders controls={colourControls} />
        </PanelSection>
        <PanelSection section="curves">
          <CurveGraph />
        </PanelSection>
        <PanelSection section="hues">
          <Hues />
        </PanelSection>
        <PanelSection section="detail">
          <Sliders controls={detailControls} />
        </PanelSection>
        <PanelSection section="effects">
          <LutRow />
          <Sliders controls={effectControls} />
        </PanelSection>
        <PanelSection section="resize">
          <ResizeSection original={picture.facts} />
        </PanelSection>
        <PanelSection section="watermark">
          <WatermarkSection />
        </PanelSection>
        <HistoryList />
      </div>
      <div className="run-bar">
        <Button
          look="primary"
          size="large"
          disabled={!touched || saving}
          aria-busy={saving}
          onClick={() => {
            attempt(() => saveVersion(assetId));
          }}
        >
          {t(saving ? 'editor.saving' : 'editor.save')}
        </Button>
      </div>
    </aside>
  );
}

function EditTools() {
  const { t } = useTexts();
  const { state, copied, comparing } = useEditor();
  const steps = state?.steps ?? [];
  return (
    <div className="edit-panel__tools" role="toolbar" aria-label={t('editor.tools')}>
      <IconButton
        label={t('command.edit-undo')}
        keys="Mod+Z"
        icon={<Undo2 />}
        disabled={!steps.some(({ undone }) => !undone)}
        onClick={() => {
          attempt(undo);
        }}
      />
      <IconButton
        label={t('command.edit-redo')}
        keys="Mod+Shift+Z"
        icon={<Redo2 />}
        disabled={!steps.some(({ undone }) => undone)}
        onClick={() => {
          attempt(redo);
        }}
      />
      <IconButton
        label={t('editor.compare')}
        keys="\"
        icon={<Eye />}
        pressed={comparing}
        onClick={() => {
          useEditor.setState({ comparing: !comparing });
        }}
      />
      <IconButton
        label={t('command.edit-copy')}
        keys="Mod+Shift+E"
        icon={<ClipboardCopy />}
        onClick={() => {
          attempt(copyEdit);
        }}
      />
      <IconButton
        label={t('command.edit-paste')}
        keys="Mod+Shift+P"
        icon={<ClipboardPaste />}
        disabled={copied === null}
        onClick={() => {
          attempt(pasteEdit);
        }}
      />
      <IconButton
        label={t('editor.resetAll')}
        icon={<RotateCcw />}
        onClick={() => {
          attempt(resetAll);
        }}
      />
      <IconButton
        label={t('recipes.edits.toRecipe')}
        icon={<CookingPot />}
        onClick={() => {
          beginRecipeOfEdits(t('recipes.newName'));
        }}
      />
      <span className="edit-panel__space" />
      <IconButton label={t('editor.close')} keys="E" icon={<X />} onClick={toggleEditor} />
    </div>
  );
}

function Hues() {
  const { t } = useTexts();
  const [value, setValue] = useState<HueValue>('hue');
  return (
    <>
      <Segmented
        label={t('editor.hueValue.label')}
        value={value}
        options={hueValues.map((one) => ({ value: one, label: t(`editor.hueValue.${one}`) }))}
        onChange={setValue}
      />
      <Sliders controls={hueControls(value)} />
    </>
  );
}
