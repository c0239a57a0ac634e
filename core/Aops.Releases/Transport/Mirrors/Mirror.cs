namespace Aops.Releases.Transport.Mirrors;

/// <summary>A place that has a copy of the repository's packages. It is trusted with nothing: what it gives is verified.</summary>
/// <param name="Address">Its address, for what is logged.</param>
/// <param name="Source">How it is asked.</param>
public sealed record Mirror(Uri Address, IReleaseSource Source);
