using Aops.Contracts;

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

    /// <summary>Print what the program is, and what it takes.</summary>
    public sealed record Help : AgentCommandLine;

    /// <summary>The command line is invalid.</summary>
    /// <param name="Sentence">What is wrong and what would be right.</param>
    public sealed record Wrong(string Sentence) : AgentCommandLine;

    private static readonly string[] Options = ["--root", "--self-test", "--version", "--help"];

    /// <summary>The text of <c>--help</c>.</summary>
    /// <param name="program">Name of the program.</param>
    /// <param name="purpose">What it is, as a sentence.</param>
    public static string HelpText(string program, string purpose) => $"""
        {purpose}
        It is started by aops-launch; operators use aops-agent-service.

        usage: {program} [--root DIR] [--self-test]
          --root DIR    the root that the suite lies below; /
          --self-test   prove that this program can start, change nothing
          --version     print the version
        """;

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
                case "--help" or "-h":
                    return new Help();
                case "--self-test":
                    selfTest = true;
                    break;
                case "--witness":
                    witness = true;
                    break;
                case "--root" when i + 1 < arguments.Count:
                    root = arguments[++i];
                    break;
                case "--root":
                    return new Wrong("--root needs a folder");
                default:
                    return new Wrong(FaultOf(arguments[i]));
            }
        }
        if (!Path.IsPathRooted(root)) return new Wrong($"--root must be an absolute path, not '{root}'");
        if (witness) return new Witness(root);
        return selfTest ? new SelfTest(root) : new Run(root);
    }

    private static string FaultOf(string word)
    {
        var meant = Suggestions.Closest(word, Options) is { } option ? $"; did you mean {option}?" : "";
        return $"'{ShownText.Of(word)}' is not an option{meant}{(meant.Length > 0 ? "" : $"; there are {string.Join(", ", Options)}")}";
    }
}
