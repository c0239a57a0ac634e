using System.Globalization;

namespace Aops.LogTail;

/// <summary>Settings, from the environment.</summary>
/// <param name="Config">The configuration: <c>LOG_TAIL_CONFIG</c>, <c>log-tail.json</c> beside the program by default.</param>
/// <param name="ReportEvery">Time between two reports: <c>REPORT_SECONDS</c>, 1 to 60, 10 by default.</param>
/// <param name="CpuPercentMax">Takes the place of the configuration's: <c>CPU_PERCENT_MAX</c>, 1 to 999.</param>
internal sealed record LogTailOptions(string Config, TimeSpan ReportEvery, int? CpuPercentMax)
{
    internal const string ConfigVariable = "LOG_TAIL_CONFIG";
    internal const string ReportVariable = "REPORT_SECONDS";
    internal const string CpuVariable = "CPU_PERCENT_MAX";

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">Returns the value of a variable, or null.</param>
    /// <param name="faults">A sentence for each value that is refused; its default is used.</param>
    internal static LogTailOptions Read(Func<string, string?> variable, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var seconds = Number(variable, ReportVariable, 60, found) ?? 10;
        var percent = Number(variable, CpuVariable, Settings.SettingBounds.CpuPercentMax, found);
        faults = found;
        var config = variable(ConfigVariable);
        return new(string.IsNullOrEmpty(config) ? "log-tail.json" : config, TimeSpan.FromSeconds(seconds), percent);
    }

    private static int? Number(Func<string, string?> variable, string name, int greatest, List<string> faults)
    {
        var text = variable(name);
        if (string.IsNullOrEmpty(text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= greatest)
        {
            return number;
        }
        faults.Add($"{name} is '{text}', and must be a number of 1 to {greatest}; its default is used");
        return null;
    }
}
