namespace Aops.Native.Programs;

/// <summary>The message about an unhandled exception.</summary>
public static class BugSentence
{
    /// <summary>If this variable is 1, the message contains the complete exception.</summary>
    public const string TraceVariable = "AOPS_BACKTRACE";

    private const string OwnCode = " Aops.";

    /// <summary>One sentence: the exception, and the location in the suite's code.</summary>
    public static string Of(Exception error)
    {
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1") return $"a bug: {error}";
        var cause = error.GetBaseException();
        var message = cause.Message.ReplaceLineEndings(" ");
        var places = (cause.StackTrace ?? "").Split('\n');
        var place = places.FirstOrDefault(line => line.Contains(OwnCode, StringComparison.Ordinal));
        var where = place is null ? "" : $" ({place.Trim()})";
        return $"a bug: {message}{where}; {TraceVariable}=1 shows all of it";
    }
}
