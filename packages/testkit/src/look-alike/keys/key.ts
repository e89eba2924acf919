/** Keys that a terminal sends, by the names that tmux has for most of them. */
export type KeyName =
  | 'Enter'
  | 'Newline'
  | 'Tab'
  | 'BackTab'
  | 'Escape'
  | 'Backspace'
  | 'Delete'
  | 'Up'
  | 'Down'
  | 'Left'
  | 'Right'
  | 'Home'
  | 'End'
  | 'C-a'
  | 'C-c'
  | 'C-d'
  | 'C-e'
  | 'C-k'
  | 'C-u';

export type Key =
  | { readonly type: 'key'; readonly key: KeyName }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string };
