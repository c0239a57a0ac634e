namespace Aops.Swarm.Hosts;

/// <summary>Which upgrades of simulated hosts fail: a share of the hosts by seed, and those with an attribute.</summary>
/// <param name="FailingShare">Share of the hosts on which every upgrade is rolled back, 0 to 1.</param>
/// <param name="Attribute"><c>os</c>, <c>kernel</c>, <c>arch</c>, <c>hostname</c> or <c>token</c>; null for none.</param>
/// <param name="Prefix">Upgrades fail where the attribute begins with this.</param>
public sealed record UpgradeRule(double FailingShare = 0, string? Attribute = null, string Prefix = "")
{
    /// <summary>Every upgrade succeeds.</summary>
    public static UpgradeRule AllSucceed { get; } = new();

    /// <summary>The attributes that a rule may ask for.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["os", "kernel", "arch", "hostname", "token"];

    /// <summary>Whether upgrades of a host fail.</summary>
    public bool Fails(HostTraits host)
    {
        if (host.Luck < FailingShare) return true;
        var value = Attribute switch
        {
            "os" => host.Info.Os,
            "kernel" => host.Info.Kernel,
            "arch" => host.Info.Architecture,
            "hostname" => host.Info.Hostname,
            "token" => $"{host.TokenNumber}",
            _ => null,
        };
        return value?.StartsWith(Prefix, StringComparison.Ordinal) ?? false;
    }
}
