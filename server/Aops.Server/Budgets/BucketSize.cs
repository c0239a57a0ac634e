namespace Aops.Server.Budgets;

/// <summary>Size of a token bucket.</summary>
/// <param name="Burst">Tokens of a full bucket.</param>
/// <param name="PerSecond">Refill rate.</param>
internal readonly record struct BucketSize(double Burst, double PerSecond);
