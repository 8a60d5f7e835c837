import './avatar.css';
import type { Account } from '../../electron/contract/account.ts';
import { previewSource } from '../bridge.ts';
import { initialsOf } from './sign-in-flow.ts';

interface AvatarProps {
  readonly account: Account;
  readonly size: 'small' | 'normal' | 'large';
}

/** The picture of an account, or its initials; its name stands beside it. */
export function Avatar({ account, size }: AvatarProps) {
  const ended = account.signedIn ? '' : ' avatar--ended';
  return (
    <span className={`avatar avatar--${size}${ended}`} aria-hidden>
      {account.avatar === null ? (
        initialsOf(account)
      ) : (
        <img src={previewSource(account.avatar, 256)} alt="" />
      )}
    </span>
  );
}
