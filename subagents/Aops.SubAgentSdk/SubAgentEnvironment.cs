namespace Aops.SubAgentSdk;

/// <summary>The environment that spm gives to a sub-agent.</summary>
public sealed record SubAgentEnvironment
{
    /// <summary>Variable that names the folder for state of the sub-agent's own.</summary>
    public const string StateDirectoryVariable = "AOPS_STATE_DIR";

    /// <summary>Variable that names the file for the sub-agent's report.</summary>
    public const string ReportFileVariable = "AOPS_REPORT_FILE";

    /// <summary>A folder that outlives restarts and upgrades, absolute; the sub-agent may write to it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The file that spm reads and sends with each heartbeat, absolute.</summary>
    public required string ReportFile { get; init; }

    /// <summary>
    /// Reads the variables of this process. Missing ones (after a manual start) fall back to the working
    /// directory, and to <c>report.json</c> in the state folder.
    /// </summary>
    public static SubAgentEnvironment Read() => Read(Environment.GetEnvironmentVariable);

    /// <summary>Reads the variables from another source.</summary>
    /// <param name="variable">Returns the value of a variable, or null.</param>
    public static SubAgentEnvironment Read(Func<string, string?> variable)
    {
        var state = NotEmpty(variable(StateDirectoryVariable)) ?? Environment.CurrentDirectory;
        return new()
        {
            StateDirectory = Path.GetFullPath(state),
            ReportFile = Path.GetFullPath(
                NotEmpty(variable(ReportFileVariable)) ?? Path.Combine(state, "report.json")),
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
