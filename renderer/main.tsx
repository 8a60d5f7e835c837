import './zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { brand } from '../electron/contract/brand.ts';
import { App } from './app.tsx';
import { CrashScreen } from './frame/crash-screen.tsx';
import { startTexts } from './i18n/i18n.ts';
import { applyBrand, applyTheme } from './theme.ts';

applyBrand(brand);
// The system's choice, until the settings have been read.
applyTheme('system')();
startTexts();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');
createRoot(root).render(
  <StrictMode>
    <CrashScreen>
      <App />
    </CrashScreen>
  </StrictMode>,
);
