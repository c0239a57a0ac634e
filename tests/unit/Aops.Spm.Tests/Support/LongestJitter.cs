namespace Aops.Spm.Tests.Support;

/// <summary>Draws the longest pause each time, so that a test sees the bound.</summary>
internal sealed class LongestJitter : Random
{
    public override double NextDouble() => 1;
}
