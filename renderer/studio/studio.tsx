import './studio.css';
import { operations } from '../../electron/contract/operations.ts';
import { EditCanvas } from '../editor/edit-canvas.tsx';
import { EditPanel } from '../editor/edit-panel.tsx';
import { useEdit } from '../editor/use-edit.ts';
import { MaskOptions } from '../masking/mask-options.tsx';
import { MaskTools } from '../masking/mask-tools.tsx';
import { useAssets } from '../stores/assets.ts';
import { VariantStage } from '../variants/variant-stage.tsx';
import { VariantsWaiting } from '../variants/variants-waiting.tsx';
import { useShownSet } from '../variants/use-sets.ts';
import { Canvas } from './canvas.tsx';
import { CanvasBar } from './canvas-bar.tsx';
import { DropZone } from './drop-zone.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { IngestReportCard } from './ingest-report.tsx';
import { Inspector } from './inspector.tsx';
import { ReceiptDrawer } from './receipt-drawer.tsx';
import { useStudio } from './store.ts';
import { type Picture, useShown, useShownDetails } from './use-shown.ts';
import { Variants } from './variants.tsx';

export function Studio() {
  useShownDetails();
  const { asset, picture, version } = useShown();
  const edits = useEdit(picture);
  const masks = useStudio((state) => operations[state.operation].mask === 'required');
  const set = useShownSet();
  const loaded = useAssets((state) => state.loaded);
  const empty = useAssets((state) => state.order.length === 0);
  return (
    <div className="studio">
      <main className="studio__stage">
        {empty ? (
          loaded ? (
            <DropZone />
          ) : null
        ) : (
          <>
            <CanvasBar />
            <div className="studio__canvas">
              {edits && picture ? (
                <EditCanvas picture={picture} name={asset?.name ?? ''} />
              ) : set && picture ? (
                <VariantStage key={set.id} set={set} />
              ) : (
                <>
                  <Canvas />
                  {masks && picture ? (
                    <>
                      <MaskTools longest={longestOf(picture)} made={version?.mask} />
                      <MaskOptions longest={longestOf(picture)} />
                    </>
                  ) : null}
                  <VariantsWaiting />
                </>
              )}
            </div>
            {set ? null : <Variants />}
            <Filmstrip />
          </>
        )}
        <IngestReportCard />
      </main>
      {edits && asset && picture ? (
        <EditPanel assetId={asset.id} picture={picture} />
      ) : (
        <Inspector />
      )}
      <ReceiptDrawer />
    </div>
  );
}

function longestOf({ facts }: Picture): number {
  return Math.max(facts.width, facts.height);
}
