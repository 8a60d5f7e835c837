import type { AppError } from '../../electron/contract/app-error.ts';
import type { Texts } from './i18n.ts';

export interface ErrorText {
  readonly what: string;
  readonly safe: string;
  readonly next: string;
}

/**
 * The three sentences of an error. A detailed first sentence is used only if the error carries
 * every value that it names, so that no gap is ever shown.
 */
export function errorText(error: AppError, t: Texts): ErrorText {
  const params: Record<string, string | number> = { ...error.params };
  const provider = params['provider'];
  if (typeof provider === 'string') {
    params['provider'] = t(`provider.${provider}` as 'provider.openai', { defaultValue: provider });
  }
  const detailed = t(`errors.${error.kind}.detailed` as 'errors.offline.what', {
    defaultValue: '',
    skipInterpolation: true,
  });
  const complete = detailed !== '' && namesIn(detailed).every((name) => params[name] !== undefined);
  return {
    what: complete
      ? t(`errors.${error.kind}.detailed` as 'errors.offline.what', params)
      : t(`errors.${error.kind}.what`),
    safe: t(`errors.${error.kind}.safe`),
    next: t(`errors.${error.kind}.next`),
  };
}

function namesIn(sentence: string): readonly string[] {
  return [...sentence.matchAll(/{{\s*(\w+)\s*}}/g)].map((match) => match[1] ?? '');
}
