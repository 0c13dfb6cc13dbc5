using System.CommandLine;

namespace LocalDigest.Cli.Commands;

/// <summary>Writes what shells need to complete the program's words. The program itself is asked for them.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _localdigest() {
            local line="${COMP_LINE:0:COMP_POINT}"
            line="${line#* }"
            local IFS=$'\n'
            COMPREPLY=($(localdigest "[suggest:${#line}]" "$line" 2>/dev/null | grep -F -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _localdigest localdigest
        """;

    private const string Zsh = """
        #compdef localdigest
        _localdigest() {
            local line="${BUFFER[1,CURSOR]}"
            line="${line#* }"
            local -a words_found
            words_found=("${(@f)$(localdigest "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a words_found
            _files
        }
        compdef _localdigest localdigest
        """;

    private const string Fish = """
        function __localdigest_complete
            set -l line (commandline -cp | string replace -r '^\S+\s' '')
            localdigest "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c localdigest -a '(__localdigest_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName localdigest -ScriptBlock {
            param($word, $line, $position)
            $text = $line.ToString()
            $text = $text.Substring(0, [Math]::Min($position, $text.Length)) -replace '^\S+\s', ''
            localdigest "[suggest:$($text.Length)]" "$text" | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Make(Shell shell)
    {
        var name = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        name.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Writes completions for a shell, as in: source <(localdigest completion bash)") { name };
        shell.Does(command, (words, _) =>
        {
            shell.Terminal.Line(words.GetValue(name) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
