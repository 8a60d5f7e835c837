import { useEffect } from 'react';
import { attempt } from '../stores/toasts.ts';
import type { Picture } from '../studio/use-shown.ts';
import { loadEdit, useEditor } from './edit-store.ts';

/** Whether the studio edits; the edit of the version shown is read when it does. */
export function useEdit(picture: Picture | null): boolean {
  const isOpen = useEditor((state) => state.isOpen);
  const id = isOpen ? (picture?.id ?? null) : null;
  useEffect(() => {
    if (id !== null) attempt(() => loadEdit(id));
  }, [id]);
  return isOpen && picture !== null;
}
