import { isPaneId, isWindowId } from '../ids.ts';
import {
  defineFormat,
  FIELD_SEPARATOR,
  flag,
  integer,
  matching,
  optionalInteger,
  size,
  text,
} from './format.ts';

/** The user option that marks the keeper's own pane. */
export const KEEPER_OPTION = 'aegis_keeper';

export const paneFormat = defineFormat({
  paneId: matching('pane_id', isPaneId),
  windowId: matching('window_id', isWindowId),
  pid: integer('pane_pid'),
  cols: size('pane_width'),
  rows: size('pane_height'),
  dead: flag('pane_dead'),
  exitStatus: optionalInteger('pane_dead_status'),
  exitSignal: optionalInteger('pane_dead_signal'),
  inMode: flag('pane_in_mode'),
  synchronized: flag('pane_synchronized'),
  alternate: flag('alternate_on'),
  sessionId: text('session_id'),
  isKeeper: flag(`@${KEEPER_OPTION}`),
  windowName: text('window_name'),
  title: text('pane_title'),
  // Last, since a program may call itself anything.
  currentCommand: text('pane_current_command'),
});

/** Behind the two ids, by which a pane's line is known. */
export const OPTIONS_AT = 2;

/** A pane's line with the values of user options in it. */
export function paneListFormat(options: readonly string[]): string {
  const fields = paneFormat.format.split(FIELD_SEPARATOR);
  const asked = options.map((name) => `#{@${name}}`);
  return fields.toSpliced(OPTIONS_AT, 0, ...asked).join(FIELD_SEPARATOR);
}

/** What a capture needs beside the rows: the terminal's state at the same moment. */
export const screenFormat = defineFormat({
  paneId: matching('pane_id', isPaneId),
  cols: size('pane_width'),
  rows: size('pane_height'),
  dead: flag('pane_dead'),
  exitStatus: optionalInteger('pane_dead_status'),
  exitSignal: optionalInteger('pane_dead_signal'),
  cursorX: integer('cursor_x'),
  cursorY: integer('cursor_y'),
  cursorVisible: flag('cursor_flag'),
  alternate: flag('alternate_on'),
  regionTop: integer('scroll_region_upper'),
  regionBottom: integer('scroll_region_lower'),
  insert: flag('insert_flag'),
  origin: flag('origin_flag'),
  wrap: flag('wrap_flag'),
  keypad: flag('keypad_flag'),
  cursorKeys: flag('keypad_cursor_flag'),
  title: text('pane_title'),
});

export const newWindowFormat = defineFormat({
  windowId: matching('window_id', isWindowId),
  paneId: matching('pane_id', isPaneId),
  pid: integer('pane_pid'),
});

/** The session option in which each Aegis writes down the control client that it started: `client:owner`, by pid. */
export const OWNERS_OPTION = 'aegis_owners';

export const serverFormat = defineFormat({
  utf8: flag('client_utf8'),
  pid: integer('pid'),
  startTime: integer('start_time'),
  version: text('version'),
  clientPid: integer('client_pid'),
  sessionId: text('session_id'),
  owners: text(`@${OWNERS_OPTION}`),
  socketPath: text('socket_path'),
});

export const clientFormat = defineFormat({
  pid: integer('client_pid'),
  isControl: flag('client_control_mode'),
});

/** A pane as people name it. */
export const visitedPaneFormat = defineFormat({
  paneId: matching('pane_id', isPaneId),
  windowId: matching('window_id', isWindowId),
  pid: integer('pane_pid'),
  cols: integer('pane_width'),
  rows: integer('pane_height'),
  dead: flag('pane_dead'),
  window: integer('window_index'),
  pane: integer('pane_index'),
  // tmux lets no colon and no period into it.
  session: text('session_name'),
  windowName: text('window_name'),
});

/** Where each pane of the server is linked. */
export const placeFormat = defineFormat({
  paneId: matching('pane_id', isPaneId),
  windowId: matching('window_id', isWindowId),
  isKeeper: flag(`@${KEEPER_OPTION}`),
  session: text('session_name'),
});
