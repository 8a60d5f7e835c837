import { type Account, type Device, accountIdSchema } from '../../../electron/contract/account.ts';
import type {
  ElsewhereAsset,
  ElsewhereJob,
  RefusedChange,
  SyncStatus,
} from '../../../electron/contract/sync.ts';
import { assetId, blobOf, recordedAt } from './data.ts';

const hour = 3_600_000;
const uuid = (kind: number, n: number): string =>
  `00000000-0000-4000-9000-${String(kind).padStart(4, '0')}${String(n).padStart(8, '0')}`;

export const ada: Account = {
  id: accountIdSchema.parse(uuid(1, 1)),
  email: 'ada@lumen.example',
  displayName: 'Ada Merz',
  avatar: blobOf(33),
  role: 'user',
  signedIn: true,
  secondFactorDue: false,
};

export const studioAccount: Account = {
  id: accountIdSchema.parse(uuid(1, 2)),
  email: 'studio-with-a-long-name@lumen-photography.example',
  displayName: 'Lumen Photography, the studio in the old harbour',
  avatar: null,
  role: 'user',
  signedIn: true,
  secondFactorDue: false,
};

export const endedAccount: Account = {
  id: accountIdSchema.parse(uuid(1, 3)),
  email: 'jo@lumen.example',
  displayName: '',
  avatar: null,
  role: 'user',
  signedIn: false,
  secondFactorDue: false,
};

export const recordedDevices: readonly Device[] = [
  device(1, 'Ada’s desktop', { isThis: true, lastSeenAt: recordedAt }),
  device(2, 'MacBook on the train', {
    platform: 'darwin',
    lastSeenAt: recordedAt - 26 * hour,
  }),
  device(3, 'Old laptop', {
    platform: 'win32',
    lastSeenAt: recordedAt - 2200 * hour,
    revoked: true,
  }),
];

function device(
  n: number,
  name: string,
  rest: Partial<Device> & Pick<Device, 'lastSeenAt'>,
): Device {
  return {
    id: uuid(2, n),
    name,
    platform: 'linux',
    appVersion: '0.1.0',
    createdAt: recordedAt - 3000 * hour,
    isThis: false,
    revoked: false,
    ...rest,
  };
}

export const upToDate: SyncStatus = { state: 'up-to-date', at: recordedAt };

export const recordedRefusals: readonly RefusedChange[] = [
  refusal(1, { kind: 'asset', title: 'harbour-at-night.jpg', reason: 'deleted' }),
  refusal(2, { kind: 'job', title: 'Describe · IMG_4107.jpg', reason: 'too_large' }),
  refusal(3, { kind: 'setting', title: 'providerOrder', reason: 'invalid' }),
];

function refusal(n: number, rest: Pick<RefusedChange, 'kind' | 'title' | 'reason'>): RefusedChange {
  return { id: uuid(3, n), changedAt: recordedAt - n * hour, ...rest };
}

export const elsewhereAssets: readonly ElsewhereAsset[] = Array.from({ length: 30 }, (_, n) => ({
  id: assetId(5000 + n),
  name:
    n === 1
      ? 'a-very-long-name-of-a-file-that-a-camera-would-never-give.jpg'
      : `DSC_${800 + n}.jpg`,
  tags: n % 3 === 0 ? ['harbour', 'night', 'boats', 'long exposure'] : [],
  width: n % 7 === 0 ? null : 6000,
  height: n % 7 === 0 ? null : 4000,
  createdAt: recordedAt - n * 5 * hour,
  thumbnail: n % 4 === 0 ? blobOf(5000 + n) : null,
}));

export const elsewhereJobs: readonly ElsewhereJob[] = Array.from({ length: 12 }, (_, n) => ({
  id: uuid(4, n),
  title: `DSC_${800 + n}.jpg`,
  operation: n % 2 === 0 ? 'describe' : 'upscale',
  status: n === 3 ? 'failed' : n === 5 ? 'running' : 'done',
  provider: n === 5 ? null : n % 2 === 0 ? 'openai' : 'on-device',
  cost: n % 2 === 0 ? 900 : 0,
  text:
    n % 2 === 0
      ? 'A harbour at night: fishing boats lie side by side, their lamps drawn out into long lines on the still water.'
      : null,
  createdAt: recordedAt - n * 3 * hour,
  endedAt: n === 5 ? null : recordedAt - n * 3 * hour + 4000,
}));
