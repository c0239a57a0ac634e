using Aops.Server.Layers;

namespace Aops.Server.Desired;

/// <summary>What one host should be, in memory.</summary>
/// <param name="Revision">The number that the host is told.</param>
/// <param name="ChangedAt">When it changed last, UTC.</param>
/// <param name="Document">What it should be; shared by the hosts with the same layers.</param>
internal sealed record HostDesired(long Revision, DateTimeOffset ChangedAt, EffectiveDocument Document)
{
    /// <summary>Of a host that no layer says anything of.</summary>
    public static HostDesired None { get; } = new(0, DateTimeOffset.UnixEpoch, EffectiveDocument.Empty);
}
