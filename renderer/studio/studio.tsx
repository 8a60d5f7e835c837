import './studio.css';
import { EditCanvas } from '../editor/edit-canvas.tsx';
import { EditPanel } from '../editor/edit-panel.tsx';
import { useEdit } from '../editor/use-edit.ts';
import { useAssets } from '../stores/assets.ts';
import { Canvas } from './canvas.tsx';
import { CanvasBar } from './canvas-bar.tsx';
import { DropZone } from './drop-zone.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { IngestReportCard } from './ingest-report.tsx';
import { Inspector } from './inspector.tsx';
import { MaskTools } from './mask-tools.tsx';
import { ReceiptDrawer } from './receipt-drawer.tsx';
import { useShown, useShownDetails } from './use-shown.ts';
import { Variants } from './variants.tsx';

export function Studio() {
  useShownDetails();
  const { asset, picture } = useShown();
  const edits = useEdit(picture);
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
              ) : (
                <>
                  <Canvas />
                  <MaskTools />
                </>
              )}
            </div>
            <Variants />
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
