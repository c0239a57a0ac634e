namespace Aops.Tidy.Tests;

/// <summary>Shows every fault that a rule found, one a line.</summary>
internal static class Faults
{
    public static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
