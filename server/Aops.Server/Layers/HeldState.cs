namespace Aops.Server.Layers;

/// <summary>
/// A desired state that a host holds and that this database does not know, as it was put back to a copy of before. The
/// host keeps it, and what layers say that were written since is laid over it, until an operator decides.
/// </summary>
/// <param name="Mark">Which one it is.</param>
/// <param name="Since">Layers of this change and later ones count; null where none was written since.</param>
/// <param name="Digest">Names what it says; empty where the host could not tell.</param>
/// <param name="ToldAt">When the host told of it, UTC.</param>
internal sealed record HeldState(HeldMark Mark, long? Since, string Digest, DateTimeOffset ToldAt)
{
    /// <summary>Whether the server knows what the host holds. Else nothing is laid over it.</summary>
    public bool IsTold => Digest.Length > 0;
}
