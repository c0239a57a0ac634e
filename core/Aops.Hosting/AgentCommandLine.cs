namespace Aops.Hosting;

/// <summary>
/// The command line of spm and spa: <c>--root DIR</c>, <c>--self-test</c>, <c>--witness</c>, <c>--version</c>. The
/// launcher uses it, and operators who diagnose a fault.
/// </summary>
public abstract record AgentCommandLine
{
    private AgentCommandLine()
    {
    }

    /// <summary>Run the program.</summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record Run(string Root) : AgentCommandLine;

    /// <summary>Prove that this binary can start, change nothing, and exit.</summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record SelfTest(string Root) : AgentCommandLine;

    /// <summary>
    /// Ask the server whether it accepts this host, for the trial of another version (<c>WitnessTestimony</c>);
    /// change nothing, and exit.
    /// </summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record Witness(string Root) : AgentCommandLine;

    /// <summary>Print the version.</summary>
    public sealed record Version : AgentCommandLine;

    /// <summary>The command line is invalid.</summary>
    /// <param name="Sentence">What is wrong and what would be right.</param>
    public sealed record Wrong(string Sentence) : AgentCommandLine;

    /// <summary>Parses a command line.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    public static AgentCommandLine Parse(IReadOnlyList<string> arguments)
    {
        var root = "/";
        var selfTest = false;
        var witness = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--version":
                    return new Version();
                case "--self-test":
                    selfTest = true;
                    break;
                case "--witness":
                    witness = true;
                    break;
                case "--root" when i + 1 < arguments.Count:
                    root = arguments[++i];
                    break;
                default:
                    return new Wrong($"'{arguments[i]}' is not understood; the words are [--root DIR] [--self-test] [--version]");
            }
        }
        if (!Path.IsPathRooted(root)) return new Wrong($"--root must be an absolute path, not '{root}'");
        if (witness) return new Witness(root);
        return selfTest ? new SelfTest(root) : new Run(root);
    }
}
