namespace Aops.Releases.Packages;

/// <summary>Names of the kinds, as <c>custom</c> of a target and <c>manifest.json</c> have them.</summary>
public static class PackageKinds
{
    /// <summary>Name under which the suite itself is packed.</summary>
    public const string AgentName = "aops-agent";

    /// <summary>The architecture that this process runs on, as packages name it: <c>x64</c> or <c>arm64</c>.</summary>
    public static string LocalArchitecture { get; } =
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Name of a kind.</summary>
    public static string Text(this PackageKind kind) => kind switch
    {
        PackageKind.Agent => "agent",
        PackageKind.SubAgent => "subagent",
        _ => "bootstrap",
    };

    /// <summary>The kind of a name, or null if it is not known to this version.</summary>
    /// <param name="text">The name.</param>
    public static PackageKind? Parse(string? text) => text switch
    {
        "agent" => PackageKind.Agent,
        "subagent" => PackageKind.SubAgent,
        "bootstrap" => PackageKind.Bootstrap,
        _ => null,
    };
}
