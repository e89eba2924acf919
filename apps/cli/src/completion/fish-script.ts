import { quote, type TableRow, type Tables } from './table-functions.ts';

function tableFunction(name: string, rows: readonly TableRow[]): string {
  const cases = rows.map(({ patterns, lines }) => {
    const printed = lines.map((line) => ` \\\n                ${quote(line)}`).join('');
    return `        case ${patterns.map(quote).join(' ')}\n            printf '%s\\n'${printed}`;
  });
  return `function ${name}\n    switch $argv[1]\n${cases.join('\n')}\n    end\nend`;
}

/** The completion for fish 3 and later. */
export function fishScript({ children, commands, options, values, operands }: Tables): string {
  return `# Completion of aegis for fish, made by: aegis completion fish

${tableFunction('__aegis_child', children)}

${tableFunction('__aegis_commands', commands)}

${tableFunction('__aegis_options', options)}

${tableFunction('__aegis_value', values)}

${tableFunction('__aegis_operand', operands)}

function __aegis_source
    set -l source $argv[1]
    switch $source
        case @files
            __fish_complete_path (commandline -ct)
        case @directories
            __fish_complete_directories (commandline -ct)
        case @none ''
            return
        case '@*'
            aegis __complete (string sub -s 2 -- $source) 2>/dev/null
        case '=*'
            string split ' ' -- (string sub -s 2 -- $source)
    end
end

function __aegis_complete
    set -l before (commandline -opc)
    set -l cur (commandline -ct)
    set -l at ''
    set -l pending ''
    set -l operands 0
    for word in $before[2..]
        if test -n "$pending"
            set pending ''
        else if test "$word" = --
            __aegis_source @files
            return
        else if string match -q -- '-*' $word
            set pending (__aegis_value "$at/$word")
        else
            set -l found (__aegis_child "$at/$word")
            if test -n "$found"
                set at $found
            else
                set operands (math $operands + 1)
            end
        end
    end
    if test -n "$pending"
        __aegis_source $pending
        return
    end
    if string match -q -- '-*' $cur
        __aegis_options "$at"
        return
    end
    set -l list
    if test $operands -eq 0
        set list (__aegis_commands "$at")
    end
    if test (count $list) -gt 0
        printf '%s\\n' $list
        return
    end
    __aegis_source (__aegis_operand "$at/$operands")
end

complete -c aegis -e
complete -c aegis -f -a '(__aegis_complete)'
`;
}
