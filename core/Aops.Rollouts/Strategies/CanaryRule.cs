namespace Aops.Rollouts.Strategies;

/// <summary>How many hosts of a stage go first.</summary>
/// <param name="HostsMax">
/// At most so many; one of each cell (<c>HostTraits.Cell</c>) before any cell gives a second one. 0: no canaries.
/// </param>
/// <param name="HostsMin">At least so many, where the stage has them, however few cells it has.</param>
public sealed record CanaryRule(int HostsMax = 20, int HostsMin = 2);
