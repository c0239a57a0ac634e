namespace Aops.Swarm.CommandLine;

/// <summary>What the command line asks for.</summary>
/// <param name="Options">The swarm.</param>
/// <param name="SummaryFile">Where its summary goes; null for standard output.</param>
internal sealed record SwarmRequest(SwarmOptions Options, string? SummaryFile);
