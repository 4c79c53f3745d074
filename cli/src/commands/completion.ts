import { Argument, type Command } from 'commander';
import { writeLine } from '../output.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

interface Words {
  name: string;
  description: string;
  options: { long: string; description: string; choices: readonly string[] }[];
}

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print what a shell needs to complete commands and options')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(sheetport completion bash)
  sheetport completion zsh > "\${fpath[1]}/_sheetport"
  sheetport completion fish > ~/.config/fish/completions/sheetport.fish`,
    )
    .action((shell: Shell) => writeLine(writeCompletion(shell, wordsOf(program))));
}

function wordsOf(program: Command): Words[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options, ...program.options].flatMap(({ long, description, argChoices }) =>
      long ? [{ long, description, choices: argChoices ?? [] }] : [],
    ),
  }));
}

function writeCompletion(shell: Shell, commands: readonly Words[]): string {
  if (shell === 'bash') return writeBash(commands);
  return shell === 'zsh' ? writeZsh(commands) : writeFish(commands);
}

function writeBash(commands: readonly Words[]): string {
  const cases = commands.map(
    ({ name, options }) => `      ${name}) words="${options.map(({ long }) => long).join(' ')}" ;;`,
  );
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ long, choices }) =>
      choices.length > 0 ? [`      ${name}:${long}) words="${choices.join(' ')}" ;;`] : [],
    ),
  );
  return `_sheetport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  else
    case "$command" in
${cases.join('\n')}
    esac
    case "$command:$before" in
${values.join('\n')}
      *:-o|*:--output|*:--file) words="" ;;
    esac
    case "$current" in
      -*) ;;
      *) [[ "$words" == --* ]] && words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ] && [ "$COMP_CWORD" -gt 1 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _sheetport sheetport`;
}

function writeZsh(commands: readonly Words[]): string {
  const names = commands.map(({ name, description }) => `    '${name}:${quote(description)}'`);
  const cases = commands.map(({ name, options }) => {
    const lines = options.map(({ long, description, choices }) => {
      const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : '';
      return `'${long}[${quote(description).replaceAll(/[[\]]/g, '\\$&')}]${value}'`;
    });
    return `    ${name}) _arguments ${lines.join(' ')} '*:file:_files' ;;`;
  });
  return `#compdef sheetport
_sheetport() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _sheetport sheetport`;
}

function writeFish(commands: readonly Words[]): string {
  return commands
    .flatMap(({ name, description, options }) => [
      `complete -c sheetport -n __fish_use_subcommand -f -a ${name} -d '${quote(description)}'`,
      ...options.map(({ long, description, choices }) => {
        const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : '';
        return `complete -c sheetport -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)} -d '${quote(description)}'${values}`;
      }),
    ])
    .join('\n');
}

/** Within single quotation marks of any of the three shells. */
function quote(text: string): string {
  return text.replaceAll("'", '’');
}
