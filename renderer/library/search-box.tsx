import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { matchesKeys } from '../keyboard.ts';
import { IconButton } from '../ui/button.tsx';

/** Typing pauses this long before a search starts. */
const searchAfterMs = 160;

interface SearchBoxProps {
  readonly label: string;
  readonly hint: string;
  /** The search that is in force. */
  readonly applied: string;
  readonly onSearch: (text: string) => void;
}

/** A search that starts when typing pauses; Mod+F goes to it, Escape empties it. */
export function SearchBox({ label, hint, applied, onSearch }: SearchBoxProps) {
  const { t } = useTexts();
  const search = useEffectEvent((text: string) => {
    if (text !== applied) onSearch(text);
  });
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => {
      setTyped(null);
      search(typed);
    }, searchAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);

  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      if (!matchesKeys(event, 'Mod+F')) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', find);
    return () => {
      window.removeEventListener('keydown', find);
    };
  }, []);

  const text = typed ?? applied;
  return (
    <div className="search-box" role="search">
      <Search aria-hidden />
      <input
        ref={field}
        type="text"
        className="input"
        aria-label={label}
        placeholder={hint}
        value={text}
        maxLength={400}
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
        }}
      />
      {text === '' ? null : (
        <IconButton
          label={t('library.clearSearch')}
          icon={<X />}
          onClick={() => {
            setTyped('');
            field.current?.focus();
          }}
        />
      )}
    </div>
  );
}
