namespace Aops.Server.Audit.Trail;

/// <summary>What a look at the whole chain has found.</summary>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Last">The last of them; null for none.</param>
/// <param name="Heads">Written heads that agree.</param>
/// <param name="Faults">A sentence for each fault, at most <see cref="FaultsMax"/>; empty where the chain is whole.</param>
internal sealed record AuditVerdict(long Rows, AuditHead? Last, int Heads, IReadOnlyList<string> Faults)
{
    /// <summary>Faults that are told.</summary>
    public const int FaultsMax = 100;
}
