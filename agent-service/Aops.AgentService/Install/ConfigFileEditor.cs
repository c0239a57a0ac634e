using System.Text.RegularExpressions;

namespace Aops.AgentService.Install;

/// <summary>Edits an operator's conf.yml when an install names another server.</summary>
internal static partial class ConfigFileEditor
{
    /// <summary>Sets <c>heartbeatSrv</c> and preserves every other character.</summary>
    internal static string SetServer(string conf, Uri server)
    {
        var line = $"heartbeatSrv: {server.GetLeftPart(UriPartial.Authority)}";
        if (ServerLine().IsMatch(conf)) return ServerLine().Replace(conf, line.Replace("$", "$$"), 1);
        return conf.Length == 0 || conf.EndsWith('\n') ? $"{conf}{line}\n" : $"{conf}\n{line}\n";
    }

    [GeneratedRegex("^heartbeatSrv[ \t]*:[ \t]*[^\\s#]*", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ServerLine();
}
