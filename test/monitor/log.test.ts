import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../electron/monitor/log.ts';

describe('the log', () => {
  it('writes one JSON line per event and never a key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const log = createLog(folder, () => 0);
    log.info('started', { version: '1' });
    log.warn('call-failed', { cause: 'key sk-canary-0123456789abcdef was refused' });
    const lines = readFileSync(join(folder, 'emulsion.log'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'started',
      version: '1',
    });
    expect(lines[1]).toContain('[redacted]');
    expect(lines[1]).not.toContain('canary');
  });
});
