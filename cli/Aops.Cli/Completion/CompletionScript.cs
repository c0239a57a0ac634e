namespace Aops.Cli.Completion;

/// <summary>
/// Scripts that let a shell ask the program itself for what may follow (<c>aops "[suggest:POSITION]" LINE</c>), so that they never grow
/// stale.
/// </summary>
internal static class CompletionScript
{
    public static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>The script of a shell.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Of(string shell) => shell switch
    {
        "bash" => """
            # bash completion of aops: source <(aops completion bash)
            _aops_complete() {
                local word=${COMP_WORDS[COMP_CWORD]} replies
                replies=$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null) || return 0
                mapfile -t COMPREPLY < <(compgen -W "$replies" -- "$word")
            }
            complete -o default -F _aops_complete aops

            """,
        "zsh" => """
            #compdef aops
            # zsh completion of aops: source <(aops completion zsh)
            _aops_complete() {
                local -a replies
                replies=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a replies
            }
            compdef _aops_complete aops

            """,
        _ => """
            # fish completion of aops: aops completion fish | source
            function __aops_complete
                set -l line (commandline --cut-at-cursor)
                aops "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete --command aops --arguments '(__aops_complete)'

            """,
    };
}
