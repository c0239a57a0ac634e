namespace Aops.Server.Alerts;

/// <summary>How many hosts the queries of a rule have.</summary>
/// <param name="Hosts">Those that are counted.</param>
/// <param name="Of">Those of which they are a share; 0 for no share.</param>
internal readonly record struct HostCounts(long Hosts, long Of);
