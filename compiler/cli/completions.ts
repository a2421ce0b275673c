/** `noodle-opt completions`: scripts that let shells complete verbs and options. */
import { Argument, type Command } from "commander";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

export function defineCompletions(command: Command): void {
  command
    .addArgument(new Argument("<shell>", "the shell to write a script for").choices(shells))
    .addHelpText(
      "after",
      "\nFor bash: noodle-opt completions bash > ~/.local/share/bash-completion/completions/noodle-opt\nFor zsh:  noodle-opt completions zsh > ~/.zfunc/_noodle-opt   (a folder in fpath)\nFor fish: noodle-opt completions fish > ~/.config/fish/completions/noodle-opt.fish",
    )
    .action((shell: Shell) => {
      process.stdout.write(scripts[shell](verbsOf(command.parent as Command)));
    });
}

interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly long: string; readonly description: string; readonly choices: readonly string[] }[];
}

function verbsOf(program: Command): Verb[] {
  return program.commands.map((verb) => ({
    name: verb.name(),
    summary: verb.summary(),
    options: verb.options.flatMap(({ long, description, argChoices }) => (long ? [{ long, description, choices: argChoices ?? [] }] : [])),
  }));
}

const scripts: Readonly<Record<Shell, (verbs: readonly Verb[]) => string>> = {
  bash: (verbs) => `_noodle_opt() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(" ")} --help --version" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${verbs.map(({ name, options }) => `    ${name}) options="${options.map(({ long }) => long).join(" ")} --help" ;;`).join("\n")}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _noodle_opt noodle-opt
`,
  zsh: (verbs) => `#compdef noodle-opt
_noodle_opt() {
  local -a verbs=(
${verbs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  case $words[2] in
${verbs.map(({ name, options }) => `    ${name}) _arguments ${options.map(({ long, description }) => quoted(`${long}[${description.replace(/[[\]:]/g, " ")}]`)).join(" ")} '*:file:_files' ;;`).join("\n")}
  esac
}
_noodle_opt "$@"
`,
  fish: (verbs) =>
    verbs
      .flatMap(({ name, summary, options }) => [
        `complete -c noodle-opt -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
        ...options.map(
          ({ long, description }) =>
            `complete -c noodle-opt -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${long.slice(2)} -d ${quoted(description)}`,
        ),
      ])
      .join("\n")
      .concat("\n"),
};

/** In single quotes for all three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "’")}'`;
