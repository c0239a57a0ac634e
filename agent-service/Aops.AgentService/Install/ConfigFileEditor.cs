using System.Text.RegularExpressions;

namespace Aops.AgentService.Install;

/// <summary>The one edit of an operator's conf.yml: the server, when an install names another one.</summary>
internal static partial class ConfigFileEditor
{
    /// <summary>Sets <c>heartbeatSrv</c> and leaves every other character as it is.</summary>
    internal static string SetServer(string conf, Uri server)
    {
        var line = $"heartbeatSrv: {server.GetLeftPart(UriPartial.Authority)}";
        if (ServerLine().IsMatch(conf)) return ServerLine().Replace(conf, line.Replace("$", "$$"), 1);
        return conf.Length == 0 || conf.EndsWith('\n') ? $"{conf}{line}\n" : $"{conf}\n{line}\n";
    }

    [GeneratedRegex("^heartbeatSrv[ \t]*:[ \t]*[^\\s#]*", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ServerLine();
}
