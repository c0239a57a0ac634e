using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>
/// What an instance tells of itself, as hashes of this process: two heartbeats with one key have one <see cref="InstanceMark"/>,
/// which costs four digests.
/// </summary>
internal readonly record struct InstanceKey(int Boot, int Product, int Network, int Name)
{
    public static InstanceKey Of(HostInstance told, string hostname) =>
        new(Number(told.Boot), Number(told.Product), Number(told.Network), Number(hostname));

    private static int Number(string? text) =>
        string.IsNullOrEmpty(text) ? 0 : string.GetHashCode(text, StringComparison.Ordinal);
}
