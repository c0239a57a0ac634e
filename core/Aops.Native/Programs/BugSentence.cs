namespace Aops.Native.Programs;

/// <summary>What is said of an exception that nobody expected.</summary>
public static class BugSentence
{
    /// <summary>Set to 1, all of the exception is shown.</summary>
    public const string TraceVariable = "AOPS_BACKTRACE";

    private const string OwnCode = " Aops.";

    /// <summary>One sentence: what was thrown, and where in our code.</summary>
    /// <param name="error">The exception.</param>
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
