namespace Aops.Server.Runs;

/// <summary>Which hosts of a run are listed; what is null holds for any.</summary>
/// <param name="Phase">Their phase.</param>
/// <param name="Digest">SHA-256 of their output.</param>
/// <param name="AgentId">The only one.</param>
internal sealed record RunHostFilter(string? Phase = null, string? Digest = null, string? AgentId = null)
{
    /// <summary>Every host.</summary>
    public static RunHostFilter None { get; } = new();
}
