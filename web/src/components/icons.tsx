/** Line icons of 20 px; they say nothing to screen readers, their buttons do. */
import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function UndoIcon() {
  return (
    <Icon>
      <path d="M7 4 3.5 7.5 7 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8" />
    </Icon>
  );
}

export function ClearIcon() {
  return (
    <Icon>
      <path d="M3.5 5.5h13M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.3 9v4.5M11.7 9v4.5" />
    </Icon>
  );
}

export function CopyIcon() {
  return (
    <Icon>
      <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
      <path d="M4.5 13A1 1 0 0 1 3.5 12V5a1.5 1.5 0 0 1 1.5-1.5h7a1 1 0 0 1 1 1" />
    </Icon>
  );
}

export function CheckIcon() {
  return (
    <Icon>
      <path d="m4 10.5 4 4 8-9" />
    </Icon>
  );
}

export function InfoIcon() {
  return (
    <Icon>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 9.2v4M10 6.6v.1" />
    </Icon>
  );
}

export function UploadIcon() {
  return (
    <Icon>
      <path d="M10 13V4M6.5 7 10 3.5 13.5 7M3.5 13v2A1.5 1.5 0 0 0 5 16.5h10a1.5 1.5 0 0 0 1.5-1.5v-2" />
    </Icon>
  );
}

export function CameraIcon() {
  return (
    <Icon>
      <path d="M3.5 6.5h3l1.3-2h4.4l1.3 2h3v9.5h-13z" />
      <circle cx="10" cy="11" r="2.7" />
    </Icon>
  );
}

export function ResetIcon() {
  return (
    <Icon>
      <path d="M4 4v4h4M4.4 8A6.5 6.5 0 1 1 3.5 11.5" />
    </Icon>
  );
}

export function SunIcon() {
  return (
    <Icon>
      <circle cx="10" cy="10" r="3.3" />
      <path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1" />
    </Icon>
  );
}

export function MoonIcon() {
  return (
    <Icon>
      <path d="M16.5 11.7A6.8 6.8 0 1 1 8.3 3.5a5.4 5.4 0 0 0 8.2 8.2z" />
    </Icon>
  );
}

export function AutoIcon() {
  return (
    <Icon>
      <circle cx="10" cy="10" r="6.7" />
      <path d="M10 3.3a6.7 6.7 0 0 1 0 13.4z" fill="currentColor" />
    </Icon>
  );
}

export function BackIcon() {
  return (
    <Icon>
      <path d="M11.5 4.5 6 10l5.5 5.5" />
    </Icon>
  );
}

export function MenuIcon() {
  return (
    <Icon>
      <path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m5 5 10 10M15 5 5 15" />
    </Icon>
  );
}

export function PlusIcon() {
  return (
    <Icon>
      <path d="M10 4v12M4 10h12" />
    </Icon>
  );
}

export function MinusIcon() {
  return (
    <Icon>
      <path d="M4 10h12" />
    </Icon>
  );
}

/** The way a column is sorted; both arrows where the table is sorted by another one. */
export function SortIcon({ direction }: { direction: 'ascending' | 'descending' | undefined }) {
  return (
    <Icon>
      {direction !== 'descending' && <path d="m6.8 8 3.2-3.2L13.2 8" />}
      {direction !== 'ascending' && <path d="m6.8 12 3.2 3.2 3.2-3.2" />}
    </Icon>
  );
}
