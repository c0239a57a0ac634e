namespace Aops.Systemd;

/// <summary>What follows when systemd was told to stop one member of the pair.</summary>
/// <param name="Clause">What follows, as a clause for the log.</param>
/// <param name="IsMachineEnding">Whether the machine shuts down, or goes into rescue mode.</param>
public sealed record StopConsequence(string Clause, bool IsMachineEnding = false);
