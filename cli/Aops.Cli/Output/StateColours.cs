namespace Aops.Cli.Output;

/// <summary>Colours of words that name states; a word without one stays as it is.</summary>
internal static class StateColours
{
    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";
    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    /// <summary>Paints a text that may have blanks after its word.</summary>
    public static string Paint(string text) => text.TrimEnd() switch
    {
        "online" or "in-step" or "done" or "ok" or "running" => Green + text + Plain,
        "late" or "pending" or "moving" or "upgrading" or "paused" or "note" or "never" => Yellow + text + Plain,
        "offline" or "upgrade-failed" or "rolled-back" or "faults" or "sub-agent-differs" or "wrong" or "failed" =>
            Red + text + Plain,
        _ => text,
    };
}
