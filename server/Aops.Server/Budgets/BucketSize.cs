namespace Aops.Server.Budgets;

/// <summary>A rate: what may come at once, and what may come a second on average.</summary>
/// <param name="Burst">At once.</param>
/// <param name="PerSecond">A second, on average.</param>
internal readonly record struct BucketSize(double Burst, double PerSecond);
