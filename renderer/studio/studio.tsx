import './studio.css';
import { useAssets } from '../stores/assets.ts';
import { Canvas } from './canvas.tsx';
import { CanvasBar } from './canvas-bar.tsx';
import { DropZone } from './drop-zone.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { IngestReportCard } from './ingest-report.tsx';
import { Inspector } from './inspector.tsx';
import { MaskTools } from './mask-tools.tsx';
import { ReceiptDrawer } from './receipt-drawer.tsx';
import { useShownDetails } from './use-shown.ts';
import { Variants } from './variants.tsx';

export function Studio() {
  useShownDetails();
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
              <Canvas />
              <MaskTools />
            </div>
            <Variants />
            <Filmstrip />
          </>
        )}
        <IngestReportCard />
      </main>
      <Inspector />
      <ReceiptDrawer />
    </div>
  );
}
