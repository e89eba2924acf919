import { quote, type TableRow, type Tables } from './table-functions.ts';

function pattern(text: string): string {
  // The one pattern that is meant as such stands at the end.
  return text.endsWith('/*') ? `${quote(text.slice(0, -1))}*` : quote(text);
}

function tableFunction(name: string, rows: readonly TableRow[]): string {
  const cases = rows.map(({ patterns, lines }) => {
    const printed = lines.map((line) => ` \\\n      ${quote(line)}`).join('');
    return `    ${patterns.map(pattern).join('|')}) printf '%s\\n'${printed} ;;`;
  });
  return `${name}() {\n  case $1 in\n${cases.join('\n')}\n  esac\n}`;
}

/** The tables as functions that bash and zsh both take; each prints what its argument stands for, or nothing. */
export function posixTables({ children, commands, options, values, operands }: Tables): string {
  return [
    tableFunction('_aegis_child', children),
    tableFunction('_aegis_commands', commands),
    tableFunction('_aegis_options', options),
    tableFunction('_aegis_value', values),
    tableFunction('_aegis_operand', operands),
  ].join('\n\n');
}

/**
 * Finds out where the cursor stands: sets `source` to where words come from, `list` to words with what they do. Takes
 * the words before the cursor, the first of them after the program, in `before`, and the word at it in `cur`.
 */
export const POSIX_WALK = `  local at='' pending='' found='' word='' operands=0
  source='' list=''
  for word in "\${before[@]}"; do
    if [ -n "$pending" ]; then pending=''; continue; fi
    case $word in
      --) source='@files'; return ;;
      -*) pending=$(_aegis_value "$at/$word") ;;
      *)
        found=$(_aegis_child "$at/$word")
        if [ -n "$found" ]; then at=$found; else operands=$((operands + 1)); fi ;;
    esac
  done
  if [ -n "$pending" ]; then source=$pending; return; fi
  case $cur in
    -*) list=$(_aegis_options "$at") ;;
    *)
      if [ "$operands" -eq 0 ]; then list=$(_aegis_commands "$at"); fi
      if [ -z "$list" ]; then source=$(_aegis_operand "$at/$operands"); fi ;;
  esac`;
