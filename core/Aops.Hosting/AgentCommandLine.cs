namespace Aops.Hosting;

/// <summary>The command line of a half: <c>--root DIR</c>, <c>--self-test</c>, <c>--version</c>. Only the launcher and
/// people who look for a fault write one.</summary>
public abstract record AgentCommandLine
{
    private AgentCommandLine()
    {
    }

    /// <summary>Run.</summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record Run(string Root) : AgentCommandLine;

    /// <summary>Prove that this binary can start, change nothing, and end.</summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record SelfTest(string Root) : AgentCommandLine;

    /// <summary>Testify in the trial of another version (<c>WitnessTestimony</c>), change nothing, and end.</summary>
    /// <param name="Root">The root, absolute.</param>
    public sealed record Witness(string Root) : AgentCommandLine;

    /// <summary>Print the version.</summary>
    public sealed record Version : AgentCommandLine;

    /// <summary>The words are wrong.</summary>
    /// <param name="Sentence">What is wrong and what would be right.</param>
    public sealed record Wrong(string Sentence) : AgentCommandLine;

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
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
