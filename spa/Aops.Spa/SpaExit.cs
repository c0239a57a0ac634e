namespace Aops.Spa;

/// <summary>Why this life ends.</summary>
/// <param name="IsReplacement">Whether the process goes on with another image.</param>
/// <param name="Reason">Why.</param>
internal sealed record SpaExit(bool IsReplacement, string Reason);
