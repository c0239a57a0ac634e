using System.Text.RegularExpressions;

namespace Aops.AgentService.Install;

/// <summary>Edits an operator's conf.yml when an install names another server or a name.</summary>
internal static partial class ConfigFileEditor
{
    /// <summary>Sets <c>heartbeatSrv</c> and preserves every other character.</summary>
    internal static string SetServer(string conf, Uri server) =>
        Set(conf, ServerLine(), $"heartbeatSrv: {server.GetLeftPart(UriPartial.Authority)}");

    /// <summary>Sets <c>hostName</c> and preserves every other character.</summary>
    internal static string SetHostName(string conf, string name) => Set(conf, NameLine(), $"hostName: {name}");

    private static string Set(string conf, Regex place, string line)
    {
        if (place.IsMatch(conf)) return place.Replace(conf, line.Replace("$", "$$"), 1);
        return conf.Length == 0 || conf.EndsWith('\n') ? $"{conf}{line}\n" : $"{conf}\n{line}\n";
    }

    [GeneratedRegex("^heartbeatSrv[ \t]*:[ \t]*[^\\s#]*", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ServerLine();

    [GeneratedRegex("^hostName[ \t]*:[ \t]*[^\\s#]*", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
