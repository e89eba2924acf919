import { isSince, type Setting } from '../format/setting.ts';

/** How a permission dialog ends: with a plain "No", or with a row that asks for a word. */
export function declineRow(setting: Setting): 'decline' | 'decline-with-feedback' {
  return isSince(setting, '2.1.50') ? 'decline' : 'decline-with-feedback';
}

/** The rows of the dialog for a shell command; `lasting` where it offers to allow such commands from now on. */
export function bashRows(setting: Setting, lasting: boolean): string[] {
  return [
    'accept',
    ...(lasting ? ['accept-always'] : []),
    ...(isSince(setting, '2.1.280') ? ['accept-and-switch-mode'] : []),
    declineRow(setting),
  ];
}

/** The rows of the dialog for a change of a file. */
export function editRows(setting: Setting): string[] {
  const second = isSince(setting, '2.1.280') ? 'accept-and-switch-mode' : 'accept-always';
  return ['accept', second, declineRow(setting)];
}
