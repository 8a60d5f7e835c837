import { beforeAll, describe, expect, it } from 'vitest';
import i18next from 'i18next';
import { appError } from '../../electron/contract/app-error.ts';
import { errorText } from '../../renderer/i18n/error-text.ts';
import { type Texts, startTexts } from '../../renderer/i18n/i18n.ts';

describe('the sentences of an error', () => {
  const texts: Texts = (key, values = {}) => i18next.t(key, values);
  beforeAll(async () => {
    startTexts();
    await i18next.changeLanguage('en');
  });

  it('name what the error carries', () => {
    const error = appError('provider-bad-key', { params: { provider: 'stability' } });
    expect(errorText(error, texts).what).toBe('Stability AI did not accept the key.');
  });

  it('show no gap where the error carries nothing', () => {
    expect(errorText(appError('provider-bad-key'), texts).what).toBe(
      'The provider did not accept the key.',
    );
  });

  it('keep the name of a provider that has no text', () => {
    const error = appError('provider-failed', { params: { provider: 'LM Studio' } });
    expect(errorText(error, texts).what).toBe('LM Studio failed.');
  });
});
