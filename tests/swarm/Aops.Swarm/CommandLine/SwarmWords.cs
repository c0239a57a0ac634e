using System.Globalization;
using Aops.Swarm.Hosts;

namespace Aops.Swarm.CommandLine;

/// <summary>Collects the options of a command line, one after another.</summary>
internal sealed class SwarmWords
{
    private const double SecondsMax = 7 * 24 * 3600;

    private readonly List<string> _tokens = [];
    private Uri? _server;
    private string? _authority;
    private string? _summary;
    private SwarmOptions _options = new() { Server = new Uri("https://localhost"), AuthorityFile = "", Tokens = [] };

    /// <summary>Takes one option.</summary>
    /// <returns>Whether it is understood.</returns>
    public bool TryAdd(string name, string value) => name switch
    {
        "--server" => Uri.TryCreate(value, UriKind.Absolute, out _server) && _server.Scheme == Uri.UriSchemeHttps,
        "--ca" => (_authority = value).Length > 0,
        "--summary" => (_summary = value).Length > 0,
        "--token" => TryAddToken(value),
        "--version" => Set(_options with { Version = value }),
        "--upgrades-fail-where" => TryAddRule(value),
        _ => TryNumber(value) is { } number && TryAddNumber(name, number),
    };

    /// <summary>What a swarm cannot do without, and has not got; null for nothing.</summary>
    public string? FindMissing()
    {
        if (_server is null) return "--server is missing";
        if (_authority is null) return "--ca is missing";
        return _tokens.Count == 0 ? "--token is missing" : null;
    }

    /// <summary>What was asked for.</summary>
    public SwarmRequest ToRequest() =>
        new(_options with { Server = _server!, AuthorityFile = _authority!, Tokens = _tokens }, _summary);

    private bool TryAddNumber(string name, double number) => name switch
    {
        "--hosts" when IsCount(number, 1, 1_000_000) => Set(_options with { Hosts = (int)number }),
        "--seed" when IsCount(number, 0, int.MaxValue) => Set(_options with { Seed = (int)number }),
        "--ramp" when number is > 0 and <= 100_000 => Set(_options with { RampPerSecond = number }),
        "--interval" when IsCount(number, 1, SecondsMax) => Set(_options with { Interval = TimeSpan.FromSeconds(number) }),
        "--hold" when IsCount(number, 0, 300) => Set(_options with { Hold = TimeSpan.FromSeconds(number) }),
        "--own" when IsCount(number, 0, 1_000_000) => Set(_options with { OwnConnections = (int)number }),
        "--per-connection" when IsCount(number, 1, 100) => Set(_options with { HostsPerConnection = (int)number }),
        "--addresses" when IsCount(number, 1, 60_000) => Set(_options with { Addresses = (int)number }),
        "--upgrades-fail" when number is >= 0 and <= 1 =>
            Set(_options with { Upgrades = _options.Upgrades with { FailingShare = number } }),
        "--download-time" when number <= SecondsMax => Set(_options with { DownloadTime = TimeSpan.FromSeconds(number) }),
        "--run-time" when number <= SecondsMax => Set(_options with { RunTime = TimeSpan.FromSeconds(number) }),
        "--runs-fail" when number is >= 0 and <= 1 => Set(_options with { RunsFail = new UpgradeRule(number) }),
        "--clones" when IsCount(number, 0, 1_000_000) => Set(_options with { Clones = (int)number }),
        "--deaths" when IsCount(number, 0, 1_000_000) => Set(_options with { Deaths = (int)number }),
        "--deaths-after" when number <= SecondsMax => Set(_options with { DeathsAfter = TimeSpan.FromSeconds(number) }),
        "--storm-after" when number <= SecondsMax => Set(_options with { StormAfter = TimeSpan.FromSeconds(number) }),
        "--duration" when number <= SecondsMax => Set(_options with { Duration = TimeSpan.FromSeconds(number) }),
        _ => false,
    };

    private bool TryAddToken(string token)
    {
        _tokens.Add(token);
        return token.Length > 0;
    }

    private bool TryAddRule(string rule)
    {
        if (rule.Split('=', 2) is not [var attribute, var prefix] || !UpgradeRule.Attributes.Contains(attribute)) return false;
        return Set(_options with { Upgrades = _options.Upgrades with { Attribute = attribute, Prefix = prefix } });
    }

    private bool Set(SwarmOptions options)
    {
        _options = options;
        return true;
    }

    private static bool IsCount(double number, double least, double most) =>
        number >= least && number <= most && number == Math.Floor(number);

    private static double? TryNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
