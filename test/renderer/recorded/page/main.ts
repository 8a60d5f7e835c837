import '../../../../renderer/zod-without-eval.ts';
import { setMediaResolver } from '../../../../renderer/bridge.ts';
import { type Scenario, createRecordedBridge } from '../bridge.ts';

// The scenario is in the address: #{"empty":true}
const told = decodeURIComponent(location.hash.slice(1));
const scenario = (told === '' ? {} : JSON.parse(told)) as Scenario;

Object.defineProperty(window, 'emulsion', { value: createRecordedBridge(scenario) });
setMediaResolver((url) => url.replace(/^media:\//, '/media'));

void import('../../../../renderer/main.tsx');
