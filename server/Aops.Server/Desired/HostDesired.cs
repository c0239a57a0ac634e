using Aops.Contracts.Wire;
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

    /// <summary>The history of <see cref="Revision"/>; null for a number of a server of before.</summary>
    public string? History { get; init; }

    /// <summary>The number in the database, which orders what is known of this host.</summary>
    public long Number { get; init; } = Revision;

    /// <summary>Whether the host takes it whatever it holds.</summary>
    public bool IsImposed { get; init; }

    /// <summary>What it holds that the database does not know; null where it is not diverged.</summary>
    public HeldState? Held { get; init; }

    /// <summary>Whether a host holds it.</summary>
    public bool IsHeldBy(HeldMark mark) =>
        mark.Revision == Revision && (mark.History is null || mark.History == History);

    /// <summary>It as a host gets it.</summary>
    public DesiredState ToDesired() => Document.ToDesired(Revision) with { History = History };
}
