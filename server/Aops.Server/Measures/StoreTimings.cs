namespace Aops.Server.Measures;

/// <summary>What the writer of the database has done since the start.</summary>
internal sealed class StoreTimings
{
    /// <summary>Writes that were committed.</summary>
    public Counter Writes { get; } = new();

    /// <summary>Writes that failed.</summary>
    public Counter Failed { get; } = new();

    /// <summary>Time of a transaction, with the tries that were undone.</summary>
    public Histogram CommitSeconds { get; } = new();
}
