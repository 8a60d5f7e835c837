import './reference-picker.css';
import '../ui/command-list.css';
import { Command } from 'cmdk';
import { ChevronsUpDown, FolderOpen, ImagePlus, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useId, useState } from 'react';
import type { Asset } from '../../electron/contract/library.ts';
import { previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { IconButton } from '../ui/button.tsx';
import { chooseReference, clearReference, findImages, openReference } from './reference.ts';
import { useStudio } from './store.ts';

/** The second image of an operation that takes one: chosen from the library, opened or dropped here. */
export function ReferencePicker() {
  const { t } = useTexts();
  const reference = useStudio((state) => state.reference);
  const [open, setOpen] = useState(false);
  const hint = useId();
  return (
    <section className="inspector__section reference" data-takes="reference">
      <h2 className="inspector__heading">{t('reference.label')}</h2>
      <div className="reference__line">
        <Popover.Root open={open} onOpenChange={setOpen}>
          <Popover.Trigger className="picker" aria-describedby={hint}>
            {reference === null ? (
              <>
                <span className="picker__icon">
                  <ImagePlus aria-hidden />
                </span>
                <span className="reference__text">
                  <span className="picker__name">{t('reference.choose')}</span>
                  <span className="reference__about">{t('reference.drop')}</span>
                </span>
              </>
            ) : (
              <>
                <img className="reference__thumb" src={previewSource(reference.blob, 256)} alt="" />
                <span className="reference__text">
                  <span className="picker__name clip">
                    <span className="visually-hidden">{t('reference.label')}: </span>
                    {reference.name}
                  </span>
                  {reference.version > 1 ? (
                    <span className="reference__about">
                      {t('reference.version', { n: reference.version })}
                    </span>
                  ) : null}
                </span>
              </>
            )}
            <ChevronsUpDown className="picker__chevron" aria-hidden />
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content
              className="picker-list"
              aria-label={t('reference.choose')}
              align="start"
              sideOffset={6}
              collisionPadding={12}
            >
              <ImageList
                onChosen={() => {
                  setOpen(false);
                }}
              />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
        {reference === null ? null : (
          <IconButton label={t('reference.clear')} icon={<X />} onClick={clearReference} />
        )}
      </div>
      <p className="field__hint" id={hint}>
        {t('reference.hint')}
      </p>
    </section>
  );
}

const openItem = 'open';

function ImageList({ onChosen }: { readonly onChosen: () => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const { images, marked, mark } = useFound(typed);
  return (
    <Command
      label={t('reference.search')}
      shouldFilter={false}
      loop
      value={marked}
      onValueChange={mark}
    >
      <Command.Input
        className="command-list__input"
        placeholder={t('reference.search')}
        value={typed}
        onValueChange={setTyped}
      />
      <Command.List className="command-list" label={t('reference.list')}>
        {images?.length === 0 ? (
          <p className="command-list__empty">{t('reference.nothing')}</p>
        ) : null}
        {(images ?? []).map((asset) => (
          <Command.Item
            key={asset.id}
            className="command-list__item"
            value={asset.id}
            onSelect={() => {
              chooseReference(asset);
              onChosen();
            }}
          >
            <img
              className="reference__thumb"
              src={previewSource(asset.latest.blob, 256)}
              alt=""
              loading="lazy"
            />
            <span className="clip">{asset.name}</span>
          </Command.Item>
        ))}
        <Command.Item
          className="command-list__item"
          value={openItem}
          onSelect={() => {
            attempt(openReference);
            onChosen();
          }}
        >
          <FolderOpen aria-hidden />
          <span>{t('reference.open')}</span>
        </Command.Item>
      </Command.List>
    </Command>
  );
}

/** What the library finds, null until its first answer; Enter takes what is marked: the best match. */
function useFound(text: string) {
  const [images, setImages] = useState<readonly Asset[] | null>(null);
  const [marked, mark] = useState('');
  useEffect(() => {
    let late = false;
    attempt(async () => {
      const found = await findImages(text);
      if (late) return;
      setImages(found);
      mark(found[0]?.id ?? openItem);
    });
    return () => {
      late = true;
    };
  }, [text]);
  return { images, marked, mark };
}
