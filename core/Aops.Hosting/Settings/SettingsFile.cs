using System.Text;
using Aops.Contracts;
using Aops.Native.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Aops.Hosting.Settings;

/// <summary>
/// Parses conf.yml: one mapping of keys to scalar values. All faults are reported, not only the first.
/// </summary>
public static class SettingsFile
{
    private const int FileBytesMax = 256 * 1024;

    // Bounds the log when the file is something other than conf.yml: each fault is logged.
    private const int FaultsMax = 100;

    /// <summary>Reads settings.</summary>
    /// <returns>
    /// The settings and the faults. If there are faults, the settings are those of the valid lines; a caller that
    /// has older settings keeps those instead.
    /// </returns>
    public static (AgentSettings Settings, IReadOnlyList<SettingFault> Faults) Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
                return (new(), [OfFile(path, 0, $"is longer than {FileBytesMax} bytes")]);
            var text = File.ReadAllText(path);
            // An empty file is not a request for all defaults: an editor is between two writes, or the disk was
            // full.
            return text.Length > 0 ? Parse(text, path) : (new(), [OfFile(path, 0, "is empty")]);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return (new(), [OfFile(path, 0, $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>Parses settings.</summary>
    /// <param name="text">The text, YAML 1.1.</param>
    /// <param name="source">Name of the file, for messages.</param>
    public static (AgentSettings Settings, IReadOnlyList<SettingFault> Faults) Parse(string text, string source)
    {
        var settings = new AgentSettings();
        var faults = new List<SettingFault>();
        try
        {
            YamlShape.Check(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            switch (stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode)
            {
                case null:
                    break;
                case YamlScalarNode { Value: null or "" }:
                    break;
                case YamlMappingNode mapping:
                    foreach (var (key, value) in mapping.Children)
                        settings = ApplyNode(settings, key, value, source, faults);
                    break;
                case { } other:
                    faults.Add(OfFile(source, other.Start.Line, "must be a mapping of keys to values, such as 'logLevel: info'"));
                    break;
            }
        }
        catch (YamlException e)
        {
            var (line, reason) = YamlSentence.Of(text, e);
            faults.Add(OfFile(source, line, $"is not YAML: {reason}"));
        }
        // Everything in this block works on the text, and YamlDotNet throws exceptions of other types for input
        // that it does not foresee.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            faults.Add(OfFile(source, 0, "is not YAML"));
        }
        CheckTogether(settings, source, faults);
        if (faults.Count > FaultsMax)
        {
            var more = faults.Count - FaultsMax;
            faults.RemoveRange(FaultsMax, more);
            faults.Add(new(source, 0, $"{more} more lines are refused, too"));
        }
        return (settings, faults);
    }

    /// <summary>
    /// Overlays settings with those of the server, as far as a server may set them
    /// (<see cref="SettingKey.FromServer"/>). An invalid setting is left out alone.
    /// </summary>
    /// <param name="settings">The settings of conf.yml.</param>
    /// <param name="values">Values by key, in their written form.</param>
    public static (AgentSettings Settings, IReadOnlyList<SettingFault> Faults) Overlay(
        AgentSettings settings, IReadOnlyDictionary<string, string> values)
    {
        const string server = "settings of the server";
        var faults = new List<SettingFault>();
        var result = settings;
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (SettingKeys.FaultFromServer(name, value) is { } fault) faults.Add(new(server, 0, fault));
            else result = Apply(result, name, value, server, 0, faults);
        }
        var before = faults.Count;
        CheckTogether(result, server, faults);
        return faults.Count > before ? (settings, faults) : (result, faults);
    }

    /// <summary>The text of a new conf.yml: every key, commented out, with its meaning and default.</summary>
    /// <param name="server">The server; null to comment its line out too.</param>
    /// <param name="proxy">The proxy; null to leave that setting at its default.</param>
    public static string Template(Uri? server, Uri? proxy)
    {
        var text = new StringBuilder("""
            # Settings of aops on this host. An edit takes effect within a second, without a restart;
            # a bad edit is refused with file, line and reason, and the settings before it stay.


            """);
        foreach (var key in SettingKeys.All)
        {
            text.Append("# ").Append(key.Meaning).Append('\n').Append("# Allowed: ").Append(key.Allowed).Append(".\n");
            text.Append(key.Name switch
            {
                "heartbeatSrv" when server is null => "#heartbeatSrv: https://SERVER:PORT\n\n",
                "heartbeatSrv" => $"heartbeatSrv: {server.GetLeftPart(UriPartial.Authority)}\n\n",
                "proxy" when proxy is not null => $"proxy: {proxy.GetLeftPart(UriPartial.Authority)}\n\n",
                _ => $"#{key.Name}: {key.Default}\n\n",
            });
        }
        return text.ToString();
    }

    private static SettingFault OfFile(string source, long line, string reason) =>
        new(source, line, reason) { IsOfWholeFile = true };

    private static AgentSettings ApplyNode(
        AgentSettings settings, YamlNode key, YamlNode value, string source, List<SettingFault> faults)
    {
        if (key is not YamlScalarNode { Value: { } name })
        {
            faults.Add(new(source, key.Start.Line, "a key must be a plain word"));
            return settings;
        }
        if (value is not YamlScalarNode { Value: { } text })
        {
            faults.Add(new(source, value.Start.Line, $"{name}: must be a plain value"));
            return settings;
        }
        return Apply(settings, name, text, source, key.Start.Line, faults);
    }

    private static AgentSettings Apply(
        AgentSettings settings, string name, string text, string source, long line, List<SettingFault> faults)
    {
        if (SettingKeys.Find(name) is not { } key)
        {
            var known = string.Join(", ", SettingKeys.All.Select(k => k.Name));
            var meant = Suggestions.Closest(name, SettingKeys.All.Select(k => k.Name)) is { } near ? $"; did you mean {near}?" : "";
            faults.Add(new(source, line, $"'{name}' is not a setting{(meant.Length > 0 ? meant : $"; known are {known}")}"));
            return settings;
        }
        if (key.Apply(settings, text) is { } applied) return applied;
        var hint = text.Length > 0 && text.All(char.IsAsciiDigit) && key.Allowed.StartsWith("a time", StringComparison.Ordinal)
            ? $"; '{text}' has no unit: write {text}s for seconds"
            : "";
        faults.Add(new(source, line, $"{name}: '{text}' is not {key.Allowed}{hint}"));
        return settings;
    }

    private static void CheckTogether(AgentSettings settings, string source, List<SettingFault> faults)
    {
        if (settings.PingTimeout <= settings.PingInterval)
        {
            faults.Add(new(source, 0,
                $"pingTimeout ({Quantity.Format(settings.PingTimeout)}) must be more than pingInterval " +
                $"({Quantity.Format(settings.PingInterval)})"));
        }
        if (settings.TrialDeadline <= settings.TrialPeriod)
        {
            faults.Add(new(source, 0,
                $"trialDeadline ({Quantity.Format(settings.TrialDeadline)}) must be more than trialPeriod " +
                $"({Quantity.Format(settings.TrialPeriod)})"));
        }
    }
}
