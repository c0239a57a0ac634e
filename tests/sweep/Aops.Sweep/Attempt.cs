namespace Aops.Sweep;

/// <summary>One try, on whichever host is free.</summary>
/// <param name="lane">The host.</param>
internal delegate Task<Outcome> Attempt(HostFixture lane);
