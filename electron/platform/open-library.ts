import { dialog } from 'electron';
import { type AppError, toAppError } from '../contract/app-error.ts';
import { brand } from '../contract/brand.ts';

type Language = 'en' | 'de';

const texts = {
  en: {
    damaged: 'The library’s index was damaged.',
    setAside:
      'It has been set aside as {file}, and no image was deleted. {app} now starts with a new, empty library; your image files stay where they are.',
    closed: 'The library could not be opened.',
    next: 'Nothing was changed. Check that the disk is not full, that the folder can be written, and that {app} is not running twice; then start it again.',
  },
  de: {
    damaged: 'Das Verzeichnis der Bibliothek war beschädigt.',
    setAside:
      'Es wurde als {file} beiseitegelegt, kein Bild wurde gelöscht. {app} beginnt jetzt mit einer neuen, leeren Bibliothek; Ihre Bilddateien bleiben, wo sie sind.',
    closed: 'Die Bibliothek ließ sich nicht öffnen.',
    next: 'Nichts wurde verändert. Prüfen Sie, ob der Datenträger voll ist, ob der Ordner beschreibbar ist und ob {app} zweimal läuft; starten Sie dann neu.',
  },
} as const;

/**
 * Opens what `open` opens. A damaged library has been set aside by then: the user is told, and it is
 * opened anew. Anything else is explained, and null returned: there is nothing to go on with.
 */
export async function openLibrary<Library>(
  open: () => Promise<Library>,
  language: Language,
): Promise<Library | null> {
  try {
    return await open();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.params['setAside'] === undefined) return explain(error, language);
    await dialog.showMessageBox({
      type: 'warning',
      title: brand.name,
      message: texts[language].damaged,
      detail: fill(texts[language].setAside, error),
    });
  }
  try {
    return await open();
  } catch (thrown) {
    return explain(toAppError(thrown), language);
  }
}

function explain(error: AppError, language: Language): null {
  const { closed, next } = texts[language];
  dialog.showErrorBox(closed, `${fill(next, error)}\n\n${error.cause ?? error.kind}`);
  return null;
}

function fill(text: string, { params }: AppError): string {
  return text
    .replaceAll('{app}', brand.name)
    .replaceAll('{file}', String(params['setAside'] ?? ''));
}
